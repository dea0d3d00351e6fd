# aigc-quiz: scaled_dot_product_attention
# fails: large_logits
# what: exp without subtracting the row's maximum overflows
import math

import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))
    weights = torch.exp(scores)
    if mask is not None:
        weights = weights * mask
    return weights / weights.sum(dim=-1, keepdim=True).clamp_min(1e-30) @ v
