# aigc-quiz: grouped_query_attention
"""Grouped-query attention (Ainslie et al. 2023): several query heads share one key and value head."""

import torch
from torch import Tensor, nn


class GroupedQueryAttention(nn.Module):
    """Causal self-attention whose query heads share key and value heads in groups.

    Args:
        d_model: Width of the input and the output.
        n_heads: Query heads; divides d_model.
        n_kv_heads: Key and value heads; divides n_heads (n_heads: multi-head, 1: multi-query).

    Raises:
        ValueError: n_heads does not divide d_model, or n_kv_heads does not divide n_heads.
    """

    def __init__(self, d_model: int, n_heads: int, n_kv_heads: int) -> None:
        super().__init__()
        if d_model % n_heads or n_heads % n_kv_heads:
            raise ValueError("n_heads must divide d_model, and n_kv_heads must divide n_heads")
        self.n_kv_heads = n_kv_heads
        self.d_head = d_model // n_heads
        self.q_proj = nn.Linear(d_model, d_model, bias=False)
        self.k_proj = nn.Linear(d_model, n_kv_heads * self.d_head, bias=False)
        self.v_proj = nn.Linear(d_model, n_kv_heads * self.d_head, bias=False)
        self.o_proj = nn.Linear(d_model, d_model, bias=False)

    def forward(self, x: Tensor, keep: Tensor | None = None) -> Tensor:
        """Attend: (B, L, d_model) -> (B, L, d_model); keep is (B, L), True for real tokens."""
        batch, length, _ = x.shape
        # Query head h = g * group + j belongs to key head g: (B, n_kv_heads, group, L, d_head).
        q = self.q_proj(x).view(batch, length, self.n_kv_heads, -1, self.d_head)
        q = q.permute(0, 2, 3, 1, 4)
        k, v = (
            project(x).view(batch, length, self.n_kv_heads, 1, self.d_head).permute(0, 2, 3, 1, 4)
            for project in (self.k_proj, self.v_proj)
        )
        visible = torch.ones(length, length, dtype=torch.bool, device=x.device).tril()
        if keep is not None:
            visible = visible & keep[:, None, None, None, :]  # (B, 1, 1, L, L)
        scores = q @ k.transpose(-2, -1) / self.d_head**0.5  # one key head serves its whole group
        scores = scores.masked_fill(~visible, torch.finfo(scores.dtype).min)
        weights = scores.softmax(-1).masked_fill(~visible, 0.0)  # a row that sees nothing is zero
        out = (weights @ v).permute(0, 3, 1, 2, 4).reshape(batch, length, -1)
        return self.o_proj(out)
