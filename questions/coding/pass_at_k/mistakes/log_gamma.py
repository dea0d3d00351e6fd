# aigc-quiz: pass_at_k
# fails: large_n
# what: differences of lgamma: the digits are gone
import torch
from torch import Tensor


def pass_at_k(n: Tensor, c: Tensor, k: int) -> Tensor:
    if k < 1 or bool((n < k).any()):
        raise ValueError(f"k = {k} must lie between 1 and every n")
    f = (n - c).double()
    log_failed = torch.lgamma(f + 1) - torch.lgamma((f - k).clamp(min=0) + 1)
    log_failed = log_failed - torch.lgamma(n.double() + 1) + torch.lgamma(n.double() - k + 1)
    return torch.where(f < k, 1.0, 1 - torch.exp(log_failed)).where(c > 0, 0.0)


def benchmark_score(results: list[list[bool]], k: int) -> float:
    n = torch.tensor([len(task) for task in results])
    c = torch.tensor([sum(task) for task in results])
    return float(pass_at_k(n, c, k).mean())
