from collections.abc import Iterator

import torch
from torch import Tensor

from aigc_quiz.grading import Check, Submission, Text, close, expect, first_fault

from .slips import NAME, attention, masking, scaling


def grade(submission: Submission) -> Iterator[Check]:
    normal = submission.normal

    def compare(
        name: str,
        *cases: tuple[Tensor, ...],
        zh: str = "",
        en: str = "",
        rtol: float | None = None,
    ) -> Check:
        def checks() -> Iterator[Check]:
            for case in cases:
                out, want = submission.call(NAME, *case), attention(*case)
                slips = masking(*case) if len(case) > 3 else scaling(*case)
                yield close(name, out, want, rtol=rtol, hint=Text(zh, en), mistakes=slips)

        with submission.naming(name):
            return first_fault(checks())

    def gradients(name: str, *inputs: Tensor) -> Check:
        """The vector-Jacobian products for q, k and v with a random cotangent."""
        leaves = [x.double().requires_grad_() for x in inputs[:3]]
        out = attention(*leaves, *inputs[3:])
        cotangent = normal(*out.shape)
        want = torch.autograd.grad((out * cotangent.double()).sum(), leaves)
        with submission.naming(name):
            _, got = submission.vjp(NAME, inputs, cotangent, wrt=(0, 1, 2))
        return close(
            name,
            got,
            [one.float() for one in want],
            hint=Text(
                zh="值 0、1、2 是 q、k、v 的梯度：有没有 detach，或者 0 乘了 NaN？",
                en="Values 0, 1, 2 are the gradients of q, k, v: is something detached, or is 0 multiplied by NaN?",
            ),
        )

    q, k, v = normal(2, 3, 6, 8), normal(2, 3, 6, 8), normal(2, 3, 6, 8)
    longer = normal(1, 2, 11, 4), normal(1, 2, 11, 4), normal(1, 2, 11, 4)
    yield compare("values", (q, k, v), longer)

    yield compare(
        "lengths_and_widths",
        (normal(2, 3, 4, 16), normal(2, 3, 9, 16), normal(2, 3, 9, 7)),
        (normal(2, 1, 8, 3), normal(2, 1, 1, 3), normal(2, 1, 1, 12)),
        zh="Lq 与 Lk、d 与 dv 可以不同：输出是 (..., Lq, dv)。",
        en="Lq and Lk may differ, and so may d and dv: the output is (..., Lq, dv).",
    )
    yield compare(
        "leading_dims",
        (normal(5, 4), normal(3, 4), normal(3, 6)),
        (normal(2, 2, 3, 5, 4), normal(2, 2, 3, 3, 4), normal(2, 2, 3, 3, 6)),
        zh="前置维可以有任意个（也可以没有）：从后面数维度，用 -1、-2。",
        en="There may be any number of leading dimensions, or none: count axes from the end, -1 and -2.",
    )
    yield compare(
        "float64",
        tuple(normal(2, 5, 8, dtype=torch.float64) for _ in range(3)),
        rtol=1e-10,
        zh="float64 的输入要全程用 float64 计算。",
        en="float64 inputs must be computed in float64 throughout.",
    )
    yield compare(
        "bfloat16",
        tuple(normal(2, 5, 8, dtype=torch.bfloat16) for _ in range(3)),
        rtol=0.05,
        zh="bfloat16 进，bfloat16 出；中间可以用 float32。",
        en="bfloat16 in, bfloat16 out; float32 in between is fine.",
    )

    yield gradients("gradients", normal(2, 4, 8), normal(2, 6, 8), normal(2, 6, 3))

    causal = torch.ones(6, 6, dtype=torch.bool).tril()
    yield compare("causal_mask", (normal(6, 8), normal(6, 8), normal(6, 4), causal))

    q, k, v = normal(3, 2, 4, 8), normal(3, 2, 7, 8), normal(3, 2, 7, 5)
    padding = torch.arange(7) < submission.integers(1, 7, (3, 1, 1, 1))  # (B, 1, 1, Lk)
    shared = submission.uniform(4, 7) < 0.5  # (Lq, Lk)
    shared[:, 2] = True
    yield compare(
        "broadcast_mask",
        (q, k, v, padding),
        (q, k, v, shared),
        zh="掩码只要能广播到 (..., Lq, Lk) 就行，例如填充掩码 (B, 1, 1, Lk)。",
        en="A mask need only broadcast to (..., Lq, Lk), like a padding mask (B, 1, 1, Lk).",
    )

    empty = submission.uniform(3, 1, 4, 7) < 0.5
    empty[0, :, 1] = empty[2, :, 3] = False
    yield compare(
        "empty_rows",
        (q, k, v, empty),
        (q, k, v, torch.zeros(4, 7, dtype=torch.bool)),
        zh="一个键也不能注意的查询应输出 0：一行全是 -inf 时 softmax 得 NaN，换成 -1e9 则得到 v 的平均。",
        en="A query that may attend to nothing must give 0: softmax over a row of -inf is NaN, over a row of -1e9 the mean of v.",
    )
    yield gradients("empty_rows_gradient", q, k, v, empty)

    yield compare(
        "large_logits",
        tuple(size * normal(2, 6, 16, dtype=torch.float64) for size in (40, 40, 1)),
        zh="分数上千时 exp 溢出：先减去每一行的最大值，或直接用 torch.softmax。",
        en="With scores in the thousands exp overflows: subtract each row's maximum first, or use torch.softmax.",
    )

    with submission.naming("inputs_unchanged"):
        submission.call(NAME, q, k, v, padding)
        unchanged = submission.inputs_unchanged()
    yield expect(
        "inputs_unchanged",
        unchanged,
        Text(
            zh="调用者的张量被改了：不要对输入做原地操作（q /= ...、masked_fill_）。",
            en="The caller's tensors were changed: no in-place operation on an input (q /= ..., masked_fill_).",
        ),
    )
