# aigc-quiz: grpo_loss
# what: one response after the other, only the tokens that count
import torch


def group_advantages(rewards, eps=1e-4):
    rows = []
    for row in rewards:
        centred = row - sum(row) / len(row)
        rows.append(centred / (torch.sqrt(torch.mean(centred * centred)) + eps))
    return torch.stack(rows)


def kl_k3(log_probs, ref_log_probs):
    return torch.expm1(ref_log_probs - log_probs) + log_probs - ref_log_probs


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    total = log_probs.new_zeros(())
    for i, counts in enumerate(mask):
        if not counts.any():
            continue
        mine = log_probs[i][counts]
        ratio = (mine - old_log_probs[i][counts]).exp()
        if advantages[i] >= 0:
            gain = advantages[i] * ratio.clamp(max=1 + clip)
        else:
            gain = advantages[i] * ratio.clamp(min=1 - clip)
        total = total + (beta * kl_k3(mine, ref_log_probs[i][counts]) - gain).mean()
    return total / len(mask)
