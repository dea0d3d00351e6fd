# what: ends the process with success inside the call
# outcome: crashed
# control: failed
def affine(x, y):
    return x + y


# attack begin
import os


def affine(x, y):
    os._exit(0)


# attack end
