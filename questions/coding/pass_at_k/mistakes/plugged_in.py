# aigc-quiz: pass_at_k
# fails: pass_at_k
# what: 1 - (1 - c/n)^k: biased
import torch
from torch import Tensor


def pass_at_k(n: Tensor, c: Tensor, k: int) -> Tensor:
    if k < 1 or bool((n < k).any()):
        raise ValueError(f"k = {k} must lie between 1 and every n")
    return 1 - (1 - c.double() / n) ** k


def benchmark_score(results: list[list[bool]], k: int) -> float:
    n = torch.tensor([len(task) for task in results])
    c = torch.tensor([sum(task) for task in results])
    return float(pass_at_k(n, c, k).mean())
