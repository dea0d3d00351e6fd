# aigc-quiz: rope
# what: builds the (d, d) rotation matrix of each position and multiplies by it
import torch


def rope(x, positions, base=10000.0, *, interleaved=False):
    wide = torch.promote_types(x.dtype, torch.float32)
    d = x.shape[-1]
    matrix = torch.zeros(*positions.shape, d, d, dtype=wide, device=x.device)
    for i in range(d // 2):
        a, b = (2 * i, 2 * i + 1) if interleaved else (i, i + d // 2)
        angle = positions.to(wide) * base ** (-2 * i / d)
        matrix[..., a, a] = matrix[..., b, b] = torch.cos(angle)
        matrix[..., b, a] = torch.sin(angle)
        matrix[..., a, b] = -torch.sin(angle)
    return torch.einsum("...ij,...j->...i", matrix, x.to(wide)).to(x.dtype)
