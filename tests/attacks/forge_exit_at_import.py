# what: ends the process with success while it is imported
# outcome: crashed
# control: failed
def affine(x, y):
    return x + y


# attack begin
import os

os._exit(0)
# attack end
