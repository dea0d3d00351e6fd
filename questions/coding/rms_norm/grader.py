from collections.abc import Iterator

import torch
from torch import Tensor

from aigc_quiz.grading import Check, Submission, Text, close, expect, first_fault, matches, parts

from .slips import gradients, rms_norm, rounded_twice, slips

NAME = "rms_norm"
ULP = {torch.bfloat16: 2**-7, torch.float16: 2**-10}  # the widest step between neighbours


def grade(submission: Submission) -> Iterator[Check]:
    normal, uniform = submission.normal, submission.uniform
    bfloat16, float16, float64 = torch.bfloat16, torch.float16, torch.float64

    def compare(
        check: str, *cases: tuple, zh: str = "", en: str = "", rtol: float | None = None
    ) -> Check:
        def checks() -> Iterator[Check]:
            for case in cases:
                got = submission.call(NAME, *case)
                near = ULP.get(case[0].dtype) if rtol is None else rtol
                hint = Text(zh, en)
                yield close(
                    check, got, rms_norm(*case), rtol=near, hint=hint, mistakes=slips(*case)
                )

        with submission.naming(check):
            return first_fault(checks())

    def gradient(check: str, *cases: tuple[Tensor, Tensor, float], zh: str, en: str) -> Check:
        """The vector-Jacobian products for x and weight with a random cotangent."""

        def checks() -> Iterator[Check]:
            for case in cases:
                cotangent = normal(*case[0].shape, dtype=case[0].dtype)
                _, claim = submission.vjp(NAME, case, cotangent, wrt=(0, 1))
                got, want = parts(claim, 2), gradients(*case, cotangent)
                for name, one, right in zip(("x", "weight"), got, want, strict=True):
                    hint = Text(
                        f"这是 {name} 的梯度。{zh}", f"This is the gradient of {name}. {en}"
                    )
                    yield close(check, one, right, hint=hint)

        with submission.naming(check):
            return first_fault(checks())

    x, weight = normal(5, 8) + 0.7, normal(8)
    yield compare("values", (x, weight, 1e-6), (3 * normal(4, 7) - 1, normal(7), 1e-6))
    yield compare(
        "eps",
        *((0.5 * normal(6, 8), weight, float(uniform(low=low, high=2 * low))) for low in (0.1, 1)),
        zh="根号里是 mean(x^2) + eps。",
        en="Inside the root stands mean(x^2) + eps.",
    )
    yield compare(
        "default_eps",
        (2e-3 * normal(6, 8), weight),
        zh="eps 的默认值是 1e-6：x 很小时看得出来。",
        en="The default of eps is 1e-6, which shows where x is small.",
    )
    yield compare(
        "leading_dims",
        (normal(9), normal(9), 1e-6),
        (normal(2, 3, 5), normal(5), 1e-6),
        (normal(3, 4, 2, 3), normal(3), 1e-6),
        (normal(4, 4, 4), normal(4), 1e-6),
        (normal(6, 1), normal(1), 0.2),
        zh="前置维可以有任意个（也可以没有）：平均总是沿最后一维，dim=-1。",
        en="There may be any number of leading dimensions, or none: the mean always runs over the last axis, dim=-1.",
    )
    wide = normal(3, 4, 16, dtype=float64), normal(16, dtype=float64), 1e-5
    yield compare(
        "float64",
        wide,
        rtol=1e-11,
        zh="float64 的输入要全程用 float64 计算：不要无条件 .float()。",
        en="float64 inputs must be computed in float64 throughout: no unconditional .float().",
    )
    zh = "有没有 detach 或 no_grad？均方根也依赖 x，weight 的梯度要对所有前置维求和。"
    en = "Is something detached? The root mean square depends on x too, and weight's gradient sums over all leading dimensions."
    yield gradient("gradients", (x, weight, 0.3), wide, zh=zh, en=en)

    zeros = normal(4, 6, dtype=float64)
    zeros[1] = zeros[3] = 0
    w = normal(6, dtype=float64)
    yield compare(
        "zero_vectors",
        (zeros, w, 1e-5),
        (zeros.float(), w.float(), 1e-6),
        (zeros.to(float16), w.to(float16), 1e-8),
        zh="全 0 的向量应输出 0：eps 在根号里才不会有 0 / 0；float16 里 1e-8 会变成 0，所以要在 float32 里加。",
        en="A vector of zeros must give 0: eps inside the root avoids 0 / 0; as float16 holds 1e-8 as 0, add it in float32.",
    )
    yield gradient(
        "zero_vectors_gradient",
        (zeros, w, 1e-3),
        zh="全 0 的向量处梯度是 weight / sqrt(eps) 乘上游梯度：不能是 NaN 或 0。",
        en="At a vector of zeros it is weight / sqrt(eps) times what comes from above: neither NaN nor 0.",
    )

    halves = [
        (normal(48, 64, dtype=half), uniform(64, low=0.5, high=2, dtype=kind), 1e-6)
        for half, kind in (
            (bfloat16, bfloat16),
            (bfloat16, torch.float32),
            (float16, float16),
            (float16, torch.float32),
        )
    ]
    yield compare(
        "half",
        *halves,
        zh="bfloat16 或 float16 进，同样的 dtype 出，weight 是 float32 时也一样；中间用 float32。",
        en="bfloat16 or float16 in, the same out, also where weight is float32; float32 in between.",
    )
    yield compare(
        "half_large",
        (uniform(6, 32, low=300, high=6e4, dtype=float16), normal(32, dtype=float16), 1e-6),
        zh="float16 最大 65504，平方会溢出成 inf：先转成 float32 再平方。",
        en="float16 ends at 65504 and the square overflows to inf: convert to float32 before squaring.",
    )
    with submission.naming("half_rounding"):
        yield first_fault(rounding(submission.call(NAME, *case), *case) for case in halves)
    yield gradient("half_gradients", *halves[1:3], zh=zh, en=en)

    for one in ((x, weight, 1e-6), wide, halves[0]):
        with submission.naming("inputs_unchanged"):
            submission.call(NAME, *one)
            unchanged = submission.inputs_unchanged()
        if not unchanged:
            break
    yield expect(
        "inputs_unchanged",
        unchanged,
        Text(
            zh="调用者的张量被改了：dtype 不变时 .float()、.to() 返回的就是 x 本身，之后不能用 *=、mul_。",
            en="The caller's tensors were changed: where the dtype stays, .float() and .to() return x itself, so no *= or mul_ after them.",
        ),
    )


def rounding(got: object, x: Tensor, weight: Tensor, eps: float) -> Check:
    """Nearly all numbers must be the representable ones nearest to the truth."""
    right, twice = rms_norm(x, weight, eps), rounded_twice(x, weight, eps)
    fits = matches(got, right, rtol=0.1) and isinstance(got, Tensor)
    share = float((got == right).float().mean()) if fits else 0.0
    like_llama = fits and float((got == twice).float().mean()) > 0.98
    hint = Text(
        zh="中间某一步仍在半精度里：平方、平均、rsqrt、乘 weight 都要在 float32 里做，最后才转回去。",
        en="Some step is still in half precision: square, mean, rsqrt and the product with weight belong in float32, the cast back at the end.",
    )
    if like_llama:
        hint = Text(
            zh="乘 weight 之前就转回了半精度（LLaMA 的写法），多舍入了一次：先乘 weight，再转。",
            en="It is cast back before the product with weight (as LLaMA does), one rounding too many: multiply first, then cast.",
        )
    return expect(
        "half_rounding",
        share > 0.98,
        Text(
            zh=f"{x.dtype}：只有 {share:.0%} 的数是离准确值最近的可表示数。{hint.zh}",
            en=f"{x.dtype}: only {share:.0%} of the numbers are the representable ones nearest to the truth. {hint.en}",
        ),
    )
