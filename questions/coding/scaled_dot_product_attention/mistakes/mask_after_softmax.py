# aigc-quiz: scaled_dot_product_attention
# fails: causal_mask
# what: the weights are zeroed after the softmax and not renormalised
import math

import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))
    weights = torch.softmax(scores, dim=-1)
    if mask is not None:
        weights = weights * mask
    return weights @ v
