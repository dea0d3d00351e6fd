# aigc-quiz: rope
# fails: inputs_unchanged
# what: at inference the result is written into x to save memory
import torch


def rope(x, positions, base=10000.0, *, interleaved=False):
    wide = torch.promote_types(x.dtype, torch.float32)
    d = x.shape[-1]
    freq = base ** (-torch.arange(0, d, 2, device=x.device, dtype=wide) / d)
    angle = positions[..., None].to(wide) * freq
    cos, sin = angle.cos(), angle.sin()
    first = slice(0, None, 2) if interleaved else slice(0, d // 2)
    second = slice(1, None, 2) if interleaved else slice(d // 2, None)
    a, b = x[..., first].to(wide), x[..., second].to(wide)
    out = x.clone() if x.requires_grad else x
    turned = (a * cos - b * sin).to(x.dtype), (a * sin + b * cos).to(x.dtype)
    out[..., first], out[..., second] = turned
    return out
