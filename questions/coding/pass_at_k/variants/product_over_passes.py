# aigc-quiz: pass_at_k
# what: the product of 1 - k / i over the last c numbers up to n, task by task
import numpy as np
import torch


def pass_at_k(n, c, k):
    if k <= 0 or torch.any(k > n):
        raise ValueError(k)

    def one(n, c):
        if n - c < k:
            return 1.0
        return 1.0 - np.prod(1.0 - k / np.arange(n - c + 1, n + 1, dtype=np.float64))

    out = [one(int(total), int(passed)) for total, passed in zip(n, c, strict=True)]
    return torch.tensor(out, dtype=torch.float64)


def benchmark_score(results, k):
    n = torch.tensor([len(one) for one in results])
    c = torch.tensor([np.count_nonzero(one) for one in results])
    return pass_at_k(n, c, k).mean().item()
