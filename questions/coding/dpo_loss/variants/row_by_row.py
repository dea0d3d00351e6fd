# aigc-quiz: dpo_loss
# what: the tokens that count are picked row by row; logaddexp for the loss
import torch


def sequence_log_probs(logits, labels, mask):
    rows = []
    for scores, tokens, counts in zip(logits, labels, mask, strict=True):
        places = [t for t in counts.nonzero().flatten().tolist() if t > 0]
        if not places:
            rows.append(scores.new_zeros(()))
            continue
        before = scores[[t - 1 for t in places]]
        picked = before[range(len(places)), tokens[places]]
        rows.append((picked - torch.logsumexp(before, 1)).sum())
    return torch.stack(rows)


def dpo_loss(policy_chosen, policy_rejected, ref_chosen, ref_rejected, beta=0.1):
    log_ratios = torch.stack([policy_chosen - ref_chosen, policy_rejected - ref_rejected])
    chosen, rejected = beta * log_ratios
    loss = torch.logaddexp(torch.zeros_like(chosen), rejected - chosen).sum() / len(chosen)
    return loss, *(beta * log_ratios.detach()).unbind()
