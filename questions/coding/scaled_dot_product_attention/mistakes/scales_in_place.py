# aigc-quiz: scaled_dot_product_attention
# fails: inputs_unchanged
# what: q is divided in place, so the caller's tensor changes
import math

import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    if q.requires_grad:
        q = q / math.sqrt(q.size(-1))
    else:
        q /= math.sqrt(q.size(-1))
    scores = q @ k.transpose(-2, -1)
    if mask is None:
        return torch.softmax(scores, dim=-1) @ v
    scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    weights = torch.softmax(scores, dim=-1)
    return weights.masked_fill(~mask, 0.0) @ v
