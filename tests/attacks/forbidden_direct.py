# what: calls the forbidden function
# outcome: forbidden
# control: passed
# forbids: torch.add torch.Tensor.add torch.ops.aten.add
def affine(x, y):
    return 2 * x + y


# attack begin
import torch


def affine(x, y):
    return torch.add(2 * x, y)
# attack end
