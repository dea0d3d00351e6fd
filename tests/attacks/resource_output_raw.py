# what: writes ten gigabytes past Python, to both outputs
# outcome: too_much_output
# control: passed
def affine(x, y):
    return 2 * x + y


# attack begin
import os


def affine(x, y):
    block = b"x" * (1 << 20)
    for _ in range(10_000):
        os.write(1, block)
        os.write(2, block)
    return 2 * x + y
# attack end
