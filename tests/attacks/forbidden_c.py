# what: calls the function below it, torch._C
# outcome: forbidden
# control: passed
# forbids: torch.nn.functional.linear torch._C._nn.linear
def affine(x, y):
    return 2 * x + y


# attack begin
import torch

below = getattr(torch, "_" + "C")._nn


def affine(x, y):
    twice = 2 * torch.eye(x.shape[-1], dtype=x.dtype)
    return getattr(below, "".join(["lin", "ear"]))(x, twice) + y
# attack end
