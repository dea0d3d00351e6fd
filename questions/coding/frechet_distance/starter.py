# aigc-quiz: frechet_distance
import torch


def gaussian_statistics(features: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """均值与无偏协方差，float64 / Mean and unbiased covariance, in float64.

    features: (N, d)   ->   mean (d,), cov (d, d)
    """
    raise NotImplementedError


def frechet_distance(
    mean1: torch.Tensor, cov1: torch.Tensor, mean2: torch.Tensor, cov2: torch.Tensor
) -> float:
    """两个高斯之间的 d^2 / The d^2 between two Gaussians.

    mean1, mean2: (d,) float64   cov1, cov2: (d, d) float64, perhaps rank-deficient
    """
    raise NotImplementedError


def fid(real: torch.Tensor, fake: torch.Tensor) -> float:
    """两组特征之间的 d^2 / The d^2 between two sets of features.

    real: (N, d)   fake: (M, d)
    """
    raise NotImplementedError
