# aigc-quiz: dpo_loss
# what: one-hot labels, and a binary cross-entropy whose target is that chosen wins
import torch
import torch.nn.functional as F


def sequence_log_probs(logits, labels, mask):
    batch, length, vocabulary = logits.shape
    wanted = torch.zeros(batch, length - 1, vocabulary, dtype=torch.bool)
    rows, places = mask[:, 1:].nonzero(as_tuple=True)
    wanted[rows, places, labels[rows, places + 1]] = True
    return torch.where(wanted, logits[:, :-1].log_softmax(2), 0.0).sum((1, 2))


def dpo_loss(policy_chosen, policy_rejected, ref_chosen, ref_rejected, beta=0.1):
    chosen_rewards = (policy_chosen - ref_chosen) * beta
    rejected_rewards = (policy_rejected - ref_rejected) * beta
    z = chosen_rewards - rejected_rewards
    loss = F.binary_cross_entropy_with_logits(z, torch.ones_like(z))
    return loss, chosen_rewards.data, rejected_rewards.data
