# aigc-quiz: classifier_free_guidance
"""Classifier-free guidance (Ho & Salimans 2022), with the scale of Imagen and diffusers."""

from collections.abc import Callable

import torch
from torch import Tensor


def _per_sample(values: Tensor, like: Tensor) -> Tensor:
    """(B,) -> (B, 1, ..., 1), so that each value belongs to all of its sample."""
    return values.reshape(-1, *[1] * (like.dim() - 1))


def drop_condition(cond: Tensor, null: Tensor, drop: Tensor) -> Tensor:
    """Give the null condition to the samples whose drop is True (algorithm 1): (B, ...)."""
    return torch.where(_per_sample(drop, cond), null, cond)


def guide(uncond: Tensor, cond: Tensor, scale: float | Tensor) -> Tensor:
    """Extrapolate: scale 0 gives uncond, 1 gives cond; the paper's w is scale - 1."""
    if isinstance(scale, Tensor):
        scale = _per_sample(scale, cond).to(cond.dtype)  # float32 would promote a bfloat16
    return uncond + scale * (cond - uncond)


def rescale(guided: Tensor, cond: Tensor, phi: float) -> Tensor:
    """Bring each sample's standard deviation back to that of cond (Lin et al. 2023, section 3.4)."""
    axes = tuple(range(1, cond.dim()))
    ratio = cond.std(dim=axes, keepdim=True) / guided.std(dim=axes, keepdim=True)
    return phi * (guided * ratio) + (1 - phi) * guided


def guided_prediction(
    model: Callable[[Tensor, Tensor, Tensor], Tensor],
    x: Tensor,
    t: Tensor,
    cond: Tensor,
    null: Tensor,
    scale: float | Tensor,
) -> Tensor:
    """The guided prediction from one call of the model with a batch of 2B."""
    conditions = torch.cat([null.expand_as(cond), cond])
    unconditional, conditional = model(torch.cat([x, x]), torch.cat([t, t]), conditions).chunk(2)
    return guide(unconditional, conditional, scale)
