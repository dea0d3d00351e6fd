# what: fills a file in memory
# outcome: crashed
# control: passed
# limits: memory_mb=800
def affine(x, y):
    return 2 * x + y


# attack begin
import os


def affine(x, y):
    file = os.memfd_create("aigc-quiz-attack")
    for _ in range(40):
        os.write(file, b"x" * (1 << 26))
    return 2 * x + y
# attack end
