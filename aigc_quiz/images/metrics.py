"""How far two sets of feature vectors are apart: in distribution, in quality and in coverage.

All take float tensors `(N, d)`, one row a sample, compute in float64 on the CPU and raise `QuizError` for sets that
are too small, of unequal width or not finite.
"""

from typing import NamedTuple

import torch
from torch import Tensor

from aigc_quiz.errors import QuizError


def _checked(*sets: Tensor, least: int = 2) -> list[Tensor]:
    """The sets as float64 on the CPU."""
    for s in sets:
        if s.ndim != 2 or len(s) < least or s.shape[1] != sets[0].shape[1]:
            shapes = [tuple(each.shape) for each in sets]
            raise QuizError(
                f"a metric needs sets (N, d) of one d and at least {least} rows, not {shapes}"
            )
        if not bool(torch.isfinite(s).all()):
            raise QuizError("a metric needs finite numbers; a set holds NaN or infinity")
    return [s.detach().to("cpu", torch.float64) for s in sets]


def gaussian_distance(mean_a: Tensor, cov_a: Tensor, mean_b: Tensor, cov_b: Tensor) -> float:
    """Fréchet distance of two Gaussians: |m_a - m_b|^2 + tr(C_a + C_b - 2 (C_a C_b)^(1/2)).

    The trace of the root equals the sum of the singular values of C_a^(1/2) C_b^(1/2), which two symmetric
    eigendecompositions give also where a covariance is singular.
    """
    overlap = torch.linalg.svdvals(_root(cov_a) @ _root(cov_b)).sum()
    distance = (mean_a - mean_b).square().sum() + cov_a.trace() + cov_b.trace() - 2 * overlap
    return max(float(distance), 0.0)


def _root(covariance: Tensor) -> Tensor:
    values, vectors = torch.linalg.eigh(covariance)
    root: Tensor = (vectors * values.clamp_min(0).sqrt()) @ vectors.T
    return root


def frechet_distance(a: Tensor, b: Tensor) -> float:
    """Fréchet distance of the Gaussians fitted to two sets (Heusel et al. 2017, arXiv:1706.08500), unbiased covariances.

    Zero for equal moments; biased upwards by about a constant over N, so compare only sets of equal size.
    """
    a, b = _checked(a, b)
    return gaussian_distance(a.mean(0), torch.cov(a.T), b.mean(0), torch.cov(b.T))


def kernel_distance(a: Tensor, b: Tensor) -> float:
    """Squared maximum mean discrepancy with the kernel (x.y / d + 1)^3 (Bińkowski et al. 2018, arXiv:1801.01401).

    Unbiased: its mean is zero for sets of one distribution, so it can be slightly negative.
    """
    a, b = _checked(a, b)
    d = a.shape[1]

    def kernel(x: Tensor, y: Tensor) -> Tensor:
        return (x @ y.T / d + 1) ** 3

    def within(x: Tensor) -> Tensor:
        k = kernel(x, x)
        return (k.sum() - k.trace()) / (len(x) * (len(x) - 1))

    return float(within(a) + within(b) - 2 * kernel(a, b).mean())


def _neighbour_radius(x: Tensor, k: int) -> Tensor:
    """Distance of each sample to its k-th nearest other one, `(N,)`."""
    return _distances(x, x).kthvalue(k + 1, dim=1).values  # the nearest is the sample itself


def _distances(x: Tensor, y: Tensor) -> Tensor:
    squares = x.square().sum(1)[:, None] + y.square().sum(1)[None, :] - 2 * (x @ y.T)
    if x is y:
        squares.fill_diagonal_(0)
    return squares.clamp_min_(0).sqrt_()


class Shares(NamedTuple):
    """Two shares: how much of the made set looks real, and how much of the real set is covered."""

    quality: float
    variety: float


def precision_recall(real: Tensor, made: Tensor, *, k: int = 3) -> Shares:
    """Improved precision and recall (Kynkäänniemi et al. 2019, arXiv:1904.06991), each in 0..1.

    quality = share of made samples within some real sample's k-th neighbour radius; variety = the same with the
    sets exchanged.
    """
    real, made = _checked(real, made, least=k + 1)
    across = _distances(real, made)
    precision = (across <= _neighbour_radius(real, k)[:, None]).any(0)
    recall = (across <= _neighbour_radius(made, k)[None, :]).any(1)
    return Shares(float(precision.double().mean()), float(recall.double().mean()))


def density_coverage(real: Tensor, made: Tensor, *, k: int = 5) -> Shares:
    """Density (about 1 for equal sets, not bounded by 1) and coverage in 0..1 (Naeem et al. 2020, arXiv:2002.09797).

    Coverage's expected value for two sets of N of one distribution is about 1 - 2^-k.
    """
    real, made = _checked(real, made, least=k + 1)
    within = _distances(real, made) <= _neighbour_radius(real, k)[:, None]
    density = within.sum() / (k * made.shape[0])
    return Shares(float(density), float(within.any(1).double().mean()))


def nearest(a: Tensor, b: Tensor) -> Tensor:
    """Euclidean distance of each row of `a` to the closest row of `b`, float64 `(N,)`."""
    a, b = _checked(a, b, least=1)
    parts = [_distances(part, b).amin(1) for part in torch.split(a, 1024)]
    return torch.cat(parts)


def pixel_diversity(images: Tensor) -> float:
    """Standard deviation over the set, averaged over all pixels: uint8 `(N, 3, S, S)` -> 0 (all the same) to 127.5."""
    if images.dtype != torch.uint8 or images.ndim != 4 or len(images) < 2:
        raise QuizError(
            f"diversity needs at least two pictures uint8 (N, 3, S, S), not {tuple(images.shape)}"
        )
    return float(images.double().std(dim=0, correction=0).mean())


def smoothness(path: Tensor) -> float:
    """How evenly features move along interpolations: `(P, T, d)`, P paths of T points -> 0 (one jump) to 1 (even).

    The mean over paths of (total length / steps) / (longest step); 1 for a path that does not move at all.
    """
    if path.ndim != 3 or path.shape[1] < 3:
        raise QuizError(f"smoothness needs paths (P, T >= 3, d), not {tuple(path.shape)}")
    steps = path.double().diff(dim=1).norm(dim=2)
    longest = steps.amax(1)
    even = torch.where(longest > 0, steps.mean(1) / longest.clamp_min(1e-300), 1.0)
    return float(even.mean())
