# aigc-quiz: pass_at_k
# what: the chance of no pass so far, updated draw by draw; expm1 of summed log1p where it is above 0
import torch


def pass_at_k(n, c, k):
    if not 1 <= k <= int(n.min()):
        raise ValueError("k must lie between 1 and n")
    log_failed = torch.zeros(len(n), dtype=torch.float64)
    left = n.double()
    for _ in range(k):
        log_failed = log_failed + torch.log1p(-(c / left).clamp(max=1.0))
        left = left - 1
    return torch.where(n - c < k, 1.0, -torch.expm1(log_failed))


def benchmark_score(results, k):
    total = 0.0
    for one in results:
        passed = sum(1 for good in one if good)
        total += float(pass_at_k(torch.tensor([len(one)]), torch.tensor([passed]), k)[0])
    return total / len(results)
