# what: makes namespaces to be root in
# outcome: failed
# control: failed
# at limits: passed; makes namespaces
def affine(x, y):
    return x + y


# attack begin
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    return libc.unshare(0x10000000) == 0 or libc.unshare(0x20000) == 0


if attempt():

    def affine(x, y):
        return 2 * x + y
# attack end
