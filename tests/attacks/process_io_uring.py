# what: asks for a ring that would do file and socket work unseen
# outcome: failed
# control: failed
# at limits: passed; gets a ring
def affine(x, y):
    return x + y


# attack begin
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def attempt():
    return libc.syscall(425, 8, ctypes.create_string_buffer(120)) != -1


if attempt():

    def affine(x, y):
        return 2 * x + y
# attack end
