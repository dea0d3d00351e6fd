# aigc-quiz: grpo_loss
"""Group relative policy optimization (Shao et al. 2024, DeepSeekMath, equations 3 and 4)."""

import torch
from torch import Tensor


def group_advantages(rewards: Tensor, eps: float = 1e-4) -> Tensor:
    """Normalise rewards within each group: (Q, G), one prompt a row -> (Q, G)."""
    mean = rewards.mean(dim=1, keepdim=True)
    std = rewards.std(dim=1, correction=0, keepdim=True)  # 0 for a group of one, not NaN
    return (rewards - mean) / (std + eps)


def kl_k3(log_probs: Tensor, ref_log_probs: Tensor) -> Tensor:
    """Estimate KL(policy || reference) at each token, never below 0 (equation 4)."""
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
    """Return the loss, a scalar: a mean within each response, then over responses.

    Args:
        log_probs: (N, T), of the tokens under the current policy.
        old_log_probs: (N, T), under the policy that sampled them.
        ref_log_probs: (N, T), under the reference model.
        advantages: (N,), one for all tokens of a response.
        mask: (N, T), boolean; True = the token belongs to the response.
        clip: How far the ratio counts.
        beta: Weight of the KL.
    """
    # Before any exp: what overflows in the padding would come back as NaN in the gradient.
    log_probs, old_log_probs, ref_log_probs = (
        x.masked_fill(~mask, 0.0) for x in (log_probs, old_log_probs, ref_log_probs)
    )
    advantages = advantages.unsqueeze(1)  # (N, 1)
    ratio = torch.exp(log_probs - old_log_probs)  # (N, T)
    clipped = ratio.clamp(1 - clip, 1 + clip)
    surrogate = torch.minimum(ratio * advantages, clipped * advantages)
    token_losses = beta * kl_k3(log_probs, ref_log_probs) - surrogate
    lengths = mask.sum(dim=1).clamp(min=1)
    return (token_losses.masked_fill(~mask, 0.0).sum(dim=1) / lengths).mean()
