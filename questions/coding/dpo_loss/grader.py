from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from aigc_quiz.grading import Check, Submission, Text, close, expect, first_fault, parts

from . import slips


def grade(submission: Submission) -> Iterator[Check]:
    normal, uniform, integers = submission.normal, submission.uniform, submission.integers

    def responses(
        *shape: int, scale: float = 2, dtype: torch.dtype = torch.float32
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Logits, labels and mask of a batch (B, L, V): prompt, response of some length, padding."""
        batch, length, _ = shape
        labels = integers(0, shape[2], (batch, length))
        place = torch.arange(length)
        start = integers(1, length - 2, (batch, 1))
        stop = start + 1 + (uniform(batch, 1) * (length - 1 - start)).long()
        return scale * normal(*shape, dtype=dtype), labels, (start <= place) & (place < stop)

    def log_probs(
        check: str,
        *cases: tuple[Tensor, ...],
        known: Callable[..., slips.Slips] | None = slips.log_prob_slips,
        rtol: float | None = None,
        zh: str,
        en: str,
    ) -> Check:
        def checks() -> Iterator[Check]:
            for case in cases:
                got = submission.call("sequence_log_probs", *case)
                mistakes = known(*case) if known else None
                hint, want = Text(zh, en), slips.sequence_log_probs(*case)
                yield close(check, got, want, hint=hint, mistakes=mistakes, rtol=rtol)

        with submission.naming(check):
            return first_fault(checks())

    small, other = responses(4, 9, 6), responses(3, 12, 5)
    yield log_probs(
        "log_probs",
        small,
        other,
        zh="对 logits[:, :-1] 取 log_softmax，取出 labels[:, 1:]，在 mask[:, 1:] 上求和。",
        en="log_softmax of logits[:, :-1], picked at labels[:, 1:], summed where mask[:, 1:].",
    )
    first = responses(4, 8, 5)
    first[2][:2] = torch.arange(8) < integers(3, 7, (2, 1))  # no prompt at all
    first[2][3] = False
    yield log_probs(
        "first_token",
        first,
        zh="第 0 个 token 没有人预测，不计入；没有 token 计入的行得 0。",
        en="Nothing predicts token 0, so it does not count; a row in which nothing counts gives 0.",
    )
    logits, labels, mask = responses(4, 9, 6)
    yield log_probs(
        "ignored_labels",
        (logits, labels.masked_fill(~mask, -100), mask),
        (logits, labels.masked_fill(~mask, 10**6), mask),
        known=None,
        zh="mask 为 False 处的标签可以是任何数：先换成 0 再 gather，不要改调用者的张量。",
        en="A label may be any number where mask is False: put 0 there before gather, in a tensor of your own.",
    )
    yield log_probs(
        "log_probs_float64",
        responses(2, 7, 9, dtype=torch.float64),
        rtol=1e-10,
        zh="float64 的输入要全程用 float64 计算，也不要加小数。",
        en="float64 inputs must be computed in float64 throughout, without adding a small number.",
    )
    yield log_probs(
        "large_logits",
        responses(3, 8, 6, scale=800),
        zh="logit 上千时 softmax 会下溢成 0，再取 log 就是 -inf：用 log_softmax。",
        en="With logits in the thousands a softmax underflows to 0 and its log is -inf: use log_softmax.",
    )
    logits, labels, mask = responses(4, 9, 6)
    labels = labels.clamp(min=2)
    # The first two tokens are banned: a label that does not count may be one of them.
    banned = logits.clone()
    banned[..., :2] = float("-inf")
    banned = banned, torch.where(mask, labels, labels % 2), mask
    ignored = banned[0], labels.masked_fill(~mask, -100), mask
    yield log_probs(
        "banned_tokens",
        banned,
        ignored,
        known=None,
        zh="不计入的位置上对数概率可能是 -inf，乘以 0 得 NaN：用 masked_fill 或 torch.where。",
        en="A place that does not count may hold -inf, and -inf times 0 is NaN: use masked_fill or torch.where.",
    )

    def losses(
        check: str,
        *cases: tuple,
        known: Callable[..., slips.Slips] | None = slips.loss_slips,
        rtol: float | None = None,
        zh: str,
        en: str,
    ) -> Check:

        def checks() -> Iterator[Check]:
            for *given, beta in cases:
                options = {} if beta is None else {"beta": beta}
                got = parts(submission.call("dpo_loss", *given, **options), 3)
                want = slips.dpo_loss(*given, **options)
                mistakes = known(*given, beta or 0.1) if known else None
                hint = Text(zh, en)
                yield close(check, got[0], want[0], hint=hint, mistakes=mistakes, rtol=rtol)

        with submission.naming(check):
            return first_fault(checks())

    def pairs(
        count: int, low: float, high: float, dtype: torch.dtype = torch.float32
    ) -> tuple[Tensor, ...]:
        """Log-probabilities of `count` pairs whose margin lies between `low` and `high` in size."""
        chosen, rejected, ref_chosen = (-30 + 3 * normal(count, dtype=dtype) for _ in range(3))
        margin = uniform(count, low=low, high=high, dtype=dtype)
        return chosen, rejected, ref_chosen, rejected - (chosen - ref_chosen - margin)

    beta = float(uniform(low=0.2, high=0.6))
    mixed = pairs(6, -6, 6)
    yield losses(
        "loss",
        (*mixed, beta),
        (*pairs(5, -8, 8), None),
        (*pairs(1, -4, 4), beta),
        zh="-log sigmoid(beta * ((chosen - ref_chosen) - (rejected - ref_rejected))) 的批平均。",
        en="The batch mean of -log sigmoid(beta * ((chosen - ref_chosen) - (rejected - ref_rejected))).",
    )
    yield losses(
        "loss_float64",
        (*pairs(4, -6, 6, torch.float64), beta),
        rtol=1e-10,
        zh="float64 的输入要全程用 float64 计算，也不要加小数。",
        en="float64 inputs must be computed in float64 throughout, without adding a small number.",
    )
    yield losses(
        "stable",
        (*pairs(3, -1000 / beta, -200 / beta), beta),
        (*pairs(2, 200 / beta, 1000 / beta), beta),
        (*pairs(1, 20 / beta, 24 / beta), beta),
        (*pairs(1, 40 / beta, 45 / beta, torch.float64), beta),
        known=None,  # far out several slips give the same
        rtol=1e-3,
        zh="sigmoid 会下溢成 0 或舍入成 1，再取 log 就不对了：用 F.logsigmoid，不要加小数，也不要截断。",
        en="A sigmoid underflows to 0 or rounds to 1, and its log is wrong: use F.logsigmoid, add nothing and clip nothing.",
    )

    for name, index in (("chosen_rewards", 0), ("rejected_rewards", 1)):
        with submission.naming(name):
            got = parts(submission.call("dpo_loss", *mixed, beta=beta), 3)[1 + index]
        yield close(
            name,
            got,
            slips.dpo_loss(*mixed, beta)[1 + index],
            hint=Text(
                zh="beta * (策略 - 参考)，每个样本一个数 (B,)。",
                en="beta * (policy - reference), one number a sample, (B,).",
            ),
            mistakes=slips.reward_slips(mixed[index], mixed[2 + index], beta),
        )

    def gradients(check: str, reference: list[Tensor], *given: tuple, text: Text) -> Check:
        """Of the policy's logits, by the loss (the rewards must add nothing)."""
        case = (*(list(one) for one in zip(*given, strict=True)), reference, beta)
        with submission.naming(check):
            got = submission.run(slips.FIXTURE, "run", *case)
        want = slips.probe(slips.OURS, *case)
        return close(check, got, want, rtol=1e-3, hint=text)

    def hard(shift: float, *given: tuple) -> list[Tensor]:
        """A reference for which z is about `shift`."""
        chosen, rejected = (slips.sequence_log_probs(*one) for one in given)
        return [chosen - shift / beta + normal(len(chosen)), rejected + normal(len(chosen))]

    two = responses(4, 8, 6), responses(4, 10, 6)
    yield gradients(
        "gradients",
        hard(0.5, *two),
        *two,
        text=Text(
            zh="值 0、1 是 chosen、rejected 的 logits 的梯度：有没有 detach？奖励有没有带着梯度返回？",
            en="Values 0 and 1 are the gradients of the logits of chosen and rejected: is something detached, or do the rewards carry a gradient?",
        ),
    )
    both = banned, ignored
    yield gradients(
        "hard_gradients",
        hard(-400, *both),
        *both,
        text=Text(
            zh="最该学的一对（z 很小，词表里有被禁的 token）的梯度不对：截断了，或者 0 乘了无穷大？",
            en="The gradient is wrong for the pair with the most to learn (z very low, tokens banned): was z clipped, or 0 multiplied by infinity?",
        ),
    )

    with submission.naming("inputs_unchanged"):
        submission.call("sequence_log_probs", *ignored)
        unchanged = submission.inputs_unchanged()
        submission.call("dpo_loss", *mixed)
        unchanged = unchanged and submission.inputs_unchanged()
    yield expect(
        "inputs_unchanged",
        unchanged,
        Text(
            zh="调用者的张量被改了：labels[...] = 0、clamp_、-= 都是原地操作。",
            en="The caller's tensors were changed: labels[...] = 0, clamp_ and -= work in place.",
        ),
    )
