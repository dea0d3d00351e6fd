"""Pictures made of training images: one of them moved a little, two mixed, or two put together.

Each way to copy gives a number a picture, small where the training images explain it. What is small is not a constant:
it is what one in a hundred held-out images has by chance, so that a world of look-alikes accuses nobody.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

COMPARED = 512  # pictures on each side; the cost is theirs times that of the training images
CHANCE = 0.01  # the share of held-out images that each way may take for copies
SIDE = 32
REACH = 2  # pixels by which a moved copy is sought, each way
BLOCK = 128  # pictures compared at a time
SHORTLIST = 12  # training images that a picture is laid upon, the nearest on 8 x 8 pixels


def copied(known: Tensor, held_out: Tensor, samples: Tensor) -> float:
    """The share of samples that are copies of `known` in some way; 0.03 to 0.1 for new images of the same world.

    Args:
        known: the training images, uint8 `(K, 3, S, S)`; mirrored ones count as well.
        held_out: other images of the same world, which say what is usual.
        samples: what was drawn.
    """
    sources = torch.cat([known, known.flip(-1)])
    both = torch.cat([held_out[:COMPARED], samples[:COMPARED]])
    count = len(held_out[:COMPARED])
    caught = torch.zeros(len(both) - count, dtype=torch.bool)
    for measure in (_moved, _mixed, _joined):
        for left in measure(both, sources):
            caught |= left[count:] < left[:count].quantile(CHANCE)
    return float(caught.double().mean())


def _shrunk(images: Tensor, side: int) -> Tensor:
    return F.interpolate(images.float() / 255, size=(side, side), mode="area")


def _centred(images: Tensor) -> Tensor:
    """Rows of unit length without their mean: brightness and contrast hide no copy."""
    points = images.flatten(1)
    return F.normalize(points - points.mean(dim=1, keepdim=True), dim=1)


def _left(share: Tensor) -> Tensor:
    """What is left unexplained, as a length, where `share` of the square is explained."""
    return (1 - share).clamp_min(0).sqrt()


def _moved(images: Tensor, sources: Tensor) -> list[Tensor]:
    """Lay each picture upon the training images most like it, moved by up to two pixels."""
    near = (_centred(_shrunk(images, 8)) @ _centred(_shrunk(sources, 8)).T).topk(
        min(SHORTLIST, len(sources)), dim=1
    )
    side, ways = SIDE - 2 * REACH, range(2 * REACH + 1)
    places = [(x, 2 * REACH - x, y, 2 * REACH - y) for y in ways for x in ways]
    own = _centred(_shrunk(images, SIDE)[:, :, REACH:-REACH, REACH:-REACH])
    own = own.view(-1, 3, side, side)
    large = _shrunk(sources, SIDE)
    # The length of each window without its mean; of the product, `own` has taken the mean away.
    mean, square = (F.avg_pool2d(x.mean(1), side, 1).flatten(1) for x in (large, large.square()))
    length = ((square - mean.square()).clamp_min(1e-12) * 3 * side**2).sqrt()  # (K, places)
    large = large.flatten(1)
    best = []
    for part, chosen in zip(torch.split(own, BLOCK), torch.split(near.indices, BLOCK), strict=True):
        moved = torch.stack([F.pad(part, place).flatten(1) for place in places], dim=1)
        alike = moved @ large[chosen].mT / length[chosen].mT  # (block, places, SHORTLIST)
        best.append(alike.amax(dim=(1, 2)).clamp_min(0))
    return [_left(torch.cat(best).square())]


def _mixed(images: Tensor, sources: Tensor) -> list[Tensor]:
    """Explain each picture by the best weighted sum of two training images, the second chosen after the first."""
    points, stored = _shrunk(images, 16).flatten(1), _shrunk(sources, 16).flatten(1)
    middle = stored.mean(dim=0)
    points, stored = F.normalize(points - middle, dim=1), F.normalize(stored - middle, dim=1)
    first = (points @ stored.T).max(dim=1)
    chosen = stored[first.indices]
    rest = points - first.values[:, None] * chosen
    gain = (rest @ stored.T).square() / (1 - (chosen @ stored.T).square()).clamp_min(1e-3)
    return [_left(first.values.square() + gain.amax(dim=1))]


def _joined(images: Tensor, sources: Tensor) -> list[Tensor]:
    """Compare the upper, lower, left and right half of each picture with those of the training images."""
    points, stored = _shrunk(images, 16), _shrunk(sources, 16)
    found = []
    for axis in (2, 3):
        for own, theirs in zip(points.chunk(2, axis), stored.chunk(2, axis), strict=True):
            found.append(_left((_centred(own) @ _centred(theirs).T).amax(dim=1).square()))
    return found
