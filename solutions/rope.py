# aigc-quiz: rope
"""Rotary position embedding (Su et al. 2021, equations 14, 15 and 34)."""

import torch


def rope(
    x: torch.Tensor,
    positions: torch.Tensor,
    base: float = 10000.0,
    *,
    interleaved: bool = False,
) -> torch.Tensor:
    """Turn each pair of features by an angle proportional to the token's position.

    Args:
        x: (..., L, d) with an even d: queries or keys.
        positions: int64, broadcasts to (..., L).
        base: Pair i turns by base ** (-2 i / d) for each position.
        interleaved: Pairs are (x[2i], x[2i + 1]) if true, else (x[i], x[i + d/2]).

    Returns:
        (..., L, d) in the dtype of x.
    """
    # Half precision can neither hold positions beyond 256 (bfloat16) nor their angles.
    wide = torch.promote_types(x.dtype, torch.float32)
    pair = torch.arange(x.size(-1) // 2, device=x.device, dtype=wide)
    angle = positions.to(wide).unsqueeze(-1) * base ** (-2 * pair / x.size(-1))  # (..., L, d/2)
    cos, sin = angle.cos(), angle.sin()
    if interleaved:
        a, b = x[..., 0::2].to(wide), x[..., 1::2].to(wide)
    else:
        a, b = x.to(wide).chunk(2, dim=-1)
    turned = a * cos - b * sin, a * sin + b * cos
    out = torch.stack(turned, dim=-1).flatten(-2) if interleaved else torch.cat(turned, dim=-1)
    return out.to(x.dtype)
