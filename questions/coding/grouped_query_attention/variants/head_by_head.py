# aigc-quiz: grouped_query_attention
# what: a loop over query heads with slices of the projections
import torch
from torch import nn


class GroupedQueryAttention(nn.Module):
    def __init__(self, d_model, n_heads, n_kv_heads):
        super().__init__()
        if d_model % n_heads or n_heads % n_kv_heads:
            raise ValueError("bad numbers of heads")
        self.n_heads = n_heads
        self.d = d_model // n_heads
        self.group = n_heads // n_kv_heads
        for name, heads in (("q", n_heads), ("k", n_kv_heads), ("v", n_kv_heads), ("o", n_heads)):
            self.add_module(f"{name}_proj", nn.Linear(d_model, heads * self.d, bias=False))

    def forward(self, x, keep=None):
        queries, keys, values = self.q_proj(x), self.k_proj(x), self.v_proj(x)
        length = x.shape[1]
        visible = torch.tril(x.new_ones(length, length)).bool().unsqueeze(0)
        if keep is not None:
            visible = visible & keep.unsqueeze(1)
        outs = []
        for h in range(self.n_heads):
            mine = slice(h * self.d, (h + 1) * self.d)
            g = h // self.group
            shared = slice(g * self.d, (g + 1) * self.d)
            scores = torch.bmm(queries[..., mine], keys[..., shared].mT) / self.d**0.5
            top = scores.detach().masked_fill(~visible, -1e30).amax(-1, keepdim=True)
            numerators = torch.where(visible, scores - top, -1e30).exp() * visible
            total = numerators.sum(-1, keepdim=True)
            total = total.masked_fill(total == 0, 1.0)
            outs.append(torch.bmm(numerators / total, values[..., shared]))
        return self.o_proj(torch.cat(outs, dim=-1))
