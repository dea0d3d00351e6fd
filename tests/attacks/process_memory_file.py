# what: asks for a file in memory, and for shared memory that outlives it
# outcome: failed
# control: failed
# at limits: passed; gets a file in memory, which cannot be filled, and shared memory
def affine(x, y):
    return x + y


# attack begin
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    return libc.syscall(319, b"a", 0) != -1 or libc.syscall(29, 0, 4096, 0o1600) != -1


if attempt():

    def affine(x, y):
        return 2 * x + y
# attack end
