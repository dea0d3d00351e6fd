# aigc-quiz: dpo_loss
# fails: loss
# what: beta stands before the logsigmoid
import torch
import torch.nn.functional as F
from torch import Tensor


def sequence_log_probs(logits: Tensor, labels: Tensor, mask: Tensor) -> Tensor:
    mask = mask[:, 1:]
    labels = labels[:, 1:].masked_fill(~mask, 0)
    log_probs = torch.log_softmax(logits[:, :-1], dim=-1)
    token_log_probs = log_probs.gather(-1, labels.unsqueeze(-1)).squeeze(-1)
    return token_log_probs.masked_fill(~mask, 0.0).sum(dim=-1)


def dpo_loss(
    policy_chosen: Tensor,
    policy_rejected: Tensor,
    ref_chosen: Tensor,
    ref_rejected: Tensor,
    beta: float = 0.1,
) -> tuple[Tensor, Tensor, Tensor]:
    chosen_rewards = beta * (policy_chosen - ref_chosen)
    rejected_rewards = beta * (policy_rejected - ref_rejected)
    margin = policy_chosen - ref_chosen - (policy_rejected - ref_rejected)
    loss = -beta * F.logsigmoid(margin).mean()
    return loss, chosen_rewards.detach(), rejected_rewards.detach()
