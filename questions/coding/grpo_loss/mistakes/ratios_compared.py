# aigc-quiz: grpo_loss
# fails: clipping
# what: the min of the two ratios, then times the advantage
import torch
from torch import Tensor


def group_advantages(rewards: Tensor, eps: float = 1e-4) -> Tensor:
    mean = rewards.mean(dim=1, keepdim=True)
    std = rewards.std(dim=1, correction=0, keepdim=True)
    return (rewards - mean) / (std + eps)


def kl_k3(log_probs: Tensor, ref_log_probs: Tensor) -> Tensor:
    log_ratio = ref_log_probs - log_probs
    return torch.exp(log_ratio) - log_ratio - 1


def grpo_loss(
    log_probs: Tensor,
    old_log_probs: Tensor,
    ref_log_probs: Tensor,
    advantages: Tensor,
    mask: Tensor,
    clip: float = 0.2,
    beta: float = 0.04,
) -> Tensor:
    log_probs, old_log_probs, ref_log_probs = (
        x.masked_fill(~mask, 0.0) for x in (log_probs, old_log_probs, ref_log_probs)
    )
    advantages = advantages.unsqueeze(1)
    ratio = torch.exp(log_probs - old_log_probs)
    clipped = ratio.clamp(1 - clip, 1 + clip)
    surrogate = torch.minimum(ratio, clipped) * advantages
    token_losses = beta * kl_k3(log_probs, ref_log_probs) - surrogate
    lengths = mask.sum(dim=1).clamp(min=1)
    return (token_losses.masked_fill(~mask, 0.0).sum(dim=1) / lengths).mean()
