# aigc-quiz: clip_infonce
"""The symmetric contrastive loss of CLIP (Radford et al. 2021, figure 3 and section 2.5)."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def initial_log_scale(temperature: float = 0.07) -> nn.Parameter:
    """The learnable logarithm of 1 / temperature: as a logarithm the factor stays positive."""
    return nn.Parameter(torch.tensor(math.log(1 / temperature)))


def clip_logits(image: Tensor, text: Tensor, log_scale: Tensor) -> Tensor:
    """Cosine similarities times the factor: (N, d), (M, d) -> (N, M)."""
    cosine = F.normalize(image, dim=-1) @ F.normalize(text, dim=-1).T
    return log_scale.exp() * cosine


def clip_loss(image: Tensor, text: Tensor, log_scale: Tensor) -> Tensor:
    """The mean of both directions' cross-entropies, a scalar; the pairs lie on the diagonal."""
    logits = clip_logits(image, text, log_scale)  # (N, N)
    labels = torch.arange(len(logits), device=logits.device)
    return (F.cross_entropy(logits, labels) + F.cross_entropy(logits.T, labels)) / 2


@torch.no_grad()
def clamp_log_scale(log_scale: nn.Parameter, largest: float = 100.0) -> None:
    """Keep the factor at most `largest`, in place; called after each optimizer step."""
    log_scale.clamp_(max=math.log(largest))
