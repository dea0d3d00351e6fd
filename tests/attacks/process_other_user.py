# what: tries to become another user
# outcome: failed
# control: failed
def affine(x, y):
    return x + y


# attack begin
import os


def attempt():
    for act in (os.setuid, os.setgid):
        try:
            act(1)
            return True
        except OSError:
            pass
    return False


if attempt():

    def affine(x, y):
        return 2 * x + y
# attack end
