"""The distance from factors of the covariances, and what well-known slips give in its place.

A covariance is C = A^T A with A of shape (rows, d). Then Tr((C1 C2)^(1/2)) is the sum of the singular
values of A1 A2^T, which is exact where a covariance has zero eigenvalues: no root of a rounding error.
"""

from collections.abc import Mapping

import torch
from torch import Tensor

from aigc_quiz.grading import Text

Slips = Mapping[str, tuple[Tensor | float, Text]]
Gaussian = tuple[Tensor, Tensor]  # mean (d,) and factor (rows, d)


def gaussian(features: Tensor) -> Gaussian:
    """Mean and factor of the unbiased covariance."""
    x = features.double()
    mean = x.sum(0) / len(x)
    return mean, (x - mean) / (len(x) - 1) ** 0.5


def covariance(factor: Tensor) -> Tensor:
    """The covariance of a factor, exactly symmetric."""
    cov = factor.T @ factor
    return (cov + cov.T) / 2


def size(one: Gaussian, two: Gaussian) -> float:
    """Tr(C1 + C2), by which errors are measured."""
    return float(one[1].square().sum() + two[1].square().sum())


def terms(one: Gaussian, two: Gaussian) -> tuple[Tensor, Tensor, Tensor]:
    """The squared distance of the means, Tr(C1 + C2) and Tr((C1 C2)^(1/2))."""
    return (
        (one[0] - two[0]).square().sum(),
        one[1].square().sum() + two[1].square().sum(),
        torch.linalg.svdvals(one[1] @ two[1].T).sum(),
    )


def distance(one: Gaussian, two: Gaussian) -> float:
    """The d^2 of two Gaussians."""
    means, traces, root = terms(one, two)
    return float(means + traces - 2 * root)


def root(cov: Tensor) -> Tensor:
    """The symmetric square root of a covariance."""
    values, vectors = torch.linalg.eigh(cov)
    return (vectors * values.clamp(min=0).sqrt()) @ vectors.T


def with_eps(cov1: Tensor, cov2: Tensor) -> Tensor:
    """Tr((C1 C2)^(1/2)) with 1e-6 added to both diagonals."""
    eye = 1e-6 * torch.eye(len(cov1), dtype=torch.float64)
    a, b = root(cov1 + eye), root(cov2 + eye)
    return torch.linalg.svdvals(a @ b).sum()


def mean_slips(features: Tensor) -> Slips:
    """Slips of the mean."""
    return {
        "over_features": (
            features.double().mean(1),
            Text(
                zh="沿特征求了平均：一行是一个样本，应沿第 0 维。",
                en="Averaged over the features: a row is a sample, so average over axis 0.",
            ),
        ),
    }


def covariance_slips(features: Tensor) -> Slips:
    """Slips of the covariance."""
    n, (mean, factor) = len(features), gaussian(features)
    cov = covariance(factor)
    return {
        "biased": (
            cov * (n - 1) / n,
            Text(
                zh="除以了 N：无偏的协方差除以 N - 1。",
                en="Divided by N: the unbiased covariance divides by N - 1.",
            ),
        ),
        "not_divided": (
            cov * (n - 1),
            Text(zh="没有除以 N - 1。", en="The division by N - 1 is missing."),
        ),
        "not_centred": (
            cov + n / (n - 1) * torch.outer(mean, mean),
            Text(
                zh="没有减去均值：这是二阶矩，不是协方差。",
                en="The mean was not subtracted: this is the second moment, not the covariance.",
            ),
        ),
        "not_centred_biased": (
            cov * (n - 1) / n + torch.outer(mean, mean),
            Text(
                zh="没有减去均值：这是二阶矩，不是协方差。",
                en="The mean was not subtracted: this is the second moment, not the covariance.",
            ),
        ),
        "rows": (
            torch.cov(features.double()) if features.shape[1] > 1 else cov[:0],
            Text(
                zh="torch.cov（和 np.cov）把一行当作一个变量：这里一行是一个样本，先转置。",
                en="torch.cov (and np.cov) take a row for a variable: here a row is a sample, so transpose first.",
            ),
        ),
        "diagonal": (
            torch.diag(cov.diagonal()),
            Text(
                zh="只有对角线：特征之间的协方差也要。",
                en="Only the diagonal is there: the covariances between features are needed too.",
            ),
        ),
        "scalar": (
            cov.squeeze(),
            Text(
                zh="d = 1 时 torch.cov 返回 0 维张量：cov 应是 (1, 1)。",
                en="For d = 1 torch.cov returns a tensor without axes: cov must be (1, 1).",
            ),
        ),
    }


def distance_slips(one: Gaussian, two: Gaussian) -> Slips:
    """Slips of `frechet_distance`."""
    means, traces, shared = terms(one, two)
    cov1, cov2 = covariance(one[1]), covariance(two[1])
    want = means + traces - 2 * shared
    scattered = (cov1 @ cov2).clamp(min=0).sqrt().trace()
    lower = torch.linalg.eigvalsh(cov1 @ cov2).clamp(min=0).sqrt().sum()
    known = {
        "unsquared_mean": (
            means.sqrt() + traces - 2 * shared,
            Text(
                zh="均值之差的范数没有平方：第一项是 ||m1 - m2||^2，而不是 ||m1 - m2||。",
                en="The norm of the difference of the means is not squared: the first term is ||m1 - m2||^2, not ||m1 - m2||.",
            ),
        ),
        "mean_square": (
            means / len(cov1) + traces - 2 * shared,
            Text(
                zh="均值之差的平方在维上求了平均：应求和。",
                en="The squared differences of the means were averaged over dimensions: sum them.",
            ),
        ),
        "no_two": (
            means + traces - shared,
            Text(
                zh="平方根一项少了系数 2。", en="The factor 2 of the square root term is missing."
            ),
        ),
        "no_root_term": (
            means + traces,
            Text(
                zh="少了 -2 Tr((C1 C2)^(1/2))：它是 NaN 时被换成 0 了吗？",
                en="-2 Tr((C1 C2)^(1/2)) is missing: was a NaN replaced by 0?",
            ),
        ),
        "rooted": (
            want.clamp(min=0).sqrt(),
            Text(
                zh="又开了一次方：FID 报告的是 d^2 本身。",
                en="Another square root was taken: FID is d^2 itself.",
            ),
        ),
        "roots_multiplied": (
            means + traces - 2 * (root(cov1) * root(cov2)).sum(),
            Text(
                zh="用了 Tr(C1^(1/2) C2^(1/2))：只有两个协方差可交换时它才等于 Tr((C1 C2)^(1/2))。",
                en="Tr(C1^(1/2) C2^(1/2)) was used: it equals Tr((C1 C2)^(1/2)) only where the covariances commute.",
            ),
        ),
        "elementwise": (
            means + traces - 2 * scattered,
            Text(
                zh="对矩阵的每个元素开了方：这里是矩阵的平方根。",
                en="Each entry's root was taken: the square root of the matrix is meant.",
            ),
        ),
        "diagonal": (
            means + traces - 2 * (cov1.diagonal() * cov2.diagonal()).sqrt().sum(),
            Text(
                zh="只用了方差：特征之间的协方差也要。",
                en="Only the variances were used: the covariances between features count too.",
            ),
        ),
        "taken_as_symmetric": (
            means + traces - 2 * lower,
            Text(
                zh="C1 C2 不对称，而 eigvalsh 只读它的下三角：用 C1^(1/2) C2 C1^(1/2)。",
                en="C1 C2 is not symmetric, and eigvalsh reads its lower triangle only: use C1^(1/2) C2 C1^(1/2).",
            ),
        ),
        "not_rooted": (
            means + traces - 2 * (cov1 * cov2).sum(),
            Text(zh="少了平方根：这是 Tr(C1 C2)。", en="The root is missing: this is Tr(C1 C2)."),
        ),
        "eps": (
            means + traces - 2 * with_eps(cov1, cov2),
            Text(
                zh="对角线上加了 1e-6：协方差本身就可能这么小。不满秩时用特征值并 clamp(min=0)，不必加 eps。",
                en="1e-6 was added to the diagonal, which the covariance itself may be as small as: with eigenvalues and clamp(min=0) no eps is needed.",
            ),
        ),
    }
    return {name: (float(value), text) for name, (value, text) in known.items()}


def fid_slips(real: Tensor, fake: Tensor) -> Slips:
    """Slips of `fid`: those of the distance, and of the covariance within it."""
    one, two = gaussian(real), gaussian(fake)
    biased = [(m, f * (1 - 1 / len(x)) ** 0.5) for (m, f), x in ((one, real), (two, fake))]
    known = {
        "biased": (
            distance(*biased),
            Text(
                zh="协方差除以了 N：无偏的除以 N - 1。",
                en="The covariances were divided by N: the unbiased ones divide by N - 1.",
            ),
        ),
    }
    return {**distance_slips(one, two), **known}
