# aigc-quiz: pass_at_k
"""The unbiased estimate of pass@k (Chen et al. 2021, equation 1)."""

import torch
from torch import Tensor


def pass_at_k(n: Tensor, c: Tensor, k: int) -> Tensor:
    """Return 1 - C(n - c, k) / C(n, k) for each task.

    Args:
        n: (P,), int64, answers sampled.
        c: (P,), int64, answers that passed.
        k: Answers drawn, 1 <= k <= n.

    Returns:
        (P,), float64.

    Raises:
        ValueError: k is below 1 or above some n.
    """
    if k < 1 or bool((n < k).any()):
        raise ValueError(f"k = {k} must lie between 1 and every n")
    drawn = torch.arange(k, device=n.device)  # before this draw, all of them failures
    total = n.double().unsqueeze(1) - drawn  # (P, k)
    # With fewer than k failures one factor is exactly 0.
    return 1 - ((total - c.unsqueeze(1)) / total).prod(dim=1)


def benchmark_score(results: list[list[bool]], k: int) -> float:
    """Return the mean over tasks of pass@k; results holds for each task which answers passed."""
    n = torch.tensor([len(task) for task in results])
    c = torch.tensor([sum(task) for task in results])
    return float(pass_at_k(n, c, k).mean())
