from collections.abc import Iterator

import torch
from torch import Tensor

from aigc_quiz.grading import Check, Comparison, Submission, Text, close, expect

from . import slips


def grade(submission: Submission) -> Iterator[Check]:
    integers, uniform = submission.integers, submission.uniform

    compare = Comparison(submission, slips, rtol=1e-9, atol=1e-13)

    def tasks(count: int, low: int, high: int) -> tuple[Tensor, Tensor]:
        """As n and c: tasks of which some answers pass and some fail."""
        n = integers(low, high, (count,))
        return n, 1 + (uniform(count, dtype=torch.float64) * (n - 1) / 2).long()

    yield compare(
        "pass_at_k",
        "pass_at_k",
        slips.task_slips,
        (*tasks(6, 12, 30), 5),
        (*tasks(4, 20, 40), 2),
        (*tasks(5, 150, 201), 10),
        zh="1 - C(n-c, k) / C(n, k)，每道题一个数，float64。",
        en="1 - C(n-c, k) / C(n, k), one number a task, float64.",
    )
    yield compare(
        "one_answer",
        "pass_at_k",
        None,
        (*tasks(5, 5, 40), 1),
        (torch.tensor([1, 1]), torch.tensor([0, 1]), 1),
        zh="k = 1 时就是通过的比例 c / n。",
        en="With k = 1 it is the share that passed, c / n.",
    )
    n = integers(8, 12, (6,))
    failures = torch.tensor([0, 1, 3, 4, 5, 6])
    yield compare(
        "few_failures",
        "pass_at_k",
        None,
        (n, n - failures, 5),
        (n[:1], n[:1] - 2, int(n[0])),
        zh="失败的不到 k 个时必然取到通过的：恰好是 1.0，失败正好 k 个时还不是。",
        en="With fewer than k failures a draw must hold a pass: exactly 1.0, but not yet with exactly k.",
    )
    n = torch.cat([integers(6, 60, (4,)), torch.tensor([10_000])])
    with submission.naming("exact_ends"):
        got = submission.call("pass_at_k", n, torch.zeros_like(n), 6)
        most = submission.call("pass_at_k", n, n - integers(0, 6, (5,)), 6)
    yield close(
        "exact_ends",
        [got, most],
        [torch.zeros(5, dtype=torch.float64), torch.ones(5, dtype=torch.float64)],
        rtol=0.0,
        atol=0.0,
        hint=Text(
            zh="c = 0 时恰好是 0.0，n - c < k 时恰好是 1.0：不能差一点舍入误差。",
            en="Exactly 0.0 where c = 0 and exactly 1.0 where n - c < k, without any rounding.",
        ),
    )
    yield compare(
        "large_n",
        "pass_at_k",
        slips.task_slips,
        (*tasks(4, 1_500, 3_000), 100),
        (integers(20_000, 40_000, (3,)), integers(1, 30, (3,)), 1_000),
        (integers(20_000, 40_000, (3,)), integers(1, 4, (3,)), 1),
        zh="n 很大时组合数和阶乘会溢出，对数相减又丢精度：用 (1 - k/i) 或 (n-c-j)/(n-j) 的连乘。",
        en="For large n binomials and factorials overflow, and differences of logarithms lose digits: use the product of 1 - k/i or of (n-c-j)/(n-j).",
    )

    results = [(uniform(int(size)) < 0.3).tolist() for size in integers(8, 14, (7,))]
    results[0] = [False] * 4 + [True, True] + [False] * 4
    uneven = [[True, False, False], [True] * 9 + [False] * 11, [False] * 5, [False, True, True]]
    yield compare(
        "benchmark_score",
        "benchmark_score",
        slips.score_slips,
        (results, 3),
        (uneven, 2),
        ([results[0]], 4),
        zh="先逐题算 pass@k，再对题目平均，返回 float。",
        en="The pass@k of each task first, then the mean over tasks, as a float.",
    )

    with submission.naming("bad_k"):
        told = [
            submission.raises("pass_at_k", torch.tensor([9, 5, 8]), torch.tensor([1, 2, 8]), k)
            for k in (6, 0, -1, 5)
        ]
    yield close(
        "bad_k",
        told,
        ["ValueError", "ValueError", "ValueError", None],
        hint=Text(
            zh="k 依次是 6、0、-1、5，n 是 9、5、8：前三个要抛出 ValueError，最后一个不抛。",
            en="k is 6, 0, -1 and 5 in turn, with n of 9, 5 and 8: the first three raise ValueError, the last does not.",
        ),
    )

    with submission.naming("inputs_unchanged"):
        submission.call("pass_at_k", *tasks(4, 10, 20), 3)
        unchanged = submission.inputs_unchanged()
        submission.call("benchmark_score", results, 2)
        unchanged = unchanged and submission.inputs_unchanged()
    yield expect(
        "inputs_unchanged",
        unchanged,
        Text(
            zh="调用者的数据被改了：n -= c、sort() 都是原地操作。",
            en="The caller's data were changed: n -= c and sort() work in place.",
        ),
    )
