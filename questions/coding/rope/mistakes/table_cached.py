# aigc-quiz: rope
# fails: base
# what: the table is cached by d alone, so another base gets the first one's frequencies
import torch

FREQUENCIES = {}


def rope(x, positions, base=10000.0, *, interleaved=False):
    wide = torch.promote_types(x.dtype, torch.float32)
    d = x.shape[-1]
    if d not in FREQUENCIES:
        FREQUENCIES[d] = base ** (-torch.arange(0, d, 2, dtype=torch.float64) / d)
    angle = positions[..., None].to(wide) * FREQUENCIES[d].to(x.device, wide)
    turn = torch.polar(torch.ones_like(angle), angle)
    h = x.to(wide)
    if interleaved:
        pairs = torch.view_as_complex(h.unflatten(-1, (-1, 2)).contiguous()) * turn
        return torch.view_as_real(pairs).flatten(-2).to(x.dtype)
    pairs = torch.complex(*h.chunk(2, dim=-1)) * turn
    return torch.cat([pairs.real, pairs.imag], dim=-1).to(x.dtype)
