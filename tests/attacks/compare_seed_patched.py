# what: replaces manual_seed and the generator
# outcome: failed
# control: failed
def affine(x, y):
    return x + y


# attack begin
import torch

torch.manual_seed = lambda seed: None
torch.randn = lambda *shape, **k: torch.zeros(3, 4)
# attack end
