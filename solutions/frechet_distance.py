# aigc-quiz: frechet_distance
"""The Fréchet distance between two Gaussians, as FID has it (Heusel et al. 2017, equation 6)."""

import torch
from torch import Tensor


def gaussian_statistics(features: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and unbiased covariance in float64: (N, d) -> (d,), (d, d)."""
    x = features.double()
    mean = x.mean(dim=0)
    centred = x - mean
    return mean, centred.T @ centred / (len(x) - 1)


def frechet_distance(mean1: Tensor, cov1: Tensor, mean2: Tensor, cov2: Tensor) -> float:
    """The squared distance d^2 of two Gaussians; covariances may be rank-deficient."""
    # C1 C2 is not symmetric, C1^(1/2) C2 C1^(1/2) is, and both have the same eigenvalues.
    values, vectors = torch.linalg.eigh(cov1)
    root = (vectors * values.clamp(min=0).sqrt()) @ vectors.T  # (d, d)
    shared = torch.linalg.eigvalsh(root @ cov2 @ root).clamp(min=0)  # rounding leaves -1e-17
    distance = (mean1 - mean2).square().sum()
    return float(distance + cov1.trace() + cov2.trace() - 2 * shared.sqrt().sum())


def fid(real: Tensor, fake: Tensor) -> float:
    """The squared distance between the Gaussians of two sets of features, (N, d) and (M, d)."""
    return frechet_distance(*gaussian_statistics(real), *gaussian_statistics(fake))
