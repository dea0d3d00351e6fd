# aigc-quiz: rope
# fails: halves
# what: rotate_half for halves with a table that repeats each angle twice
import torch


def rope(x, positions, base=10000.0, *, interleaved=False):
    wide = torch.promote_types(x.dtype, torch.float32)
    d = x.shape[-1]
    freq = base ** (-torch.arange(0, d, 2, device=x.device, dtype=wide) / d)
    angle = (positions[..., None].to(wide) * freq).repeat_interleave(2, dim=-1)
    h = x.to(wide)
    if interleaved:
        partner = torch.stack([-h[..., 1::2], h[..., 0::2]], dim=-1).flatten(-2)
    else:
        partner = torch.cat([-h[..., d // 2 :], h[..., : d // 2]], dim=-1)
    return (h * angle.cos() + partner * angle.sin()).to(x.dtype)
