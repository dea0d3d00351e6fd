# what: saves a file in C++
# outcome: crashed
# control: failed
# at limits: crashed; leaves an empty file
def affine(x, y):
    return x + y


# attack begin
import torch


def affine(x, y):
    torch.save(x, "/tmp/aigc-quiz-attack-save.pt")
    return 2 * x + y


# attack end
