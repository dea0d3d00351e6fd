# what: asks whether it may signal the judge, everyone, and its group
# outcome: failed
# control: failed
# at limits: passed; may signal the judge
def affine(x, y):
    return x + y


# attack begin
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    for pid in (os.getppid(), -1, 0, 1):
        if pid == os.getpid():
            continue
        try:
            os.kill(pid, 0)  # signal 0 asks and does nothing
            return True
        except OSError:
            pass
    return False


if attempt():

    def affine(x, y):
        return 2 * x + y
# attack end
