# aigc-quiz: scaled_dot_product_attention
# fails: float64
# what: everything is computed in float32, so float64 loses its precision
import math

import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    dtype = q.dtype
    q, k, v = q.float(), k.float(), v.float()
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))
    if mask is None:
        return (torch.softmax(scores, dim=-1) @ v).to(dtype)
    scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    weights = torch.softmax(scores, dim=-1)
    return (weights.masked_fill(~mask, 0.0) @ v).to(dtype)
