# aigc-quiz: grouped_query_attention
import torch
from torch import nn


class GroupedQueryAttention(nn.Module):
    """因果的分组查询注意力 / Causal grouped-query attention.

    q_proj, o_proj: (d_model, d_model)   k_proj, v_proj: (n_kv_heads * d_head, d_model)
    无偏置；d_head = d_model / n_heads / no biases; d_head = d_model / n_heads
    查询头 h 使用第 h // (n_heads / n_kv_heads) 个键值头。
    Query head h uses key/value head h // (n_heads / n_kv_heads).
    """

    def __init__(self, d_model: int, n_heads: int, n_kv_heads: int) -> None:
        super().__init__()
        raise NotImplementedError

    def forward(self, x: torch.Tensor, keep: torch.Tensor | None = None) -> torch.Tensor:
        """x: (B, L, d_model)   keep: (B, L) 布尔，True 是真正的 token / True = real token."""
        raise NotImplementedError
