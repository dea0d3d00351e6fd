"""pass@k in exact fractions, and what well-known slips give in its place."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import comb

import torch
from torch import Tensor

from aigc_quiz.grading import Text

Slips = Mapping[str, tuple[object, Text]]


def each(n: Tensor, c: Tensor, formula: Callable[[int, int], Fraction | float]) -> Tensor:
    """A formula of n and c for each task."""
    values = [float(formula(*one)) for one in zip(n.tolist(), c.tolist(), strict=True)]
    return torch.tensor(values, dtype=torch.float64)


def pass_at_k(n: Tensor, c: Tensor, k: int) -> Tensor:
    """The exact value, rounded once."""
    return each(n, c, lambda n, c: 1 - Fraction(comb(n - c, k), comb(n, k)))


def benchmark_score(results: list[list[bool]], k: int) -> float:
    """The mean over tasks."""
    n = torch.tensor([len(one) for one in results])
    return float(pass_at_k(n, torch.tensor([sum(one) for one in results]), k).mean())


def task_slips(n: Tensor, c: Tensor, k: int) -> Slips:
    """Slips of `pass_at_k`."""
    return {
        "plugged_in": (
            each(n, c, lambda n, c: 1 - (1 - c / n) ** k),
            Text(
                zh="代入了 1 - (1 - c/n)^k：这是放回抽样，有偏（偏低）；应不放回。",
                en="1 - (1 - c/n)^k was plugged in: that draws with replacement and is biased low; draw without.",
            ),
        ),
        "complement": (
            1 - pass_at_k(n, c, k),
            Text(
                zh="这是 k 个全部失败的概率：还要用 1 去减。",
                en="This is the probability that all k fail: subtract it from 1.",
            ),
        ),
        "pass_at_1": (
            each(n, c, lambda n, c: c / n),
            Text(zh="这是 pass@1，没有用到 k。", en="This is pass@1: k is not used."),
        ),
        "all_pass": (
            each(n, c, lambda n, c: Fraction(comb(c, k), comb(n, k))),
            Text(
                zh="这是 k 个全部通过的概率（pass^k）：这里只要至少一个。",
                en="This is the probability that all k pass (pass^k): at least one is enough.",
            ),
        ),
        "linear": (
            each(n, c, lambda n, c: min(1.0, k * c / n)),
            Text(
                zh="k · c/n 是通过个数的期望，不是至少一个的概率。",
                en="k · c/n is the expected number that pass, not the chance of at least one.",
            ),
        ),
        "float32": (
            pass_at_k(n, c, k).float(),
            Text(zh="应返回 float64。", en="Return float64."),
        ),
    }


def score_slips(results: list[list[bool]], k: int) -> Slips:
    """Slips of `benchmark_score`."""
    total, passed = sum(map(len, results)), sum(map(sum, results))
    return {
        "pooled": (
            float(1 - Fraction(comb(total - passed, k), comb(total, k))),
            Text(
                zh="把所有题的答案合在一起算了：应逐题估计，再对题目平均。",
                en="All answers were pooled: estimate each task, then average over tasks.",
            ),
        ),
        "first_k": (
            sum(any(one[:k]) for one in results) / len(results),
            Text(
                zh="只看了前 k 个答案：用上全部 n 个，方差小得多。",
                en="Only the first k answers were looked at: use all n, which has far less variance.",
            ),
        ),
        "any": (
            sum(any(one) for one in results) / len(results),
            Text(
                zh="只要有一个通过就算对了：那是 pass@n。",
                en="A task counted if any answer passed: that is pass@n.",
            ),
        ),
        "weighted": (
            sum(len(one) * benchmark_score([one], k) for one in results) / total,
            Text(
                zh="按答案数加了权：每道题的权重相同。",
                en="Tasks were weighted by their answers: each counts the same.",
            ),
        ),
    }
