from collections.abc import Iterator
from types import SimpleNamespace

import torch
from torch import Tensor

from aigc_quiz.grading import Check, Comparison, Submission, Text, close, expect, first_fault, parts

from . import slips


def grade(submission: Submission) -> Iterator[Check]:
    normal, uniform, integers = submission.normal, submission.uniform, submission.integers

    compare = Comparison(submission, slips)

    def dropped(batch: int) -> Tensor:
        """Which samples to drop: some, never none or all."""
        return torch.randperm(batch, generator=submission.generator) < batch // 2

    yield compare(
        "drop_condition",
        "drop_condition",
        slips.drop_slips,
        (normal(6, 4), normal(4), dropped(6)),
        (normal(5, 3, 5), normal(3, 5), dropped(5)),
        (normal(4, 2, 2, 3, dtype=torch.float64), normal(2, 2, 3, dtype=torch.float64), dropped(4)),
        zh="drop 为 True 的样本换成 null，其余不变，每个样本看自己的 drop。",
        en="Samples whose drop is True get null, the others stay; each has its own drop.",
    )
    yield compare(
        "drop_labels",
        "drop_condition",
        slips.drop_slips,
        (integers(0, 10, (9,)), torch.tensor(10), dropped(9)),
        zh="类别号 (B,) 也一样，dtype 仍是 int64。",
        en="Class labels (B,) are treated alike and stay int64.",
    )
    cond, null, drop = normal(5, 2, 3), normal(2, 3), dropped(5)
    cotangent = normal(5, 2, 3)
    with submission.naming("drop_gradients"):
        _, got = submission.vjp("drop_condition", (cond, null, drop), cotangent, wrt=(0, 1))
    kept = slips.column(~drop, cond)
    yield close(
        "drop_gradients",
        got,
        [cotangent * kept, (cotangent * ~kept).sum(0)],
        hint=Text(
            zh="值 0、1 是 cond 和 null 的梯度：空条件是要学的，不能 detach。",
            en="Values 0 and 1 are the gradients of cond and null: the null condition is learned, so do not detach it.",
        ),
    )

    scale = float(uniform(low=2.5, high=9.0))
    yield compare(
        "guide",
        "guide",
        slips.guide_slips,
        (normal(4, 7), normal(4, 7), scale),
        (normal(2, 3, 4, 5), normal(2, 3, 4, 5), float(uniform(low=1.2, high=2.0))),
        zh="uncond + scale * (cond - uncond)。",
        en="uncond + scale * (cond - uncond).",
    )
    yield compare(
        "guide_ends",
        "guide",
        lambda *_: {},  # at the ends, slips coincide
        (normal(3, 4), normal(3, 4), 0.0),
        (normal(3, 4), normal(3, 4), 1.0),
        (normal(3, 4), normal(3, 4), 3),
        zh="scale = 0 得 uncond，scale = 1 得 cond；整数也可以。",
        en="scale = 0 gives uncond, scale = 1 gives cond; whole numbers are fine.",
    )
    yield compare(
        "guide_scale_per_sample",
        "guide",
        slips.guide_slips,
        (normal(3, 2, 4, 5), normal(3, 2, 4, 5), uniform(3, high=8)),
        (normal(5, 7), normal(5, 7), uniform(5, high=8)),
        (normal(4, 3, 4, 4), normal(4, 3, 4, 4), uniform(4, high=8)),
        zh="scale 是 (B,) 时每个样本一个：先变成 (B, 1, ..., 1)。",
        en="With a scale of shape (B,) each sample has its own: make it (B, 1, ..., 1) first.",
    )
    yield compare(
        "guide_float64",
        "guide",
        slips.guide_slips,
        (normal(3, 5, dtype=torch.float64), normal(3, 5, dtype=torch.float64), scale),
        rtol=1e-10,
        zh="float64 的输入要全程用 float64 计算。",
        en="float64 inputs must be computed in float64 throughout.",
    )
    half = [normal(3, 6, dtype=torch.bfloat16) for _ in range(2)]
    yield compare(
        "guide_bfloat16",
        "guide",
        slips.guide_slips,
        (*half, scale),
        (*half, uniform(3, low=1, high=8)),
        rtol=0.05,
        zh="bfloat16 进，bfloat16 出；float32 的 scale 张量不能让结果变成 float32。",
        en="bfloat16 in, bfloat16 out; a float32 tensor scale must not make the result float32.",
    )

    def predictions(*shape: int, dtype: torch.dtype = torch.float32) -> tuple[Tensor, Tensor]:
        """Guided and conditional predictions: each sample and channel has its own spread and mean."""
        spread = uniform(*shape[:2], *[1] * (len(shape) - 2), low=0.3, high=3, dtype=dtype)
        mean = normal(shape[0], *[1] * (len(shape) - 1), dtype=dtype)
        return 4 * spread * normal(*shape, dtype=dtype) - mean, normal(*shape, dtype=dtype) + mean

    share = float(uniform(low=0.55, high=0.9))
    yield compare(
        "rescale",
        "rescale",
        slips.rescale_slips,
        (*predictions(3, 2, 4, 5), share),
        (*predictions(4, 9), share),
        (*predictions(2, 2, 3, 2, 4), 0.3),
        zh="每个样本：guided * std(cond) / std(guided)，再与 guided 按 phi 混合。",
        en="For each sample: guided * std(cond) / std(guided), then mixed with guided by phi.",
    )
    yield compare(
        "rescale_ends",
        "rescale",
        slips.rescale_slips,
        (*predictions(3, 2, 3, 3), 0.0),
        (*predictions(3, 2, 3, 3), 1.0),
        zh="phi = 0 什么也不改变，phi = 1 完全拉回。",
        en="phi = 0 changes nothing, phi = 1 brings the deviation back fully.",
    )
    yield compare(
        "rescale_dtypes",
        "rescale",
        slips.rescale_slips,
        (*predictions(3, 2, 3, 3, dtype=torch.float64), share),
        (*predictions(3, 2, 3, 3, dtype=torch.bfloat16), share),
        zh="dtype 与输入相同。",
        en="The result has the dtype of the inputs.",
    )

    kept: list[bool] = []
    yield from whole(submission, scale, kept)

    unchanged = all(kept)
    with submission.naming("inputs_unchanged"):
        for function, given in (
            ("drop_condition", (cond, null, drop)),
            ("guide", (normal(3, 4), normal(3, 4), uniform(3))),
            ("rescale", (*predictions(3, 4), share)),
        ):
            submission.call(function, *given)
            unchanged &= submission.inputs_unchanged()
    yield expect(
        "inputs_unchanged",
        unchanged,
        Text(zh="不要原地修改输入。", en="Do not modify inputs in place."),
    )


def whole(submission: Submission, scale: float, kept: list[bool]) -> Iterator[Check]:
    """Runs of a small model; `kept` gets whether their inputs stayed as they were."""
    normal, integers = submission.normal, submission.integers
    weights = {
        "in": normal(12, 8, dtype=torch.float64) / 4,
        "frequency": normal(8, dtype=torch.float64),
        "condition": normal(6, 8, dtype=torch.float64),
        "table": 2 * normal(11, 8, dtype=torch.float64),
        "out": normal(8, 12, dtype=torch.float64),
    }
    ours = SimpleNamespace(guided_prediction=slips.guided_prediction)
    times = integers(0, 1000, (5,))
    x, tokens = normal(5, 3, 2, 2), (normal(5, 3, 2), normal(3, 2))
    labels = integers(0, 10, (5,)), torch.tensor(10)
    each = submission.uniform(5, low=1.5, high=8)
    seen = []

    def checks(check: str, *cases: tuple, zh: str, en: str) -> Iterator[Check]:
        for case in cases:
            claim = submission.run(slips.FIXTURE, "run", *case, weights)
            got, calls, same = parts(claim, 3)
            want, want_calls, _ = slips.probe(ours, *case, weights)
            kept.append(same is True)
            seen.append((calls, want_calls))
            yield close(
                check,
                got,
                want,
                hint=Text(zh, en),
                mistakes=slips.prediction_slips(case, weights),
                rtol=0.05 if want.dtype == torch.bfloat16 else None,
            )

    for check, cases in (
        (
            "guided_prediction",
            ((x, times, *tokens, scale), (normal(3, 12), times[:3], normal(3, 6), normal(6), 1.7)),
        ),
        ("guided_labels", ((x, times, *labels, scale), (x.double(), times, *labels, scale))),
        (
            "guided_scale_per_sample",
            ((x, times, *tokens, each), (x.bfloat16(), times, *tokens, each)),
        ),
    ):
        with submission.naming(check):
            yield first_fault(
                checks(
                    check,
                    *cases,
                    zh="把 x、t 各重复一遍，条件是空条件与 cond 拼起来，一次算完再按同样的顺序拆开。",
                    en="Repeat x and t, join the null condition and cond, run once, and split in the same order.",
                )
            )
    yield first_fault(
        close(
            "one_call",
            calls,
            want_calls,
            hint=Text(
                zh="模型只应调用一次，批大小 2B，t 是 int64：下标依次是第几次调用、(批大小, t 的 dtype)。",
                en="Call the model once, with a batch of 2B and an int64 t: the indices are the call, then (batch size, dtype of t).",
            ),
        )
        for calls, want_calls in seen
    )
