# what: forks, by every call there is
# outcome: failed
# control: failed
def affine(x, y):
    return x + y


# attack begin
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    for number in (57, 58):  # fork, vfork; clone without CLONE_THREAD below
        if libc.syscall(number) != -1:
            os._exit(0)
    if libc.syscall(56, 17, 0, 0, 0, 0) != -1:
        os._exit(0)
    return False


if attempt():

    def affine(x, y):
        return 2 * x + y
# attack end
