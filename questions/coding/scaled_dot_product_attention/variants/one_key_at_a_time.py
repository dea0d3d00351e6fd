# aigc-quiz: scaled_dot_product_attention
# what: online softmax: one key after another with a running maximum, as in FlashAttention
import torch


def scaled_dot_product_attention(q, k, v, mask=None):
    dtype = q.dtype
    wide = torch.promote_types(dtype, torch.float32)
    q, k, v = q.to(wide), k.to(wide), v.to(wide)
    shape = torch.broadcast_shapes(q.shape[:-2], k.shape[:-2], v.shape[:-2])
    peak = torch.full((*shape, q.shape[-2], 1), -1e30, dtype=wide, device=q.device)
    total = torch.zeros_like(peak)
    out = torch.zeros((*shape, q.shape[-2], v.shape[-1]), dtype=wide, device=q.device)
    if mask is not None:
        mask = mask.expand(*shape, q.shape[-2], k.shape[-2])
    for j in range(k.shape[-2]):
        score = (q * k[..., j : j + 1, :]).sum(-1, keepdim=True) / q.shape[-1] ** 0.5
        allowed = torch.ones_like(score, dtype=torch.bool)
        if mask is not None:
            allowed = mask[..., j : j + 1]
        new_peak = torch.where(allowed, torch.maximum(peak, score), peak)
        shrink = torch.exp(peak - new_peak)
        weight = torch.where(allowed, torch.exp(torch.where(allowed, score - new_peak, 0.0)), 0.0)
        total = total * shrink + weight
        out = out * shrink + weight * v[..., j : j + 1, :]
        peak = new_peak
    return (out / torch.where(total == 0, torch.ones_like(total), total)).to(dtype)
