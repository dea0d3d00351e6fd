# aigc-quiz: ddpm_training_loss
import torch


def linear_betas(steps: int, first: float = 1e-4, last: float = 0.02) -> torch.Tensor:
    """等间距的噪声表，两端都包含 / Evenly spaced variances, both ends included.

    ->   (steps,) float32
    """
    raise NotImplementedError


def cumulative_alphas(betas: torch.Tensor) -> torch.Tensor:
    """(1 - beta) 的累积乘积 / The running product of (1 - beta).

    betas: (T,)   ->   alphas_bar: (T,)
    """
    raise NotImplementedError


def q_sample(
    x0: torch.Tensor, t: torch.Tensor, eps: torch.Tensor, alphas_bar: torch.Tensor
) -> torch.Tensor:
    """一步把 x0 加噪到时刻 t / Noise x0 to time t in one step.

    x0, eps: (B, ...)   t: (B,) int64, 0 .. T-1   alphas_bar: (T,)   ->   x_t: (B, ...)
    """
    raise NotImplementedError


def training_loss(
    model, x0: torch.Tensor, t: torch.Tensor, eps: torch.Tensor, alphas_bar: torch.Tensor
) -> torch.Tensor:
    """噪声预测的均方误差，在所有元素上平均 / Squared error of the predicted noise, mean over all elements.

    model(x_t, t) -> (B, ...)   x0, eps: (B, ...)   t: (B,)   alphas_bar: (T,)   ->   ()
    """
    raise NotImplementedError
