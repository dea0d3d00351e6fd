# aigc-quiz: scaled_dot_product_attention
"""Scaled dot-product attention (Vaswani et al. 2017, equation 1)."""

import math

import torch


def scaled_dot_product_attention(
    q: torch.Tensor,
    k: torch.Tensor,
    v: torch.Tensor,
    mask: torch.Tensor | None = None,
) -> torch.Tensor:
    """Attention of queries to keys; a query that may attend to nothing gets zeros.

    Args:
        q: (..., Lq, d).
        k: (..., Lk, d).
        v: (..., Lk, dv).
        mask: Boolean, broadcasts to (..., Lq, Lk); True = may attend.

    Returns:
        (..., Lq, dv) in the dtype of q.
    """
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))  # (..., Lq, Lk)
    if mask is None:
        return torch.softmax(scores, dim=-1) @ v
    # The lowest finite number rather than -inf: a fully masked row must not become 0 / 0.
    scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    weights = torch.softmax(scores, dim=-1)  # (..., Lq, Lk), each row sums to 1
    return weights.masked_fill(~mask, 0.0) @ v
