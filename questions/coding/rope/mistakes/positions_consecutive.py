# aigc-quiz: rope
# fails: positions
# what: only the first position is read, the rest is counted on
import torch


def rope(x, positions, base=10000.0, *, interleaved=False):
    wide = torch.promote_types(x.dtype, torch.float32)
    d = x.shape[-1]
    freq = base ** (-torch.arange(0, d, 2, device=x.device, dtype=wide) / d)
    start = positions[..., :1].to(wide)
    count = torch.arange(x.shape[-2], device=x.device, dtype=wide)
    angle = (start + count)[..., None] * freq
    cos, sin = angle.cos(), angle.sin()
    h = x.to(wide)
    if interleaved:
        a, b = h[..., 0::2], h[..., 1::2]
    else:
        a, b = h[..., : d // 2], h[..., d // 2 :]
    first, second = a * cos - b * sin, a * sin + b * cos
    if interleaved:
        out = torch.stack([first, second], dim=-1).flatten(-2)
    else:
        out = torch.cat([first, second], dim=-1)
    return out.to(x.dtype)
