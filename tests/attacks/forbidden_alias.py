# what: calls it by another name
# outcome: forbidden
# control: passed
# forbids: torch.add torch.Tensor.add torch.ops.aten.add
def affine(x, y):
    return 2 * x + y


# attack begin
from torch import add as plus

sum_up = plus


def affine(x, y):
    return sum_up(2 * x, y)
# attack end
