# aigc-quiz: grpo_loss
# what: torch.where on the differences' inputs, einsum over a matrix of weights
import torch


def group_advantages(rewards, eps=1e-4):
    second = rewards.shape[1]
    ones = torch.ones(second, second, dtype=rewards.dtype) / second
    centred = rewards - rewards @ ones
    return centred / (centred.square().mean(1, True) ** 0.5 + eps)


def kl_k3(log_probs, ref_log_probs):
    inverse = (ref_log_probs - log_probs).exp()
    return inverse - 1 - (ref_log_probs - log_probs)


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    nothing = torch.zeros_like(log_probs)
    new = torch.where(mask, log_probs, nothing)
    old = torch.where(mask, old_log_probs, nothing)
    ref = torch.where(mask, ref_log_probs, nothing)
    weights = mask.to(log_probs.dtype)
    weights = weights / weights.sum(1, keepdim=True).clamp(min=1) / len(mask)
    ratio = (new - old).exp()
    terms = torch.stack([ratio, ratio.clamp(1 - clip, 1 + clip)]) * advantages[:, None]
    objective = terms.amin(0) - beta * kl_k3(new, ref)
    return -torch.einsum("nt,nt->", weights, objective)
