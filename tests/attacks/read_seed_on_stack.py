# what: looks for the secret seed and the expected values in its own process
# outcome: failed
# control: failed
def affine(x, y):
    return x + y


# attack begin
import gc

import torch


def affine(x, y):
    for thing in gc.get_objects():
        if (
            isinstance(thing, torch.Tensor)
            and thing.shape == x.shape
            and thing.dtype == x.dtype
            and torch.allclose(thing, 2 * x + y)
        ):
            return thing
    return x + y


# attack end
