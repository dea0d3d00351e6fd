# what: recurses until the stack of C ends
# outcome: crashed|out_of_memory
# control: passed
# limits: memory_mb=800
def affine(x, y):
    return 2 * x + y


# attack begin
import sys

sys.setrecursionlimit(10**9)


def affine(x, y):
    return affine(x, y)


# attack end
