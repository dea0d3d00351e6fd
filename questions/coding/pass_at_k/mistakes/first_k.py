# aigc-quiz: pass_at_k
# fails: benchmark_score
# what: looks at the first k answers
import torch
from torch import Tensor


def pass_at_k(n: Tensor, c: Tensor, k: int) -> Tensor:
    if k < 1 or bool((n < k).any()):
        raise ValueError(f"k = {k} must lie between 1 and every n")
    drawn = torch.arange(k, device=n.device)
    total = n.double().unsqueeze(1) - drawn
    return 1 - ((total - c.unsqueeze(1)) / total).prod(dim=1)


def benchmark_score(results: list[list[bool]], k: int) -> float:
    return sum(any(task[:k]) for task in results) / len(results)
