from collections.abc import Iterator

import torch
from torch import Tensor

from aigc_quiz.grading import Check, Submission, Text, close, expect, first_fault

from . import slips


def grade(submission: Submission) -> Iterator[Check]:
    normal, integers = submission.normal, submission.integers

    def logits(*shape: int, dtype: torch.dtype = torch.float32) -> Tensor:
        return 2 * normal(*shape, dtype=dtype)

    def compare(
        check: str,
        function: str,
        *cases: tuple[Tensor | None, Tensor | None, str],
        zh: str = "",
        en: str = "",
        rtol: float | None = None,
    ) -> Check:
        known = {
            "discriminator_loss": slips.discriminator_slips,
            "generator_loss": slips.generator_slips,
        }[function]

        def checks() -> Iterator[Check]:
            for case in cases:
                got, want = submission.call(function, *case), getattr(slips, function)(*case)
                hint = Text(zh=f"{case[2]}。{zh}", en=f"{case[2]}. {en}")
                yield close(check, got, want, hint=hint, mistakes=known(*case), rtol=rtol)

        with submission.naming(check):
            return first_fault(checks())

    def sides(*shape: int) -> tuple[Tensor, Tensor]:
        """Real and fake logits that lie apart, so that no two formulas agree by symmetry."""
        return logits(*shape) + 0.7, logits(*shape) - 0.3

    small, column = sides(9), sides(6, 1)
    for kind, of_d, of_g in (
        ("non_saturating", "non_saturating_discriminator", "non_saturating_generator"),
        ("hinge", "hinge_discriminator", "hinge_generator"),
        ("least_squares", "least_squares_discriminator", "least_squares_generator"),
        ("relativistic", "relativistic_discriminator", "relativistic_generator"),
    ):
        for check, function, order in (
            (of_d, "discriminator_loss", 1),
            (of_g, "generator_loss", -1),
        ):
            yield compare(
                check,
                function,
                (*small[::order], kind),
                (*column[::order], kind),
                zh="照公式逐项核对符号、常数 1 和系数；返回标量。",
                en="Go through the formula term by term: signs, the constant 1, factors; return a scalar.",
            )

    patches = sides(3, 1, 4, 5)
    for check, function, order in (
        ("patches_discriminator", "discriminator_loss", 1),
        ("patches_generator", "generator_loss", -1),
    ):
        yield compare(
            check,
            function,
            *((*patches[::order], kind) for kind in slips.KINDS),
            zh="PatchGAN 的 logit 是 (B, 1, H, W)：对所有元素求平均。",
            en="A PatchGAN gives (B, 1, H, W): take the mean over all elements.",
        )
    yield compare(
        "unequal_batches",
        "discriminator_loss",
        *((logits(4), logits(11) - 1, kind) for kind in slips.KINDS[:3]),
        zh="真、假的个数可以不同：各自求平均，再相加。",
        en="The numbers of real and fake may differ: average each on its own, then add.",
    )
    yield compare(
        "without_real_logits",
        "generator_loss",
        *((logits(5), None, kind) for kind in slips.KINDS[:3]),
        zh="只有 relativistic 用 real_logits，其余三种时它可以是 None。",
        en="Only relativistic uses real_logits; for the other three it may be None.",
    )
    for check, function in (
        ("float64_discriminator", "discriminator_loss"),
        ("float64_generator", "generator_loss"),
    ):
        yield compare(
            check,
            function,
            *(
                (logits(7, dtype=torch.float64), logits(7, dtype=torch.float64), kind)
                for kind in slips.KINDS
            ),
            rtol=1e-8,
            zh="float64 的输入要全程用 float64 计算，也不要加 1e-8 一类的小数。",
            en="float64 inputs must be computed in float64 throughout, without adding 1e-8 or the like.",
        )

    # Both signs on both sides, so that each loss meets its steep and its flat end.
    signs = 2.0 * integers(0, 2, (2, 8)) - 1
    signs[:, :4] = torch.tensor([[1.0, -1.0, 1.0, -1.0], [-1.0, 1.0, 1.0, -1.0]])
    large = tuple(signs.float() * submission.uniform(2, 8, low=200, high=10_000))
    for check, function, order in (
        ("large_logits_discriminator", "discriminator_loss", 1),
        ("large_logits_generator", "generator_loss", -1),
    ):
        yield compare(
            check,
            function,
            *((*large[::order], kind) for kind in slips.KINDS),
            zh="log(1 + exp(x)) 在 x 很大时溢出，log(sigmoid(x)) 在 x 很小时是 -inf：用 F.softplus。",
            en="log(1 + exp(x)) overflows for large x, and log(sigmoid(x)) is -inf for very low x: use F.softplus.",
        )

    for check, function, wrt, pairs in (
        ("gradients_discriminator", "discriminator_loss", (0, 1), (small, patches)),
        ("gradients_generator", "generator_loss", (0,), (small[::-1], patches[::-1])),
        ("large_gradients_discriminator", "discriminator_loss", (0, 1), (large,)),
        ("large_gradients_generator", "generator_loss", (0,), (large[::-1],)),
    ):
        yield gradients(submission, check, function, wrt, *pairs)

    with submission.naming("unknown_kind"):
        raised = [
            submission.raises(function, *small, "wasserstein")
            for function in ("discriminator_loss", "generator_loss")
        ]
    yield expect(
        "unknown_kind",
        raised == ["ValueError"] * 2,
        Text(
            zh="不认识的 kind 要抛出 ValueError，不能悄悄当成别的损失。",
            en="An unknown kind must raise ValueError and not pass for another loss.",
        ),
    )

    unchanged = True
    with submission.naming("inputs_unchanged"):
        for kind in slips.KINDS:
            for function in ("discriminator_loss", "generator_loss"):
                submission.call(function, *small, kind)
                unchanged &= submission.inputs_unchanged()
    yield expect(
        "inputs_unchanged",
        unchanged,
        Text(zh="不要原地修改 logit。", en="Do not modify logits in place."),
    )


def gradients(
    submission: Submission,
    check: str,
    function: str,
    wrt: tuple[int, ...],
    *pairs: tuple[Tensor, Tensor],
) -> Check:
    """The gradients of a loss for the logits, for every kind."""

    def checks() -> Iterator[Check]:
        for pair in pairs:
            for kind in slips.KINDS:
                _, got = submission.vjp(function, (*pair, kind), None, wrt)
                want = slips.gradients(getattr(slips, function), *pair, kind)
                yield close(
                    check,
                    got,
                    [want[index].float() for index in wrt],
                    hint=Text(
                        zh=f"{kind}：梯度（值 0、1 依次属于两个输入）不对。有没有 detach、no_grad 或截断？",
                        en=f"{kind}: the gradient is wrong (values 0 and 1 belong to the two inputs). Is something detached, under no_grad or clipped?",
                    ),
                )

    with submission.naming(check):
        return first_fault(checks())
