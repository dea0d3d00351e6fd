# aigc-quiz: scaled_dot_product_attention
# what: einsum, an additive mask, and torch.where for rows that see nothing
import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    scores = torch.einsum("...id,...jd->...ij", q, k) * q.shape[-1] ** -0.5
    if mask is not None:
        lowest = torch.finfo(scores.dtype).min
        scores = torch.where(mask, scores, torch.full_like(scores, lowest))
    out = torch.einsum("...ij,...jd->...id", scores.softmax(-1), v)
    if mask is not None:
        sees_something = mask.any(dim=-1, keepdim=True)
        out = torch.where(sees_something, out, torch.zeros_like(out))
    return out
