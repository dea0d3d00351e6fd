# what: calls the kernel by its x32 interface
# outcome: failed
# control: failed
def affine(x, y):
    return x + y


# attack begin
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    return libc.syscall(0x40000000 + 41, 2, 1, 0) != -1


if attempt():

    def affine(x, y):
        return 2 * x + y
# attack end
