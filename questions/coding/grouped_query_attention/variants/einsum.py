# aigc-quiz: grouped_query_attention
# what: heads stay behind the length, five-dimensional einsum, an additive mask
import torch
from torch import nn


class GroupedQueryAttention(nn.Module):
    def __init__(self, d_model, n_heads, n_kv_heads):
        super().__init__()
        if d_model % n_heads:
            raise ValueError(f"d_model {d_model} is no multiple of n_heads {n_heads}")
        if n_heads % n_kv_heads:
            raise ValueError(f"n_heads {n_heads} is no multiple of n_kv_heads {n_kv_heads}")
        width = d_model // n_heads
        self.queries = (n_kv_heads, n_heads // n_kv_heads, width)
        self.keys = (n_kv_heads, width)
        self.q_proj = nn.Linear(d_model, d_model, bias=False)
        self.k_proj = nn.Linear(d_model, n_kv_heads * width, bias=False)
        self.v_proj = nn.Linear(d_model, n_kv_heads * width, bias=False)
        self.o_proj = nn.Linear(d_model, d_model, bias=False)

    def forward(self, x, keep=None):
        q = self.q_proj(x).unflatten(-1, self.queries) * self.keys[-1] ** -0.5
        k = self.k_proj(x).unflatten(-1, self.keys)
        v = self.v_proj(x).unflatten(-1, self.keys)
        place = torch.arange(x.shape[1], device=x.device)
        hidden = (place[:, None] < place).expand(x.shape[0], -1, -1)
        if keep is not None:
            hidden = hidden | ~keep.unsqueeze(1)
        hidden = hidden[:, None, None]
        scores = torch.einsum("bigjd,bkgd->bgjik", q, k)
        scores = scores + torch.zeros_like(scores).masked_fill(hidden, -1e9)
        weights = torch.softmax(scores.double(), -1).to(v.dtype)
        weights = torch.where(hidden, torch.zeros_like(weights), weights)
        return self.o_proj(torch.einsum("bgjik,bkgd->bigjd", weights, v).flatten(2))
