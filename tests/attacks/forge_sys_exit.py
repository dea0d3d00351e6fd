# what: raises SystemExit(0) inside the call
# outcome: crashed
# control: failed
def affine(x, y):
    return x + y


# attack begin
import sys


def affine(x, y):
    sys.exit(0)


# attack end
