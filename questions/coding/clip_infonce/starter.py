# aigc-quiz: clip_infonce
import torch
from torch import nn


def initial_log_scale(temperature: float = 0.07) -> nn.Parameter:
    """可学习的对数倍数，0 维 float32 / The learnable logarithm of the factor, no dimensions, float32."""
    raise NotImplementedError


def clip_logits(image: torch.Tensor, text: torch.Tensor, log_scale: torch.Tensor) -> torch.Tensor:
    """余弦相似度乘以 exp(log_scale) / Cosine similarities times exp(log_scale).

    image: (N, d)   text: (M, d)   log_scale: ()   ->   (N, M)
    """
    raise NotImplementedError


def clip_loss(image: torch.Tensor, text: torch.Tensor, log_scale: torch.Tensor) -> torch.Tensor:
    """两个方向交叉熵的平均 / The mean of the cross-entropies of both directions.

    image, text: (N, d), row i of one belongs to row i of the other   log_scale: ()   ->   ()
    """
    raise NotImplementedError


def clamp_log_scale(log_scale: nn.Parameter, largest: float = 100.0) -> None:
    """原地限制倍数，在优化步之后调用 / Limit the factor in place, after an optimizer step."""
    raise NotImplementedError
