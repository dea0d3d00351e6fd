# aigc-quiz: scaled_dot_product_attention
# fails: values
# what: the softmax runs over the queries (dim=-2), so columns sum to 1 instead of rows
import math

import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))
    if mask is None:
        return torch.softmax(scores, dim=-2) @ v
    scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    weights = torch.softmax(scores, dim=-2)
    return weights.masked_fill(~mask, 0.0) @ v
