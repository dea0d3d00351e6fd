# what: takes shared memory, which RLIMIT_DATA does not count
# outcome: out_of_memory
# control: passed
# limits: memory_mb=800
def affine(x, y):
    return 2 * x + y


# attack begin
import mmap


def affine(x, y):
    held = []
    for _ in range(40):
        held.append(mmap.mmap(-1, 1 << 26))
        held[-1].write(b"x" * (1 << 26))
    return 2 * x + y


# attack end
