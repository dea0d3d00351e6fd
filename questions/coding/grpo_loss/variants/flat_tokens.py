# aigc-quiz: grpo_loss
# what: all tokens in one flat list, each weighted by 1 / (N |o_i|)
import torch


def group_advantages(rewards, eps=1e-4):
    variance, mean = torch.var_mean(rewards, dim=-1, unbiased=False, keepdim=True)
    return (rewards - mean).div(variance.sqrt() + eps)


def kl_k3(log_probs, ref_log_probs):
    log_ratio = log_probs - ref_log_probs
    return log_ratio + torch.exp(-log_ratio) - 1


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    row, _ = mask.nonzero(as_tuple=True)
    new, old, ref = log_probs[mask], old_log_probs[mask], ref_log_probs[mask]
    advantage = advantages[row]
    ratio = torch.exp(new - old)
    bounded = torch.clip(ratio, 1 - clip, 1 + clip)
    policy = torch.max(-advantage * ratio, -advantage * bounded)
    losses = policy + beta * kl_k3(new, ref)
    return torch.sum(losses / mask.sum(1)[row]) / mask.size(0)
