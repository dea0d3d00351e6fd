# aigc-quiz: scaled_dot_product_attention
# fails: bfloat16
# what: computes in float32 and forgets to return to the dtype of q
import math

import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    scores = q.float() @ k.float().transpose(-2, -1) / math.sqrt(q.size(-1))
    if q.dtype == torch.float64:
        scores = q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))
    v = v.to(scores.dtype)
    if mask is None:
        return torch.softmax(scores, dim=-1) @ v
    scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    weights = torch.softmax(scores, dim=-1)
    return weights.masked_fill(~mask, 0.0) @ v
