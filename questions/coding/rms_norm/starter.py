# aigc-quiz: rms_norm
import torch


def rms_norm(x: torch.Tensor, weight: torch.Tensor, eps: float = 1e-6) -> torch.Tensor:
    """均方根归一化 / RMSNorm: x / sqrt(mean(x^2) + eps) * weight.

    x: (..., d)   weight: (d,)   ->   (..., d)
    float16、bfloat16 在内部用 float32 计算，最后只舍入一次，输出的 dtype 与 x 相同。
    float16 and bfloat16 are computed in float32 and rounded once; the output has the dtype of x.
    """
    raise NotImplementedError
