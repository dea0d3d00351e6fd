"""The loss as the paper has it, and what well-known slips give in its place."""

from collections.abc import Mapping

import torch
from torch import Tensor

from aigc_quiz.grading import Text

Slips = Mapping[str, tuple[Tensor, Text]]


def group_advantages(rewards: Tensor, eps: float = 1e-4) -> Tensor:
    """Rewards normalised within each row, by the definition of the deviation."""
    centred = rewards.double() - rewards.double().mean(1, keepdim=True)
    std = (centred**2).mean(1, keepdim=True).sqrt()
    return (centred / (std + eps)).to(rewards.dtype)


def kl_k3(log_probs: Tensor, ref_log_probs: Tensor) -> Tensor:
    """The estimator at each token."""
    difference = ref_log_probs.double() - log_probs.double()
    return (torch.expm1(difference) - difference).to(log_probs.dtype)


def surrogate(ratio: Tensor, advantages: Tensor, clip: float) -> Tensor:
    """The clipped surrogate at each token: the side on which the clip acts is the advantage's sign."""
    weight = advantages.unsqueeze(1)
    return weight * torch.where(weight > 0, ratio.clamp(max=1 + clip), ratio.clamp(min=1 - clip))


def per_response(tokens: Tensor, mask: Tensor) -> Tensor:
    """The mean within each response, (N,)."""
    return torch.where(mask, tokens, 0.0).sum(1) / mask.sum(1).clamp(min=1)


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    """The loss, computed in float64."""
    mine, old, ref = (
        torch.where(mask, x, 0.0).double() for x in (log_probs, old_log_probs, ref_log_probs)
    )
    gain = surrogate((mine - old).exp(), advantages.double(), clip)
    loss = per_response(beta * kl_k3(mine, ref) - gain, mask).mean()
    return loss.to(log_probs.dtype)


def advantage_slips(rewards: Tensor, eps: float = 1e-4) -> Slips:
    """Slips of `group_advantages`."""
    centred = rewards - rewards.mean(1, keepdim=True)
    variance = (centred**2).mean(1, keepdim=True)
    return {
        "over_the_batch": (
            (rewards - rewards.mean()) / (rewards.std(correction=0) + eps),
            Text(
                zh="均值和标准差取自整个批：每个提示用自己的组（dim=1）。",
                en="Mean and deviation are taken over the whole batch: each prompt has its own group (dim=1).",
            ),
        ),
        "batch_deviation": (
            centred / (rewards.std(correction=0) + eps),
            Text(
                zh="标准差取自整个批：每组用自己的。",
                en="The deviation is taken over the whole batch: each group has its own.",
            ),
        ),
        "over_the_prompts": (
            (rewards - rewards.mean(0)) / (rewards.std(0, correction=0) + eps),
            Text(
                zh="沿提示（dim=0）归一化了：组在 dim=1。",
                en="Normalised over the prompts (dim=0): a group lies along dim=1.",
            ),
        ),
        "not_divided": (
            centred,
            Text(
                zh="没有除以标准差：那是 Dr. GRPO。",
                en="Not divided by the deviation: that is Dr. GRPO.",
            ),
        ),
        "by_the_variance": (
            centred / (variance + eps),
            Text(
                zh="除的是方差：应除以标准差。", en="Divided by the variance: take the deviation."
            ),
        ),
        "sample_deviation": (
            centred / (rewards.std(1, keepdim=True) + eps),
            Text(
                zh="标准差除以了 G - 1：这里要总体标准差（correction=0）。",
                en="The deviation divides by G - 1: the population's is asked for (correction=0).",
            ),
        ),
        "eps_in_the_root": (
            centred / (variance + eps).sqrt(),
            Text(
                zh="eps 加在了方差上：应加在标准差上。",
                en="eps is added to the variance: add it to the deviation.",
            ),
        ),
        "without_eps": (
            centred / variance.sqrt(),
            Text(zh="没有加 eps。", en="eps is not added."),
        ),
        "not_centred": (
            rewards / (variance.sqrt() + eps),
            Text(zh="没有减去组的均值。", en="The group's mean is not subtracted."),
        ),
    }


def kl_slips(log_probs: Tensor, ref_log_probs: Tensor) -> Slips:
    """Slips of `kl_k3`."""
    d = ref_log_probs - log_probs
    return {
        "k1": (
            -d,
            Text(
                zh="这是 k1：无偏，但可以为负、方差大；这里要 k3。",
                en="This is k1: unbiased, but of either sign and of high variance; k3 is asked for.",
            ),
        ),
        "k2": (
            d**2 / 2,
            Text(
                zh="这是 k2（差的平方的一半）；这里要 k3。",
                en="This is k2, half the square; k3 is asked for.",
            ),
        ),
        "reversed": (
            torch.expm1(-d) + d,
            Text(
                zh="比率反了：是 pi_ref / pi_theta，即 exp(ref_log_probs - log_probs)。",
                en="The ratio is upside down: it is pi_ref / pi_theta, exp(ref_log_probs - log_probs).",
            ),
        ),
        "plus_the_log": (
            d.exp() + d - 1,
            Text(
                zh="log 比率应减去，而不是加上。", en="The log-ratio must be subtracted, not added."
            ),
        ),
        "without_minus_one": (
            d.exp() - d,
            Text(
                zh="少了减 1：两者相同时 k3 为 0。",
                en="The minus 1 is missing: k3 is 0 where both agree.",
            ),
        ),
    }


def loss_slips(
    log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04
) -> Slips:
    """Slips of `grpo_loss`."""
    mine, old, ref = (torch.where(mask, x, 0.0) for x in (log_probs, old_log_probs, ref_log_probs))
    weight = advantages.unsqueeze(1)
    ratio, k3 = (mine - old).exp(), kl_k3(mine, ref)
    gain = surrogate(ratio, advantages, clip)
    tokens = beta * k3 - gain
    inside = ratio.clamp(1 - clip, 1 + clip) * weight
    total = torch.where(mask, tokens, 0.0).sum()

    def with_gain(other: Tensor) -> Tensor:
        return per_response(beta * k3 - other, mask).mean()

    def with_kl(other: Tensor) -> Tensor:
        return per_response(other - gain, mask).mean()

    sequence = per_response(mine - old, mask).exp().unsqueeze(1)
    return {
        "token_level": (
            total / mask.sum(),
            Text(
                zh="除以了所有回答的 token 总数：那是 DAPO 的 token 级损失；这里先在每个回答内平均，再对回答平均。",
                en="Divided by the number of all tokens: that is DAPO's token-level loss; average within each response first, then over responses.",
            ),
        ),
        "padded_length": (
            total / mask.numel(),
            Text(
                zh="除以了填充后的长度 T：应除以每个回答自己的 token 数。",
                en="Divided by the padded length T: divide by each response's own number of tokens.",
            ),
        ),
        "summed_tokens": (
            total / len(mask),
            Text(
                zh="回答内部求了和：应除以它自己的 token 数。",
                en="Summed within a response: divide by its own number of tokens.",
            ),
        ),
        "summed": (
            per_response(tokens, mask).sum(),
            Text(zh="对回答求了和：应求平均。", en="Summed over the responses: take the mean."),
        ),
        "mask_ignored": (
            tokens.mean(),
            Text(zh="mask 没有用到。", en="The mask is not used."),
        ),
        "sign": (
            -per_response(tokens, mask).mean(),
            Text(
                zh="符号反了：返回要最小化的 -J。",
                en="The sign is flipped: return -J, to minimise.",
            ),
        ),
        "kl_subtracted": (
            with_kl(-beta * k3),
            Text(
                zh="KL 的符号反了：它是惩罚，在损失里要加上。",
                en="The KL's sign is flipped: it is a penalty, so the loss adds it.",
            ),
        ),
        "kl_missing": (
            with_kl(0 * k3),
            Text(zh="少了 KL 项。", en="The KL term is missing."),
        ),
        "beta_missing": (
            with_kl(k3),
            Text(zh="KL 没有乘 beta。", en="The KL is not multiplied by beta."),
        ),
        "kl_reversed": (
            with_kl(beta * kl_k3(ref, mine)),
            Text(
                zh="KL 的比率反了：kl_k3(log_probs, ref_log_probs)。",
                en="The KL's ratio is upside down: kl_k3(log_probs, ref_log_probs).",
            ),
        ),
        "kl_to_the_old": (
            with_kl(beta * kl_k3(mine, old)),
            Text(
                zh="KL 是对旧策略算的：应对参考模型。",
                en="The KL is taken to the old policy: it belongs to the reference model.",
            ),
        ),
        "not_clipped": (
            with_gain(ratio * weight),
            Text(zh="没有裁剪。", en="Nothing is clipped."),
        ),
        "no_minimum": (
            with_gain(inside),
            Text(
                zh="只用了裁剪后的一项，少了 min：往坏的方向走远的 token 也不再有梯度。",
                en="Only the clipped term is used and the min is missing: tokens that went far the wrong way get no gradient.",
            ),
        ),
        "maximum": (
            with_gain(torch.maximum(ratio * weight, inside)),
            Text(
                zh="取了 max：目标里应取 min。", en="The max was taken: the objective has the min."
            ),
        ),
        "ratios_compared": (
            with_gain(torch.minimum(ratio, ratio.clamp(1 - clip, 1 + clip)) * weight),
            Text(
                zh="min 比较了两个比率：应比较乘过优势的两项，优势为负时结果不同。",
                en="The min compares the two ratios: compare the products with the advantage, which differ where it is negative.",
            ),
        ),
        "ratio_inverted": (
            with_gain(surrogate((old - mine).exp(), advantages, clip)),
            Text(
                zh="比率反了：当前策略除以旧策略。",
                en="The ratio is upside down: current policy over old policy.",
            ),
        ),
        "ratio_to_the_reference": (
            with_gain(surrogate((mine - ref).exp(), advantages, clip)),
            Text(
                zh="比率用了参考模型：分母是采样时的旧策略。",
                en="The ratio uses the reference: its denominator is the policy that sampled.",
            ),
        ),
        "ratio_missing": (
            with_gain(mine * weight),
            Text(
                zh="用了 log 概率乘优势（REINFORCE）：这里要比率。",
                en="Log-probability times advantage (REINFORCE) was used: a ratio is asked for.",
            ),
        ),
        "sequence_ratio": (
            with_gain(surrogate(sequence.expand_as(ratio), advantages, clip)),
            Text(
                zh="比率是序列级的：那是 GSPO；GRPO 每个 token 有自己的比率。",
                en="The ratio is the sequence's: that is GSPO; in GRPO each token has its own.",
            ),
        ),
    }
