# aigc-quiz: pass_at_k
# what: exact whole numbers, divided once
from fractions import Fraction
from math import comb

import torch


def pass_at_k(n, c, k):
    if k < 1 or k > min(n.tolist()):
        raise ValueError("k out of range")
    values = []
    for total, passed in zip(n.tolist(), c.tolist(), strict=True):
        ways = comb(total, k)
        values.append(float(Fraction(ways - comb(total - passed, k), ways)))
    return torch.tensor(values, dtype=torch.float64)


def benchmark_score(results, k):
    scores = [
        pass_at_k(torch.tensor([len(one)]), torch.tensor([one.count(True)]), k).item()
        for one in results
    ]
    return sum(scores) / len(scores)
