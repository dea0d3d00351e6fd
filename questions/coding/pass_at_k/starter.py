# aigc-quiz: pass_at_k
import torch


def pass_at_k(n: torch.Tensor, c: torch.Tensor, k: int) -> torch.Tensor:
    """每道题的 pass@k / The pass@k of each task.

    n (答案数 / answers), c (通过数 / passed): (P,) int64   ->   (P,) float64
    """
    raise NotImplementedError


def benchmark_score(results: list[list[bool]], k: int) -> float:
    """各题 pass@k 的平均 / The mean of the tasks' pass@k."""
    raise NotImplementedError
