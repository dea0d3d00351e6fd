# aigc-quiz: scaled_dot_product_attention
# what: the softmax by hand: subtract the maximum, exponentiate, mask, divide
import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    q = q / q.shape[-1] ** 0.5
    scores = torch.matmul(q, k.mT)
    if mask is not None:
        scores = scores.masked_fill(mask.logical_not(), -1e30)
    peak = scores.amax(dim=-1, keepdim=True).detach()
    numerator = torch.exp(scores - peak)
    if mask is not None:
        numerator = numerator * mask
    total = numerator.sum(dim=-1, keepdim=True)
    weights = numerator / torch.where(total == 0, torch.ones_like(total), total)
    return torch.matmul(weights, v)
