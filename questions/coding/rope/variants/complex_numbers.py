# aigc-quiz: rope
# what: multiplies complex numbers by unit ones, always in double precision
import math

import torch


def rope(x, positions, base=10000.0, *, interleaved=False):
    d = x.shape[-1]
    i = torch.arange(d // 2, dtype=torch.float64, device=x.device)
    theta = torch.exp(i * (-2 * math.log(base) / d))
    angle = positions.unsqueeze(-1).double() * theta
    turn = torch.polar(torch.ones_like(angle), angle)
    axis = -1 if interleaved else -2
    shape = (d // 2, 2) if interleaved else (2, d // 2)
    pairs = x.double().unflatten(-1, shape).movedim(axis, -1).contiguous()
    turned = torch.view_as_real(torch.view_as_complex(pairs) * turn)
    return turned.movedim(-1, axis).flatten(-2).to(x.dtype)
