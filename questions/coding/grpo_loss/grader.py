from collections.abc import Iterator

import torch
from torch import Tensor

from aigc_quiz.grading import Check, Comparison, Submission, Text, close, expect, first_fault

from . import slips

JUNK = torch.tensor([float("nan"), float("inf"), float("-inf"), 0.0, 1e9, -1e9])


def grade(submission: Submission) -> Iterator[Check]:
    normal, uniform, integers = submission.normal, submission.uniform, submission.integers

    compare = Comparison(submission, slips)

    eps = float(uniform(low=0.01, high=0.1))
    yield compare(
        "advantages",
        "group_advantages",
        slips.advantage_slips,
        (normal(3, 5) + 2 * normal(3, 1),),
        (uniform(4, 4), eps),
        (normal(2, 8, dtype=torch.float64), eps),
        zh="每一行：(奖励 - 均值) / (总体标准差 + eps)，都在 dim=1 上。",
        en="In each row: (reward - mean) / (population deviation + eps), all along dim=1.",
    )
    yield compare(
        "small_spread",
        "group_advantages",
        slips.advantage_slips,
        (1e-3 * normal(3, 6, dtype=torch.float64) + integers(0, 3, (3, 1)), 1e-3),
        zh="标准差很小时 eps 决定结果：它加在标准差上。",
        en="Where the deviation is small, eps decides: it is added to the deviation.",
    )
    equal = (integers(-8, 9, (4, 1)) / 4).expand(4, 6).clone()
    equal[2] = normal(6)
    yield compare(
        "equal_rewards",
        "group_advantages",
        None,
        (equal,),
        (equal[:, :1].clone(),),
        atol=0.02,  # the rounding of a mean, divided by eps
        zh="整组奖励相同（或只有一个回答）时优势是 0，不是 NaN。",
        en="A group of equal rewards (or of one response) has advantage 0, not NaN.",
    )

    log_probs = -1 - normal(3, 7).abs()
    wide = -1 - normal(2, 3, 4, dtype=torch.float64).abs()
    yield compare(
        "kl_k3",
        "kl_k3",
        slips.kl_slips,
        (log_probs, log_probs + 0.8 * normal(3, 7)),
        (wide, wide + 0.8 * normal(2, 3, 4, dtype=torch.float64)),
        zh="d = ref_log_probs - log_probs，k3 = exp(d) - d - 1，逐 token。",
        en="With d = ref_log_probs - log_probs, k3 = exp(d) - d - 1 at each token.",
    )

    clip, beta = float(uniform(low=0.1, high=0.3)), float(uniform(low=0.05, high=0.3))

    def group(
        count: int, length: int, dtype: torch.dtype = torch.float32, drift: float = 0.4
    ) -> tuple:
        """Arguments of `grpo_loss`; responses of all lengths, no ratio near the edge of the clip."""
        old = -1 - normal(count, length, dtype=dtype).abs()
        step = drift * normal(count, length, dtype=dtype)
        for edge in (1 - clip, 1 + clip):
            step = torch.where((step.exp() - edge).abs() < 0.005, step + 0.02, step)
        mine = old + step
        ref = mine + 0.5 * normal(count, length, dtype=dtype)
        lengths = 1 + torch.randperm(length, generator=submission.generator)[:count]
        mask = torch.arange(length) < lengths.unsqueeze(1)
        sign = torch.where(torch.arange(count) % 2 == 0, 1, -1)
        return mine, old, ref, sign * (0.3 + uniform(count, dtype=dtype)), mask, clip, beta

    def changed(case: tuple, **given: object) -> tuple:
        """The case with some arguments replaced."""
        order = ("log_probs", "old", "ref", "advantages", "mask", "clip", "beta")
        return tuple(given.get(name, one) for name, one in zip(order, case, strict=True))

    mine, _, ref, *_ = case = group(5, 8)
    yield compare(
        "on_policy",
        "grpo_loss",
        slips.loss_slips,
        changed(case, old=mine, beta=0.0),
        zh="比率全为 1、beta 为 0 时，损失就是优势的平均的相反数，与各回答的长度无关。",
        en="Where every ratio is 1 and beta 0, the loss is minus the mean advantage, whatever the lengths.",
    )
    yield compare(
        "clipping",
        "grpo_loss",
        slips.loss_slips,
        changed(group(6, 12, drift=0.8), beta=0.0),
        changed(group(4, 9), beta=0.0),
        zh="min(ratio * A, clip(ratio) * A)，ratio = exp(log_probs - old_log_probs)。",
        en="min(ratio * A, clip(ratio) * A) with ratio = exp(log_probs - old_log_probs).",
    )
    yield compare(
        "kl_term",
        "grpo_loss",
        slips.loss_slips,
        changed(case, advantages=torch.zeros(5)),
        zh="优势为 0 时只剩 beta * k3 的平均，归一化与前一项相同。",
        en="Where the advantage is 0 only the mean of beta * k3 is left, normalised as the other term is.",
    )
    yield compare(
        "loss",
        "grpo_loss",
        slips.loss_slips,
        group(5, 7),
        group(4, 4),
        group(3, 10)[:5],
        zh="逐 token 算 beta * k3 - 代理目标；每个回答内平均，再对回答平均。",
        en="beta * k3 minus the surrogate at each token; the mean within each response, then over responses.",
    )
    yield compare(
        "loss_float64",
        "grpo_loss",
        slips.loss_slips,
        group(3, 6, torch.float64),
        changed(group(5, 9, torch.float64), beta=4.0),
        changed(group(5, 9, torch.float64), beta=6.0),
        rtol=1e-10,
        zh="float64 的输入要全程用 float64 计算。",
        en="float64 inputs must be computed in float64 throughout.",
    )

    mask = case[4].clone()
    mask[1] = False
    scattered = (  # what counts need not stand at the start
        changed(group(5, 9, torch.float64), mask=integers(0, 2, (5, 9)) == 1) for _ in range(4)
    )
    yield compare(
        "empty_response",
        "grpo_loss",
        None,
        changed(case, mask=mask),
        *scattered,
        zh="没有 token 的回答得 0（不是 0/0），但仍算在 N 里。",
        en="A response without tokens gives 0 (not 0/0) and still counts among the N.",
    )

    def junk(x: Tensor, mask: Tensor) -> Tensor:
        return torch.where(mask, x, JUNK[integers(0, len(JUNK), x.shape)])

    mine, old, ref, _, mask, *_ = padded = group(5, 8)
    padded = changed(padded, log_probs=junk(mine, mask), old=junk(old, mask), ref=junk(ref, mask))
    yield compare(
        "padding",
        "grpo_loss",
        None,
        padded,
        zh="mask 为 False 处可以是 NaN 或 inf：乘以 0 仍是 NaN，要先用 masked_fill 换掉。",
        en="NaN or inf may stand where mask is False, and times 0 they are NaN: replace them with masked_fill first.",
    )

    def gradient(check: str, *given: tuple, zh: str, en: str) -> Check:
        def checks() -> Iterator[Check]:
            for one in given:
                leaf = one[0].double().requires_grad_()
                (want,) = torch.autograd.grad(slips.grpo_loss(leaf, *one[1:]), leaf)
                _, got = submission.vjp("grpo_loss", one, torch.ones(()))
                yield close(check, got[0], want.float(), hint=Text(zh, en), rtol=1e-3)

        with submission.naming(check):
            return first_fault(checks())

    yield gradient(
        "gradients",
        case,
        group(6, 9, drift=0.8),
        zh="对 log_probs 的梯度不对：比率和 KL 都要带梯度，被裁剪的一侧梯度为 0。",
        en="The gradient by log_probs is wrong: ratio and KL both carry one, and it is 0 where the clip acts.",
    )
    yield gradient(
        "padding_gradients",
        padded,
        zh="填充处的梯度应是 0：在 exp 之前就把填充换掉，之后再 torch.where 只救得了值。",
        en="The gradient in the padding must be 0: replace the padding before any exp; torch.where afterwards saves the value only.",
    )

    with submission.naming("inputs_unchanged"):
        submission.call("grpo_loss", *padded)
        unchanged = submission.inputs_unchanged()
        submission.call("group_advantages", equal)
        unchanged = unchanged and submission.inputs_unchanged()
    yield expect(
        "inputs_unchanged",
        unchanged,
        Text(
            zh="调用者的张量被改了：masked_fill_、-= 都是原地操作。",
            en="The caller's tensors were changed: masked_fill_ and -= work in place.",
        ),
    )
