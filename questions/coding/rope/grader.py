from collections.abc import Iterator

import torch
from torch import Tensor

from aigc_quiz.grading import Check, Submission, Text, close, expect, first_fault, matches

from .slips import FIXTURE, HALVES, INTERLEAVED, rope, slips

NAME = "rope"
LAYOUTS = (HALVES, INTERLEAVED)
HALF = (torch.bfloat16, torch.float16)
Case = tuple[Tensor, Tensor, float, int]


def grade(submission: Submission) -> Iterator[Check]:
    normal, integers = submission.normal, submission.integers
    float64 = torch.float64

    def call(x: Tensor, positions: Tensor, base: float, layout: int) -> object:
        return submission.call(NAME, x, positions, base, interleaved=layout == INTERLEAVED)

    def compare(
        check: str, *cases: Case, zh: str = "", en: str = "", rtol: float | None = None
    ) -> Check:
        def checks() -> Iterator[Check]:
            for case in cases:
                got, mistakes = call(*case), slips(*case)
                hint = Text(zh, en)
                yield close(check, got, rope(*case), rtol=rtol, hint=hint, mistakes=mistakes)

        with submission.naming(check):
            return first_fault(checks())

    row = torch.arange(6)
    for check, layout in (("halves", HALVES), ("interleaved", INTERLEAVED)):
        yield compare(
            check,
            (normal(6, 8), row, 10000.0, layout),
            (normal(2, 3, 6, 12), row, 10000.0, layout),
            zh="角度是 m * base^(-2i/d)；(a, b) 变成 (a cos - b sin, a sin + b cos)。",
            en="The angle is m * base^(-2i/d); (a, b) becomes (a cos - b sin, a sin + b cos).",
        )
    x = normal(2, 3, 6, 10)
    base = float(submission.uniform(low=50, high=500))
    yield compare(
        "base",
        *((x, row, base, layout) for layout in LAYOUTS),
        *((x, row, 5e5, layout) for layout in LAYOUTS),
        zh="频率由参数 base 决定。",
        en="The argument base sets the frequencies.",
    )
    with submission.naming("default_arguments"):
        got = submission.call(NAME, x, row)
    yield close(
        "default_arguments",
        got,
        rope(x, row, 10000.0, HALVES),
        hint=Text(
            zh="默认值是 base=10000.0、interleaved=False。",
            en="The defaults are base=10000.0 and interleaved=False.",
        ),
    )
    scattered = integers(0, 60, (6,))
    scattered[3] = scattered[1]  # packing repeats positions
    scattered[5] = 0
    yield compare(
        "positions",
        *((x, scattered, base, layout) for layout in LAYOUTS),
        (normal(1, 4), torch.tensor([37]), base, HALVES),
        (normal(9, 2), torch.arange(20, 29), base, INTERLEAVED),
        zh="位置由 positions 给出，数值任意：不一定从 0 开始，也不一定连续。",
        en="positions gives the positions, with any values: neither from 0 nor consecutive.",
    )
    many, steps = integers(0, 60, (2, 1, 6)), integers(0, 60, (2, 1, 1))
    yield compare(
        "broadcast_positions",
        *((x, many, base, layout) for layout in LAYOUTS),
        (normal(2, 3, 1, 8), steps, base, HALVES),
        (normal(4, 4, 4, 4), integers(0, 60, (4, 1, 4)), base, INTERLEAVED),
        zh="positions 只要能广播到 (..., L)：(B, 1, L) 时每个样本有自己的位置。",
        en="positions need only broadcast to (..., L): with (B, 1, L) each sample has positions of its own.",
    )

    wide = normal(2, 5, 16, dtype=float64), integers(0, 8193, (5,)), 10000.0
    yield compare(
        "float64",
        *((*wide, layout) for layout in LAYOUTS),
        rtol=1e-9,
        zh="float64 的输入，频率、角度、cos、sin 都要用 float64。",
        en="For a float64 input, frequencies, angles, cos and sin must be float64.",
    )
    yield relative(submission, call)
    yield compare(
        "large_positions",
        *((normal(3, 40, 16), integers(0, 8193, (40,)), 10000.0, layout) for layout in LAYOUTS),
        rtol=5e-3,
        zh="位置最大 8192：角度要用 float32 或更高的精度。",
        en="Positions go up to 8192: angles need float32 or better.",
    )

    def checks() -> Iterator[Check]:
        for layout in LAYOUTS:
            for given in (wide, (normal(2, 3, 6, 8), many, base)):
                features, positions, scale = given
                cotangent = normal(*features.shape, dtype=features.dtype)
                got = submission.run(FIXTURE, "run", *given, layout == INTERLEAVED, cotangent)
                want = rope(cotangent, -positions, scale, layout)  # a turn's transpose turns back
                hint = Text(
                    zh="x 的梯度是把上游梯度转回去：有没有 detach 或 no_grad？",
                    en="The gradient of x is the one from above, turned back: is something detached?",
                )
                yield close("gradients", got, want, hint=hint)

    with submission.naming("gradients"):
        yield first_fault(checks())

    yield compare(
        "half",
        *(
            (normal(2, 40, 16, dtype=half), integers(0, 8193, (40,)), 10000.0, layout)
            for half in HALF
            for layout in LAYOUTS
        ),
        rtol=0.015,
        zh="半精度的 x：输出也是半精度，但位置、频率、角度要用 float32（bfloat16 连 257 都表示不了）。",
        en="For a half-precision x the output is half precision too, but positions, frequencies and angles are float32 (bfloat16 cannot hold 257).",
    )
    with submission.naming("half_rounding"):
        yield first_fault(
            rounding(call(*case), case)
            for case in (
                (normal(64, 32, dtype=half), integers(1, 12, (64,)), 10000.0, layout)
                for half in HALF
                for layout in LAYOUTS
            )
        )

    unchanged = True
    with submission.naming("inputs_unchanged"):
        for given in (x, wide[0], x.to(torch.bfloat16)):
            for layout in LAYOUTS:
                call(given, torch.arange(given.size(-2)) + 1, base, layout)
                unchanged = unchanged and submission.inputs_unchanged()
    yield expect(
        "inputs_unchanged",
        unchanged,
        Text(
            zh="调用者的张量被改了：不要写进 x 的切片。",
            en="The caller's tensors were changed: do not write into slices of x.",
        ),
    )


def relative(submission: Submission, call) -> Check:
    """Scores of turned queries and keys, and the same with all positions shifted."""

    def checks() -> Iterator[Check]:
        for layout in LAYOUTS:
            q, k = (submission.normal(7, 8, dtype=torch.float64) for _ in range(2))
            m, n = (submission.integers(0, 100, (7,)) for _ in range(2))
            shift = int(submission.integers(100, 1000))
            want = rope(q, m, 500.0, layout) @ rope(k, n, 500.0, layout).T
            near = call(q, m, 500.0, layout), call(k, n, 500.0, layout)
            far = call(q, m + shift, 500.0, layout), call(k, n + shift, 500.0, layout)
            for a, b in (near, far):
                fits = all(isinstance(one, Tensor) and one.shape == q.shape for one in (a, b))
                scores = a.double() @ b.double().T if fits else None
                hint = Text(
                    zh=f"所有位置都加上 {shift}，点积应当不变：只取决于相对距离。",
                    en=f"With {shift} added to all positions the dot products must stay: they depend on relative distance only.",
                )
                yield close("relative_position", scores, want, rtol=1e-9, hint=hint)

    with submission.naming("relative_position"):
        return first_fault(checks())


def rounding(got: object, case: Case) -> Check:
    """Nearly all numbers must be the representable ones nearest to the truth."""
    right = rope(*case)
    fits = matches(got, right, rtol=0.1) and isinstance(got, Tensor)
    share = float((got == right).float().mean()) if fits else 0.0
    return expect(
        "half_rounding",
        share > 0.9,
        Text(
            zh=f"{right.dtype}：只有 {share:.0%} 的数是离准确值最近的可表示数。cos、sin 和乘加都要用 float32，最后才转回去。",
            en=f"{right.dtype}: only {share:.0%} of the numbers are the representable ones nearest to the truth. cos, sin, products and sums belong in float32, the cast back at the end.",
        ),
    )
