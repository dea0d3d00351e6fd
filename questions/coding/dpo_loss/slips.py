"""The loss as the paper has it, and what well-known slips give in its place."""

import inspect
from collections.abc import Mapping
from types import SimpleNamespace

import torch
import torch.nn.functional as F
from torch import Tensor

from aigc_quiz.grading import Text

Slips = Mapping[str, tuple[Tensor, Text]]


def token_log_probs(
    logits: Tensor, labels: Tensor, *, shift: int = 1, normalise: bool = True
) -> Tensor:
    """The log-probability of each label, (B, L), by the logits `shift` places before; else 0."""
    out = logits.new_zeros(labels.shape, dtype=torch.float64)
    length = labels.size(1) - shift
    scores = logits[:, :length].double()
    index = labels[:, shift:].clamp(0, logits.size(-1) - 1).unsqueeze(-1)
    chosen = scores.gather(-1, index).squeeze(-1) - normalise * scores.logsumexp(-1)
    return torch.cat([out[:, :shift], chosen], dim=1)


def counted(values: Tensor, mask: Tensor) -> Tensor:
    """The sum over the places that count."""
    return torch.where(mask, values, 0.0).sum(1)


def sequence_log_probs(logits: Tensor, labels: Tensor, mask: Tensor) -> Tensor:
    """The log-probability of each response, computed in float64."""
    return counted(token_log_probs(logits, labels), mask).to(logits.dtype)


def margins(chosen: Tensor, rejected: Tensor, ref_chosen: Tensor, ref_rejected: Tensor) -> Tensor:
    """What beta multiplies in z."""
    return (chosen - ref_chosen) - (rejected - ref_rejected)


def dpo_loss(chosen, rejected, ref_chosen, ref_rejected, beta=0.1):
    """The loss and both rewards; softplus(-z) is -log sigmoid(z)."""
    given = [x.double() for x in (chosen, rejected, ref_chosen, ref_rejected)]
    loss = F.softplus(-beta * margins(*given), threshold=50).mean()
    rewards = [(beta * (given[i] - given[i + 2])).detach().to(chosen.dtype) for i in (0, 1)]
    return loss.to(chosen.dtype), *rewards


def probe(program, logits, labels, masks, reference, beta):
    """The gradients of chosen and rejected logits by the loss plus all rewards, which have none."""
    leaves = [one.clone().requires_grad_() for one in logits]
    given = zip(leaves, labels, masks, strict=True)
    policy = [program.sequence_log_probs(*one) for one in given]
    loss, *rewards = program.dpo_loss(*policy, *reference, beta)
    total = loss + sum(one.sum() for one in rewards)
    if not (torch.is_tensor(total) and total.requires_grad):
        return [None, None]
    return list(torch.autograd.grad(total, leaves, allow_unused=True))


FIXTURE = inspect.getsource(probe) + "\n\ndef run(*given):\n    return probe(submission, *given)\n"
OURS = SimpleNamespace(sequence_log_probs=sequence_log_probs, dpo_loss=dpo_loss)


def log_prob_slips(logits: Tensor, labels: Tensor, mask: Tensor) -> Slips:
    """Slips of `sequence_log_probs`."""
    tokens, dtype = token_log_probs(logits, labels), logits.dtype
    total = counted(tokens, mask)
    length = mask[:, 1:].sum(1)
    # The mask as it stands over the logits: one place late.
    late = torch.cat([mask[:, :1], mask[:, :-1]], dim=1)
    known = {
        "not_shifted": (
            counted(token_log_probs(logits, labels, shift=0), mask),
            Text(
                zh="logits 与 labels 没有错位：logits[:, t] 预测的是 labels[:, t + 1]。",
                en="Logits and labels are not shifted: logits[:, t] predicts labels[:, t + 1].",
            ),
        ),
        "mask_not_shifted": (
            counted(tokens, late),
            Text(
                zh="mask 没有跟着 labels 错位：它说的是标签，应取 mask[:, 1:]。",
                en="The mask is not shifted with the labels: it speaks of labels, so take mask[:, 1:].",
            ),
        ),
        "mask_ignored": (
            tokens.sum(1),
            Text(
                zh="mask 没有用到：提示和填充也被算了进去。",
                en="The mask is not used: prompt and padding are counted too.",
            ),
        ),
        "mask_inverted": (
            counted(tokens, ~mask),
            Text(
                zh="mask 反了：True 表示属于回答。",
                en="The mask is inverted: True is the response.",
            ),
        ),
        "length_average": (
            total / length.clamp(min=1),
            Text(
                zh="对回答的长度求了平均：DPO 要求和（按长度平均的是 SimPO）。",
                en="Averaged over the response's length: DPO sums (the mean is SimPO's).",
            ),
        ),
        "negative": (
            -total,
            Text(
                zh="符号反了：对数概率不大于 0，交叉熵是它的相反数。",
                en="The sign is flipped: a log-probability is at most 0; cross-entropy is its negative.",
            ),
        ),
        "raw_logits": (
            counted(token_log_probs(logits, labels, normalise=False), mask),
            Text(
                zh="直接加了 logit：先在词表维上取 log_softmax。",
                en="The logits themselves are summed: take log_softmax over the vocabulary first.",
            ),
        ),
    }
    return {label: (wrong.to(dtype), text) for label, (wrong, text) in known.items()}


def loss_slips(chosen, rejected, ref_chosen, ref_rejected, beta) -> Slips:
    """Slips of the loss."""
    policy, reference = chosen - rejected, ref_chosen - ref_rejected
    z = beta * (policy - reference)
    return {
        "reference_missing": (
            F.softplus(-beta * policy).mean(),
            Text(
                zh="没有减去参考模型的对数概率。",
                en="The reference's log-probabilities are not subtracted.",
            ),
        ),
        "reference_added": (
            F.softplus(-beta * (policy + reference)).mean(),
            Text(
                zh="参考模型的差加上去了，应减去：策略减参考。",
                en="The reference's difference is added; subtract it: policy minus reference.",
            ),
        ),
        "beta_missing": (
            F.softplus(-z / beta).mean(),
            Text(zh="beta 没有用到。", en="beta is not used."),
        ),
        "beta_outside": (
            beta * F.softplus(-z / beta).mean(),
            Text(
                zh="beta 放在了 logsigmoid 外面：它属于里面。",
                en="beta stands outside the logsigmoid: it belongs inside.",
            ),
        ),
        "beta_on_policy_only": (
            F.softplus(-(beta * policy - reference)).mean(),
            Text(
                zh="beta 只乘了策略的差：参考的差也要乘。",
                en="beta multiplies the policy's difference only: the reference's needs it too.",
            ),
        ),
        "divided_by_beta": (
            F.softplus(-z / beta**2).mean(),
            Text(zh="除以了 beta：应乘以 beta。", en="Divided by beta: multiply by it."),
        ),
        "swapped": (
            F.softplus(z).mean(),
            Text(
                zh="好坏反了：要让 chosen 的奖励比 rejected 的高。",
                en="Chosen and rejected are swapped: the chosen reward must grow above the rejected one.",
            ),
        ),
        "summed": (
            F.softplus(-z).sum(),
            Text(zh="在批上求了和：应求平均。", en="Summed over the batch: take the mean."),
        ),
        "per_pair": (
            F.softplus(-z),
            Text(
                zh="没有在批上求平均：loss 是标量。",
                en="Not averaged over the batch: the loss is a scalar.",
            ),
        ),
        "not_negated": (
            -F.softplus(-z).mean(),
            Text(
                zh="少了负号：要最小化 -log sigmoid(z)。",
                en="The minus is missing: minimise -log sigmoid(z).",
            ),
        ),
        "no_logarithm": (
            -z.sigmoid().mean(),
            Text(zh="少了对数：-log sigmoid(z)。", en="The logarithm is missing: -log sigmoid(z)."),
        ),
        "mean_inside": (
            F.softplus(-z.mean()),
            Text(
                zh="先平均了 z：应先对每一对取 -log sigmoid，再平均。",
                en="z is averaged first: take -log sigmoid of each pair, then the mean.",
            ),
        ),
        "hinge": (
            (1 - z).relu().mean(),
            Text(
                zh="这是合页损失（SLiC 一类）；DPO 是 -log sigmoid(z)。",
                en="This is a hinge loss (as in SLiC); DPO has -log sigmoid(z).",
            ),
        ),
        "ipo": (
            ((policy - reference - 1 / (2 * beta)) ** 2).mean(),
            Text(
                zh="这是 IPO 的平方损失；DPO 是 -log sigmoid(z)。",
                en="This is IPO's squared loss; DPO has -log sigmoid(z).",
            ),
        ),
    }


def reward_slips(policy: Tensor, reference: Tensor, beta: float) -> Slips:
    """Slips of one reward."""
    return {
        "without_reference": (
            beta * policy,
            Text(
                zh="奖励没有减去参考模型的对数概率。",
                en="The reward lacks the reference: subtract its log-probability.",
            ),
        ),
        "without_beta": (
            policy - reference,
            Text(zh="奖励没有乘 beta。", en="The reward is not multiplied by beta."),
        ),
        "sign": (
            beta * (reference - policy),
            Text(
                zh="奖励的符号反了：策略减参考。",
                en="The reward's sign is flipped: policy minus reference.",
            ),
        ),
    }
