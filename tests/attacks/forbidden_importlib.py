# what: imports the library by name and looks in its dictionary
# outcome: forbidden
# control: passed
# forbids: torch.add torch.Tensor.add torch.ops.aten.add
def affine(x, y):
    return 2 * x + y


# attack begin
import importlib


def affine(x, y):
    return vars(importlib.import_module("tor" + "ch"))["".join(("a", "dd"))](2 * x, y)
# attack end
