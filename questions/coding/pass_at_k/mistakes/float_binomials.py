# aigc-quiz: pass_at_k
# fails: large_n
# what: binomials as floats: inf / inf
import torch
from torch import Tensor


def _comb(n, k):
    out = 1.0
    for j in range(k):
        out = out * max(n - j, 0) / (j + 1)
    return out


def pass_at_k(n: Tensor, c: Tensor, k: int) -> Tensor:
    if k < 1 or bool((n < k).any()):
        raise ValueError(f"k = {k} must lie between 1 and every n")
    values = [1 - _comb(n - c, k) / _comb(n, k) for n, c in zip(n.tolist(), c.tolist())]
    return torch.tensor(values, dtype=torch.float64)


def benchmark_score(results: list[list[bool]], k: int) -> float:
    n = torch.tensor([len(task) for task in results])
    c = torch.tensor([sum(task) for task in results])
    return float(pass_at_k(n, c, k).mean())
