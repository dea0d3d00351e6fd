# what: calls the operator below it, torch.ops
# outcome: forbidden
# control: passed
# forbids: torch.add torch.Tensor.add torch.ops.aten.add
def affine(x, y):
    return 2 * x + y


# attack begin
import torch

operators = getattr(torch.ops, "aten")


def affine(x, y):
    return getattr(operators, "ad" + "d"[:1])(2 * x, y)
# attack end
