# aigc-quiz: dpo_loss
"""Direct preference optimization (Rafailov et al. 2023, equation 7)."""

import torch
import torch.nn.functional as F
from torch import Tensor


def sequence_log_probs(logits: Tensor, labels: Tensor, mask: Tensor) -> Tensor:
    """Sum the log-probabilities of the tokens of each response.

    Args:
        logits: (B, L, V); logits[:, t] predicts labels[:, t + 1].
        labels: (B, L), int64; any number where mask is False.
        mask: (B, L), boolean; True = the label belongs to the response.

    Returns:
        (B,).
    """
    mask = mask[:, 1:]  # nothing predicts token 0
    labels = labels[:, 1:].masked_fill(~mask, 0)  # -100 is no index
    log_probs = torch.log_softmax(logits[:, :-1], dim=-1)  # (B, L-1, V)
    token_log_probs = log_probs.gather(-1, labels.unsqueeze(-1)).squeeze(-1)  # (B, L-1)
    # Not times the mask: where token 0 is banned, -inf * 0 is NaN.
    return token_log_probs.masked_fill(~mask, 0.0).sum(dim=-1)


def dpo_loss(
    policy_chosen: Tensor,
    policy_rejected: Tensor,
    ref_chosen: Tensor,
    ref_rejected: Tensor,
    beta: float = 0.1,
) -> tuple[Tensor, Tensor, Tensor]:
    """Return the loss (), and the implicit rewards of chosen and rejected, (B,) each, detached.

    Args:
        policy_chosen: (B,), log-probability of each chosen response under the policy.
        policy_rejected: (B,), the same of the rejected responses.
        ref_chosen: (B,), under the frozen reference model.
        ref_rejected: (B,).
        beta: Strength of the tie to the reference.
    """
    chosen_rewards = beta * (policy_chosen - ref_chosen)
    rejected_rewards = beta * (policy_rejected - ref_rejected)
    loss = -F.logsigmoid(chosen_rewards - rejected_rewards).mean()
    return loss, chosen_rewards.detach(), rejected_rewards.detach()
