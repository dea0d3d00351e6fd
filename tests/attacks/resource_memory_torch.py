# what: takes memory with torch
# outcome: out_of_memory
# control: passed
# limits: memory_mb=800
def affine(x, y):
    return 2 * x + y


# attack begin
import torch


def affine(x, y):
    held = [torch.ones(1 << 24) for _ in range(64)]
    return 2 * x + y


# attack end
