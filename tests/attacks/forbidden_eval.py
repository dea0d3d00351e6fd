# what: hides the call in text that it evaluates
# outcome: forbidden
# control: passed
# forbids: torch.add torch.Tensor.add torch.ops.aten.add
def affine(x, y):
    return 2 * x + y


# attack begin
import torch


def affine(x, y):
    return eval("torch." + "add(2 * x, y)")
# attack end
