"""Each metric against a closed form, an independent computation and a set that it must tell apart."""

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import prdc
import pytest
import scipy.linalg
import torch
from scipy.spatial import cKDTree
from sklearn.metrics.pairwise import polynomial_kernel
from torch import Tensor

from aigc_quiz.errors import QuizError
from aigc_quiz.images.metrics import (
    density_coverage,
    frechet_distance,
    gaussian_distance,
    kernel_distance,
    nearest,
    pixel_diversity,
    precision_recall,
    smoothness,
)


def normal(n: int, d: int, seed: int, mean: float = 0.0, scale: float = 1.0) -> Tensor:
    draw = torch.randn(n, d, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    return mean + scale * draw


def covariance(d: int, rank: int, seed: int) -> Tensor:
    factor = normal(d, rank, seed)
    return factor @ factor.T / rank


def test_the_distance_of_two_gaussians_on_a_line_is_known() -> None:
    got = gaussian_distance(
        torch.tensor([1.0]).double(),
        torch.tensor([[4.0]]).double(),
        torch.tensor([4.0]).double(),
        torch.tensor([[9.0]]).double(),
    )

    assert got == pytest.approx((4 - 1) ** 2 + (3 - 2) ** 2)


def test_commuting_covariances_have_a_known_distance() -> None:
    a, b = torch.tensor([1.0, 4, 9, 0]).double(), torch.tensor([4.0, 4, 1, 2]).double()
    zero = torch.zeros(4).double()

    want = float((a.sqrt() - b.sqrt()).square().sum())
    assert gaussian_distance(zero, a.diag(), zero, b.diag()) == pytest.approx(want, abs=1e-9)
    assert gaussian_distance(zero, a.diag(), zero, a.diag()) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("rank", [24, 5])
def test_the_trace_agrees_with_scipys_matrix_root(rank: int) -> None:
    a, b, zero = covariance(16, rank, 1), covariance(16, 24, 2), torch.zeros(16).double()
    root = np.real(scipy.linalg.sqrtm((a @ b).numpy()))

    want = float(a.trace() + b.trace()) - 2 * float(np.trace(root))
    # scipy's own root of a singular product is good to about the root of the rounding error
    assert gaussian_distance(zero, a, zero, b) == pytest.approx(want, rel=1e-5)
    assert gaussian_distance(zero, a, zero, b) != pytest.approx(
        float(a.trace() + b.trace()) - 2 * float((a @ b).trace() ** 0.5), rel=1e-2
    )


def test_frechet_is_zero_for_one_set_symmetric_and_grows_with_a_shift() -> None:
    a, b = normal(400, 12, 1), normal(400, 12, 2)

    assert frechet_distance(a, a) == pytest.approx(0, abs=1e-9)
    assert frechet_distance(a, b) == pytest.approx(frechet_distance(b, a), rel=1e-9)
    shift = torch.full((12,), 3.0).double()
    assert frechet_distance(a, a + shift) == pytest.approx(12 * 9, rel=1e-9)
    assert frechet_distance(a, 2 * (a - a.mean(0)) + a.mean(0)) == pytest.approx(
        float(torch.cov(a.T).trace()), rel=1e-9
    )


def test_frechet_handles_fewer_samples_than_dimensions() -> None:
    a = normal(10, 40, 1)

    assert frechet_distance(a, a.clone()) == pytest.approx(0, abs=1e-6)
    assert frechet_distance(a, torch.zeros(10, 40)) == pytest.approx(
        float(a.mean(0).square().sum() + torch.cov(a.T).trace()), rel=1e-9
    )


def test_the_kernel_distance_equals_its_double_sum() -> None:
    a, b = normal(9, 4, 1), normal(7, 4, 2, mean=0.5)

    def kernel(x: Tensor, y: Tensor) -> float:
        return float((x @ y / 4 + 1) ** 3)

    within_a = sum(kernel(x, y) for i, x in enumerate(a) for j, y in enumerate(a) if i != j) / 72
    within_b = sum(kernel(x, y) for i, x in enumerate(b) for j, y in enumerate(b) if i != j) / 42
    across = sum(kernel(x, y) for x in a for y in b) / 63
    assert kernel_distance(a, b) == pytest.approx(within_a + within_b - 2 * across, rel=1e-9)


def test_the_kernel_distance_is_unbiased() -> None:
    same = [kernel_distance(normal(40, 3, s), normal(40, 3, 1000 + s)) for s in range(200)]
    far = [kernel_distance(normal(40, 3, s), normal(40, 3, 1000 + s, mean=1)) for s in range(20)]

    error = float(np.std(same)) / math.sqrt(len(same))
    assert abs(float(np.mean(same))) < 5 * error
    assert min(same) < 0
    assert float(np.mean(far)) > 20 * float(np.std(same)) / math.sqrt(20)


def neighbours(x: np.ndarray, k: int) -> np.ndarray:
    d = np.linalg.norm(x[:, None] - x[None], axis=2)
    return np.sort(d, axis=1)[:, k]


def test_precision_recall_density_and_coverage_equal_their_definitions() -> None:
    real, made = normal(60, 3, 1), normal(50, 3, 2, mean=0.7, scale=0.8)
    r, m = real.numpy(), made.numpy()
    across = np.linalg.norm(r[:, None] - m[None], axis=2)
    inside_real = across <= neighbours(r, 3)[:, None]
    inside_made = across <= neighbours(m, 3)[None, :]
    five = across <= neighbours(r, 5)[:, None]

    assert precision_recall(real, made) == pytest.approx(
        (inside_real.any(0).mean(), inside_made.any(1).mean())
    )
    assert density_coverage(real, made) == pytest.approx(
        (five.sum() / (5 * 50), five.any(1).mean())
    )


def test_equal_distributions_are_covered_as_theory_says() -> None:
    real, made = normal(1500, 5, 1), normal(1500, 5, 2)
    density, coverage = density_coverage(real, made)

    assert coverage == pytest.approx(1 - 2**-5, abs=0.02)
    assert density == pytest.approx(1, abs=0.07)


def test_collapse_loses_variety_and_noise_loses_quality() -> None:
    real = normal(500, 8, 1)
    collapsed = normal(500, 8, 2, scale=0.05)
    wild = normal(500, 8, 3, scale=6)

    assert precision_recall(real, collapsed).quality > 0.95
    assert precision_recall(real, collapsed).variety < 0.05
    assert density_coverage(real, collapsed).variety < 0.3
    assert precision_recall(real, wild).quality < 0.1
    assert density_coverage(real, wild).quality < 0.1


def test_a_repeated_sample_does_not_count_as_its_own_cover() -> None:
    real = normal(200, 4, 1)
    one = real[:1].expand(200, -1)

    assert precision_recall(real, one).variety <= 1 / 200
    assert density_coverage(real, one).variety < 0.1


def test_nearest_finds_copies_and_true_distances() -> None:
    pool = normal(300, 6, 1)
    asked = torch.cat([pool[7:8], pool[9:10] + torch.tensor([0.003, 0.004, 0, 0, 0, 0])])

    assert nearest(asked, pool).tolist() == pytest.approx([0, 0.005], abs=1e-6)
    fresh = normal(1200, 6, 2)
    want = np.linalg.norm(fresh.numpy()[:, None] - pool.numpy()[None], axis=2).min(1)
    assert np.allclose(nearest(fresh, pool).numpy(), want, atol=1e-9)
    assert float(nearest(fresh, pool).min()) > 0.05


def test_pixel_diversity_of_known_sets() -> None:
    black, white = torch.zeros(4, 3, 8, 8).byte(), torch.full((4, 3, 8, 8), 255).byte()

    assert pixel_diversity(black) == 0
    assert pixel_diversity(torch.cat([black, white])) == pytest.approx(127.5)


def test_smoothness_of_known_paths() -> None:
    even = torch.linspace(0, 1, 11)[None, :, None].expand(3, 11, 2)
    jump = (even > 0.5).float()

    assert smoothness(even) == pytest.approx(1)
    assert smoothness(jump) == pytest.approx(0.1)
    assert smoothness(torch.zeros(2, 5, 3)) == 1


def gaussians(n: int, d: int, seed: int) -> tuple[Tensor, Tensor]:
    """Two sets that overlap in part, with correlated coordinates."""
    mix = normal(d, d, seed) / d**0.5
    return normal(n, d, seed + 1) @ mix, normal(n - 17, d, seed + 2, mean=0.2, scale=0.9) @ mix


@pytest.mark.parametrize(("n", "d"), [(300, 5), (400, 112)])
def test_frechet_agrees_with_scipy_from_the_samples_on(n: int, d: int) -> None:
    a, b = (x.numpy() for x in gaussians(n, d, 1))
    cov_a, cov_b = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    root = np.trace(np.real(scipy.linalg.sqrtm(cov_a @ cov_b)))
    want = np.sum((a.mean(0) - b.mean(0)) ** 2) + np.trace(cov_a) + np.trace(cov_b) - 2 * root

    got = frechet_distance(torch.from_numpy(a), torch.from_numpy(b))
    assert got == pytest.approx(want, rel=1e-7)
    biased = np.cov(a, rowvar=False, bias=True) - np.cov(b, rowvar=False, bias=True)
    assert got != pytest.approx(want + np.trace(biased), rel=1e-4)


@pytest.mark.parametrize(("n", "d"), [(60, 3), (300, 112)])
def test_the_kernel_distance_agrees_with_sklearns_kernel(n: int, d: int) -> None:
    a, b = gaussians(n, d, 5)
    k = [polynomial_kernel(x, y, degree=3, gamma=1 / d, coef0=1) for x, y in ((a, a), (b, b))]
    across = polynomial_kernel(a, b, degree=3, gamma=1 / d, coef0=1)
    within = sum((one.sum() - np.trace(one)) / (len(one) * (len(one) - 1)) for one in k)

    assert kernel_distance(a, b) == pytest.approx(within - 2 * across.mean(), rel=1e-9)
    assert kernel_distance(a, b) != pytest.approx(
        sum(one.mean() for one in k) - 2 * across.mean(), rel=1e-3
    )


def test_the_kernel_distance_of_two_gaussians_on_a_line_is_known() -> None:
    # (xy + 1)^3 compares three moments: of N(0, 1) they are 0, 1, 0, of N(1, 1) they are 1, 2, 4.
    want = (4 - 0) ** 2 + 3 * (2 - 1) ** 2 + 3 * (1 - 0) ** 2
    told = [kernel_distance(normal(500, 1, s), normal(500, 1, 500 + s, mean=1)) for s in range(60)]

    error = float(np.std(told, ddof=1)) / math.sqrt(len(told))
    assert abs(float(np.mean(told)) - want) < 5 * error
    assert error < want / 20


@pytest.mark.parametrize("k", [1, 3, 5, 10])
@pytest.mark.parametrize("d", [2, 8, 112])
def test_the_four_shares_agree_with_naeems_own_program(
    k: int, d: int, capsys: pytest.CaptureFixture[str]
) -> None:
    real, made = gaussians(250, d, 10 * d + k)
    want = prdc.compute_prdc(real.numpy(), made.numpy(), nearest_k=k)
    capsys.readouterr()

    assert precision_recall(real, made, k=k) == pytest.approx((want["precision"], want["recall"]))
    assert density_coverage(real, made, k=k) == pytest.approx((want["density"], want["coverage"]))
    other = prdc.compute_prdc(real.numpy(), made.numpy(), nearest_k=k + 1)
    assert density_coverage(real, made, k=k).quality != pytest.approx(other["density"], rel=1e-6)


def test_the_shares_of_sets_whose_answer_is_known() -> None:
    real = normal(200, 4, 1)
    far = real + 1e3

    assert precision_recall(real, far) == (0, 0)
    assert density_coverage(real, far) == (0, 0)
    assert precision_recall(real, real.clone()) == (1, 1)
    # A ball that reaches to the k-th neighbour holds it, those before it, and its own centre.
    assert density_coverage(real, real.clone(), k=5) == pytest.approx((6 / 5, 1))
    half = torch.cat([real[:100], far[100:]])
    assert precision_recall(real, half).quality == pytest.approx(0.5)
    line = torch.arange(10.0).double()[:, None]
    # The neighbour of each is 1 away, so a sample between two lies in the balls of both.
    assert density_coverage(line, line[:-1] + 0.5, k=1) == pytest.approx((2, 1))


def test_nearest_agrees_with_a_tree_of_scipys() -> None:
    pool, asked = gaussians(1500, 6, 3)
    want, _ = cKDTree(pool.numpy()).query(asked.numpy())

    assert np.allclose(nearest(asked, pool).numpy(), want, atol=1e-7)
    second = cKDTree(pool.numpy()).query(asked.numpy(), k=2)[0][:, 1]
    assert not np.allclose(nearest(asked, pool).numpy(), second, atol=1e-3)


def test_smoothness_agrees_with_a_loop() -> None:
    paths = normal(5, 9, 1).cumsum(1)[:, :, None] + normal(45, 3, 2).view(5, 9, 3)
    shares = []
    for path in paths.numpy():
        steps = [math.dist(a, b) for a, b in pairwise(path)]
        shares.append(sum(steps) / len(steps) / max(steps))

    assert smoothness(paths) == pytest.approx(float(np.mean(shares)), rel=1e-12)
    assert smoothness(paths) != pytest.approx(smoothness(paths[:, ::2]), rel=1e-3)


def test_sets_in_single_precision_are_measured_in_double() -> None:
    a, b = (x.float() + 3000 for x in gaussians(400, 12, 9))
    root = np.real(scipy.linalg.sqrtm(np.cov(a.double().T) @ np.cov(b.double().T)))
    moved = float((a.double().mean(0) - b.double().mean(0)).square().sum())
    want = moved + float(torch.cov(a.double().T).trace() + torch.cov(b.double().T).trace())

    assert frechet_distance(a, b) == pytest.approx(want - 2 * float(np.trace(root)), rel=1e-6)
    assert nearest(a, b).dtype is torch.float64
    apart = nearest(a, b)
    truth, _ = cKDTree(b.double().numpy()).query(a.double().numpy())
    single = (a.square().sum(1)[:, None] + b.square().sum(1)[None] - 2 * a @ b.T).clamp_min(0)
    assert np.allclose(apart.numpy(), truth, atol=1e-4)
    assert not np.allclose(single.sqrt().amin(1).numpy(), truth, atol=1e-1)


TWO_SETS: list[Callable[[Tensor, Tensor], object]] = [
    frechet_distance,
    kernel_distance,
    precision_recall,
    density_coverage,
    nearest,
]


@pytest.mark.parametrize("metric", TWO_SETS)
def test_sets_that_cannot_be_compared_are_refused(
    metric: Callable[[Tensor, Tensor], object],
) -> None:
    good = normal(20, 4, 1)
    broken = good.clone()
    broken[3, 2] = math.nan

    with pytest.raises(QuizError, match="NaN"):
        metric(good, broken)
    with pytest.raises(QuizError, match="of one d"):
        metric(good, good[:, :3])
    with pytest.raises(QuizError, match="at least"):
        metric(good, good[:0])


def test_too_few_pictures_or_points_are_refused() -> None:
    with pytest.raises(QuizError, match="two pictures"):
        pixel_diversity(torch.zeros(1, 3, 4, 4).byte())
    with pytest.raises(QuizError, match="paths"):
        smoothness(torch.zeros(2, 2, 3))
