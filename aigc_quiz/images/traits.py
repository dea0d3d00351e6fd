"""Which attributes a set of pictures shows: linear read-outs of the features, fitted on faces whose attributes are known."""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from aigc_quiz.images.world import ATTRIBUTES, COLUMN

RELIABLE = 0.9  # accuracy on faces that the read-out was not fitted on, below which it says nothing
_RIDGE = 1e-3  # of the number of faces: the features have variances near one


class Gap(NamedTuple):
    """A value of an attribute that the samples show too seldom: its share of real images and of samples."""

    attribute: str
    value: int
    real: float
    made: float


@dataclass(frozen=True, slots=True)
class Readouts:
    """One linear read-out an attribute, by ridge regression on one-hot values.

    accuracy: of each attribute, on faces that it was not fitted on.
    """

    mean: Tensor
    weights: tuple[Tensor, ...]
    accuracy: dict[str, float]

    @classmethod
    def fitted(
        cls, known: Tensor, attributes: Tensor, real: Tensor, real_attributes: Tensor
    ) -> "Readouts":
        """Fit on features `(N, d)` and attributes int64 `(N, 11)`, try on others of the same world."""
        mean = known.double().mean(dim=0)
        x = _with_one(known, mean)
        ridge = _RIDGE * len(x) * torch.eye(x.shape[1], dtype=torch.float64)
        factor = torch.linalg.cholesky(x.T @ x + ridge)
        targets = [
            torch.nn.functional.one_hot(attributes[:, column], count).double()
            for column, (_, count) in enumerate(ATTRIBUTES)
        ]
        weights = tuple(torch.cholesky_solve(x.T @ target, factor) for target in targets)
        made = cls(mean, weights, {})
        right = (made.read(real) == real_attributes).double().mean(dim=0).tolist()
        names = [name for name, _ in ATTRIBUTES]
        return cls(mean, weights, dict(zip(names, right, strict=True)))

    def read(self, features: Tensor) -> Tensor:
        """The most likely value of each attribute: features `(N, d)` -> int64 `(N, 11)`."""
        x = _with_one(features, self.mean)
        return torch.stack([(x @ weights).argmax(dim=1) for weights in self.weights], dim=1)

    def shares(self, features: Tensor) -> dict[str, list[float]]:
        """For each attribute that can be read reliably, the share of pictures that show each value."""
        values = self.read(features)
        return {
            name: (
                torch.bincount(values[:, COLUMN[name]], minlength=count).double() / len(values)
            ).tolist()
            for name, count in ATTRIBUTES
            if self.accuracy.get(name, 0.0) >= RELIABLE
        }


def _with_one(features: Tensor, mean: Tensor) -> Tensor:
    x = features.double() - mean
    return torch.cat([x, torch.ones(len(x), 1, dtype=torch.float64)], dim=1)


def gaps(
    real: dict[str, list[float]],
    made: dict[str, list[float]],
    *,
    least: float = 0.05,
    ratio: float = 1 / 3,
) -> list[Gap]:
    """What the samples show too seldom, the most missed first.

    least: shares of real images below this are left out. ratio: a gap is below this part of the real share.
    """
    found = [
        Gap(name, value, share, made[name][value])
        for name, shares in real.items()
        if name in made
        for value, share in enumerate(shares)
        if share >= least and made[name][value] < ratio * share
    ]
    return sorted(found, key=lambda gap: gap.made - gap.real)
