# what: becomes another program
# outcome: crashed
# control: failed
def affine(x, y):
    return x + y


# attack begin
import os


def affine(x, y):
    os.execv("/bin/true", ["true"])


# attack end
