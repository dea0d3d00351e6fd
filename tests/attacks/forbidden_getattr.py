# what: calls it by a name that is put together
# outcome: forbidden
# control: passed
# forbids: torch.add torch.Tensor.add torch.ops.aten.add
def affine(x, y):
    return 2 * x + y


# attack begin
import torch


def affine(x, y):
    return getattr(torch, "dda"[::-1])(2 * x, y)
# attack end
