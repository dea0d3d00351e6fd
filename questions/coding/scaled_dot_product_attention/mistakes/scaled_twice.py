# aigc-quiz: scaled_dot_product_attention
# fails: values
# what: q and the scores are both divided by sqrt(d)
import math

import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    scale = math.sqrt(q.size(-1))
    scores = (q / scale) @ k.transpose(-2, -1) / scale
    if mask is None:
        return torch.softmax(scores, dim=-1) @ v
    scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    weights = torch.softmax(scores, dim=-1)
    return weights.masked_fill(~mask, 0.0) @ v
