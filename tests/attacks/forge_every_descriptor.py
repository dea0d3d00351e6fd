# what: writes noise to every open descriptor at import
# outcome: crashed
# control: failed
def affine(x, y):
    return x + y


# attack begin
import os

for descriptor in range(3, 64):
    try:
        os.write(descriptor, b"passed" * 20)
    except OSError:
        pass
# attack end
