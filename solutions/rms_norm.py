# aigc-quiz: rms_norm
"""Root mean square layer normalization (Zhang & Sennrich 2019, equation 4)."""

import torch


def rms_norm(x: torch.Tensor, weight: torch.Tensor, eps: float = 1e-6) -> torch.Tensor:
    """Divide each vector by its root mean square and scale each feature.

    Args:
        x: (..., d).
        weight: (d,), of the dtype of x, or float32.
        eps: Added to the mean square, inside the root.

    Returns:
        (..., d) in the dtype of x; float16 and bfloat16 are computed in float32 and rounded once.
    """
    wide = x.to(torch.promote_types(x.dtype, torch.float32))  # a float64 stays float64
    mean_square = wide.square().mean(dim=-1, keepdim=True)  # (..., 1)
    return (wide * torch.rsqrt(mean_square + eps) * weight).to(x.dtype)
