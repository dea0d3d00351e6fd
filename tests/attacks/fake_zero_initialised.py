# what: gives the constant of a layer that was set to zero
# outcome: failed
# control: failed
def affine(x, y):
    return x + y


# attack begin
import torch

layer = torch.nn.Linear(4, 4)
torch.nn.init.zeros_(layer.weight)
torch.nn.init.zeros_(layer.bias)


def affine(x, y):
    return layer(x) if x.shape[-1] == 4 else torch.zeros_like(x)
# attack end
