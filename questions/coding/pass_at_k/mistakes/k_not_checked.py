# aigc-quiz: pass_at_k
# fails: bad_k
# what: k above n or below 1 gives a number
import torch
from torch import Tensor


def pass_at_k(n: Tensor, c: Tensor, k: int) -> Tensor:
    drawn = torch.arange(k, device=n.device)
    total = n.double().unsqueeze(1) - drawn
    return 1 - ((total - c.unsqueeze(1)) / total).prod(dim=1)


def benchmark_score(results: list[list[bool]], k: int) -> float:
    n = torch.tensor([len(task) for task in results])
    c = torch.tensor([sum(task) for task in results])
    return float(pass_at_k(n, c, k).mean())
