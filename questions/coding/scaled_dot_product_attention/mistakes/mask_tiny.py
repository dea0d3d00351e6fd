# aigc-quiz: scaled_dot_product_attention
# fails: causal_mask
# what: the mask is added as -1e-9 instead of -1e9, which hides nothing
import math

import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))
    if mask is not None:
        scores = scores + (~mask) * -1e-9
    return torch.softmax(scores, dim=-1) @ v
