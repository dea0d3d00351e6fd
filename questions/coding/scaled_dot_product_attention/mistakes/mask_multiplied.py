# aigc-quiz: scaled_dot_product_attention
# fails: causal_mask
# what: masked scores are multiplied by 0, and exp(0) = 1 still gets weight
import math

import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))
    if mask is not None:
        scores = scores * mask
    return torch.softmax(scores, dim=-1) @ v
