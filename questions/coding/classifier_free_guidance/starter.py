# aigc-quiz: classifier_free_guidance
import torch


def drop_condition(cond: torch.Tensor, null: torch.Tensor, drop: torch.Tensor) -> torch.Tensor:
    """drop 为 True 的样本换成空条件 / Give the null condition to samples whose drop is True.

    cond: (B, ...)   null: (...)   drop: (B,) bool   ->   (B, ...)
    """
    raise NotImplementedError


def guide(uncond: torch.Tensor, cond: torch.Tensor, scale: float | torch.Tensor) -> torch.Tensor:
    """从无条件预测向条件预测外推 / Extrapolate from the unconditional to the conditional prediction.

    uncond, cond: (B, ...)   scale: a number or (B,) float32   ->   (B, ...)
    """
    raise NotImplementedError


def rescale(guided: torch.Tensor, cond: torch.Tensor, phi: float) -> torch.Tensor:
    """把每个样本的标准差拉回条件预测的大小 / Bring each sample's standard deviation back to that of cond.

    guided, cond: (B, ...)   phi: 0 .. 1   ->   (B, ...)
    """
    raise NotImplementedError


def guided_prediction(
    model,
    x: torch.Tensor,
    t: torch.Tensor,
    cond: torch.Tensor,
    null: torch.Tensor,
    scale: float | torch.Tensor,
) -> torch.Tensor:
    """只调用一次模型的引导预测 / The guided prediction, with one call of the model.

    model(x, t, c) -> like x   x: (B, ...)   t: (B,) int64   cond: (B, ...)   null: (...)   ->   (B, ...)
    """
    raise NotImplementedError
