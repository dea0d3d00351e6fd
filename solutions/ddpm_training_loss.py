# aigc-quiz: ddpm_training_loss
"""The forward process and the simple training loss of DDPM (Ho et al. 2020)."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor


def linear_betas(steps: int, first: float = 1e-4, last: float = 0.02) -> Tensor:
    """Variances of the forward steps, evenly spaced from first to last: (steps,) float32."""
    return torch.linspace(first, last, steps, dtype=torch.float32)


def cumulative_alphas(betas: Tensor) -> Tensor:
    """Return alpha_bar_t, the product of (1 - beta_s) over s <= t: (T,) -> (T,)."""
    return torch.cumprod(1 - betas, dim=0)


def q_sample(x0: Tensor, t: Tensor, eps: Tensor, alphas_bar: Tensor) -> Tensor:
    """Noise x0 to time t in one step (equation 4).

    Args:
        x0: (B, ...).
        t: (B,) int64, counted from 0.
        eps: (B, ...), standard normal noise.
        alphas_bar: (T,).

    Returns:
        x_t, (B, ...).
    """
    # One number a sample: (B,) -> (B, 1, ..., 1), so that it multiplies all of that sample.
    alpha_bar = alphas_bar[t].reshape(-1, *[1] * (x0.dim() - 1))
    return alpha_bar.sqrt() * x0 + (1 - alpha_bar).sqrt() * eps


def training_loss(
    model: Callable[[Tensor, Tensor], Tensor],
    x0: Tensor,
    t: Tensor,
    eps: Tensor,
    alphas_bar: Tensor,
) -> Tensor:
    """Mean squared error of the predicted noise over all elements (equation 14), a scalar."""
    x_t = q_sample(x0, t, eps, alphas_bar)
    return F.mse_loss(model(x_t, t), eps)
