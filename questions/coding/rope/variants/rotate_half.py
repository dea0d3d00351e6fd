# aigc-quiz: rope
# what: x * cos + partner * sin with full-width tables, as model code has it
import torch


def partner_of(x, interleaved):
    if interleaved:
        return torch.stack((-x[..., 1::2], x[..., ::2]), dim=-1).reshape(x.shape)
    half = x.shape[-1] // 2
    return torch.cat((-x[..., half:], x[..., :half]), dim=-1)


def rope(x, positions, base=10000.0, *, interleaved=False):
    precision = torch.float64 if x.dtype == torch.float64 else torch.float32
    dim = x.shape[-1]
    exponents = torch.arange(0, dim, 2, dtype=precision, device=x.device) / dim
    angles = positions[..., :, None].to(precision) * (1.0 / base**exponents)
    if interleaved:
        angles = torch.repeat_interleave(angles, 2, dim=-1)
    else:
        angles = torch.cat((angles, angles), dim=-1)
    h = x.to(precision)
    return (h * torch.cos(angles) + partner_of(h, interleaved) * torch.sin(angles)).type_as(x)
