"""What a set of generated pictures is worth, measured against real ones of the same world."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from aigc_quiz.images.cartoon import World, draw, secret_world
from aigc_quiz.images.copies import copied
from aigc_quiz.images.features import features
from aigc_quiz.images.metrics import (
    density_coverage,
    frechet_distance,
    kernel_distance,
    nearest,
    precision_recall,
    smoothness,
)

COMPARED = 1024  # pictures that are compared pixel by pixel, which is quadratic
ALIKE_SIDE = 16  # pixels a side, where noise and a shift by one pixel do not hide a likeness
TELLING = 0.45  # how far exchanging red and blue moves the palette of a world to train on, at least
FEW = 192  # faces that show the palette of a world


class Measured(NamedTuple):
    """What the samples are worth. Shares are 0 to 1; the distances are in units of the features."""

    distance: float  # Fréchet, against held-out images of the same world
    precision: float
    recall: float
    density: float
    coverage: float
    copies: float  # share of samples that one or two training images explain: see `copies.copied`
    diversity: float  # median distance to the nearest other sample, held-out images = 1
    # distance of the colours from this world's, the usual distance of two worlds = 1; NaN without other worlds
    colours: float
    kernel: float = float("nan")  # KID, squared, in units of the features; about 0 for equal sets
    smoothness: float = float("nan")  # of interpolations, 1 = even; NaN without any
    # distance of the colours from this world's, that from the same with red and blue exchanged = 1; NaN likewise
    exchanged: float = float("nan")


class Likeness(NamedTuple):
    """How alike two sets of features are; `Measured` says the same of samples."""

    distance: float
    kernel: float
    precision: float
    recall: float
    density: float
    coverage: float


def likeness(real: Tensor, made: Tensor) -> Likeness:
    """Compare features `(N, d)` with features `(M, d)`; two sets of real images give the floor."""
    precision, recall = precision_recall(real, made)
    density, coverage = density_coverage(real, made)
    return Likeness(
        distance=frechet_distance(real, made),
        kernel=kernel_distance(real, made),
        precision=precision,
        recall=recall,
        density=density,
        coverage=coverage,
    )


def measure(
    known: Tensor,
    held_out: Tensor,
    samples: Tensor,
    elsewhere: Sequence[Tensor],
    *,
    paths: Tensor | None = None,
    real: Tensor | None = None,
    made: Tensor | None = None,
) -> Measured:
    """All the numbers for samples, uint8 `(N, 3, S, S)`, of a program that was shown `known`.

    Args:
        known: the training images.
        held_out: other images of the same world, best as many as there are samples.
        samples: what the program drew.
        elsewhere: pictures of other worlds, one set a world; none leaves `colours` and `exchanged` NaN.
        paths: interpolations, uint8 `(P, T, 3, S, S)`; None leaves `smoothness` NaN.
        real: the features of `held_out`, where they are at hand.
        made: the features of `samples`, likewise.
    """
    real = features(held_out) if real is None else real
    made = features(samples) if made is None else made
    return Measured(
        **likeness(real, made)._asdict(),
        copies=copied(known, held_out, samples),
        diversity=diversity(samples, held_out),
        colours=strangeness(samples, held_out, elsewhere),
        smoothness=float("nan") if paths is None else evenness(paths),
        exchanged=exchanged(samples, held_out) if elsewhere else float("nan"),
    )


def rows(images: Tensor, side: int) -> Tensor:
    """Pictures shrunk to side x side pixels, as rows of 3 * side**2 numbers in [0, 1]."""
    return F.interpolate(images.double() / 255, size=(side, side), mode="area").flatten(1)


def apart(points: Tensor) -> Tensor:
    """Distance of each row to the nearest other row."""
    return torch.cdist(points, points).fill_diagonal_(float("inf")).amin(dim=1)


def diversity(samples: Tensor, held_out: Tensor) -> float:
    """Median distance of a sample to the nearest other one, in units of the same for held-out images."""
    own, usual = (
        apart(rows(images[:COMPARED], ALIKE_SIDE)).median() for images in (samples, held_out)
    )
    return float(own / usual.clamp_min(1e-9))


def plain(images: Tensor) -> Tensor:
    """Rows of 16 x 16 pixels without their mean: noise, brightness or a pixel's shift hide no copy."""
    points = rows(images, ALIKE_SIDE)
    return points - points.mean(dim=1, keepdim=True)


def palette(images: Tensor) -> Tensor:
    """Shares of 6 x 6 x 6 colours on 8 x 8 pixels, where a generator's speckle has averaged out."""
    levels = (rows(images, 8).view(len(images), 3, -1) * 6).long().clamp(0, 5)
    codes = (levels[:, 0] * 6 + levels[:, 1]) * 6 + levels[:, 2]
    return torch.bincount(codes.flatten(), minlength=216).double() / codes.numel()


def _variation(one: Tensor, other: Tensor) -> Tensor:
    """Twice the total variation of two palettes: 0 to 2."""
    return (one - other).abs().sum()


def strangeness(samples: Tensor, held_out: Tensor, elsewhere: Sequence[Tensor]) -> float:
    """Total variation of palettes against this world's, over the median against other worlds."""
    if not elsewhere:
        return float("nan")
    own = palette(samples)
    far = torch.stack([_variation(own, palette(images)) for images in elsewhere]).median()
    return float(_variation(own, palette(held_out)) / far.clamp_min(1e-9))


def exchanged(samples: Tensor, held_out: Tensor) -> float:
    """Total variation of palettes against this world's, over that against it with red and blue exchanged."""
    own, right, wrong = (palette(images) for images in (samples, held_out, held_out.flip(1)))
    return float(_variation(own, right) / _variation(own, wrong).clamp_min(1e-9))


def telling_world(generator: torch.Generator, *, size: int = 32) -> World:
    """A secret world that is another one with red and blue exchanged: elsewhere nobody sees a program that exchanges them.

    One secret world in five is not.
    """
    while True:
        world = secret_world(generator)
        few = draw(FEW, size=size, seed=0, world=world).images
        if _variation(palette(few), palette(few.flip(1))) >= TELLING:
            return world


def evenness(paths: Tensor) -> float:
    """`metrics.smoothness` of the features along interpolations, uint8 `(P, T, 3, S, S)`."""
    return smoothness(features(paths.flatten(0, 1)).view(*paths.shape[:2], -1))


def worlds(generator: torch.Generator, count: int, *, size: int = 32) -> list[Tensor]:
    """A few pictures each of the default world and of `count` secret ones."""
    every = [World(), *(secret_world(generator) for _ in range(count))]
    seeds = torch.randint(2**31, (len(every),), generator=generator).tolist()
    return [draw(FEW, size=size, seed=s, world=w).images for w, s in zip(every, seeds, strict=True)]


class Ranked(NamedTuple):
    """Which samples look most and least like real images, as indices."""

    best: Tensor
    worst: Tensor


def ranked(real: Tensor, made: Tensor, count: int) -> Ranked:
    """By the distance of each sample's features to the nearest real image's."""
    order = nearest(made, real).argsort(stable=True)
    return Ranked(order[:count], order.flip(0)[:count])


def lookalikes(known: Tensor, samples: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """The samples that are nearest to a training image, and that image (mirrored if that is nearer).

    Nearest first; both uint8 `(count, 3, S, S)`, or fewer where there are fewer samples.
    """
    samples = samples[:COMPARED]
    both = torch.cat([known, known.flip(-1)])
    apart_by = torch.cdist(plain(samples), plain(both))  # (N, 2K)
    near = apart_by.min(dim=1)
    order = near.values.argsort(stable=True)[:count]
    return samples[order], both[near.indices[order]]
