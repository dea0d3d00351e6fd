# aigc-quiz: dpo_loss
# what: cross_entropy with an ignored label, softplus for the loss
import torch
import torch.nn.functional as F


def sequence_log_probs(logits, labels, mask):
    target = torch.where(mask, labels, -100)[:, 1:]
    scores = logits[:, :-1].transpose(1, 2)
    return -F.cross_entropy(scores, target, ignore_index=-100, reduction="none").sum(1)


def dpo_loss(policy_chosen, policy_rejected, ref_chosen, ref_rejected, beta=0.1):
    with torch.no_grad():
        rewards = [
            beta * (policy - reference)
            for policy, reference in (
                (policy_chosen, ref_chosen),
                (policy_rejected, ref_rejected),
            )
        ]
    policy, reference = policy_chosen - policy_rejected, ref_chosen - ref_rejected
    loss = torch.mean(F.softplus(beta * (reference - policy)))
    return loss, *rewards
