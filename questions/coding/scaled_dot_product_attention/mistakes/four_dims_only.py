# aigc-quiz: scaled_dot_product_attention
# fails: leading_dims
# what: the axes are counted from the front, so only (B, H, L, d) works
import math

import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    scores = q @ k.transpose(2, 3) / math.sqrt(q.size(3))
    if mask is None:
        return torch.softmax(scores, dim=-1) @ v
    scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    weights = torch.softmax(scores, dim=-1)
    return weights.masked_fill(~mask, 0.0) @ v
