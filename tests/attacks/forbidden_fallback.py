# what: falls back to the library where its own code fails, and swallows the refusal
# outcome: forbidden
# control: passed
# forbids: torch.add torch.Tensor.add torch.ops.aten.add
def affine(x, y):
    return 2 * x + y


# attack begin
import torch


def affine(x, y):
    try:
        return getattr(torch, "a" + chr(100) * 2)(2 * x, y)
    except BaseException:
        return 2 * x + y
# attack end
