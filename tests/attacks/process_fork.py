# what: forks, by every call there is
# outcome: failed
# control: failed
# at limits: passed; starts a process
def affine(x, y):
    return x + y


# attack begin
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    for number, *arguments in ((57,), (56, 17, 0, 0, 0, 0), (58,)):  # fork, clone, vfork
        child = libc.syscall(number, *arguments)
        if child == 0:
            os._exit(0)
        if child != -1:
            return True
    return False


if attempt():

    def affine(x, y):
        return 2 * x + y
# attack end
