"""What RMSNorm gives, with its gradients in closed form, and what well-known slips give instead."""

from collections.abc import Mapping

import torch
from torch import Tensor

from aigc_quiz.grading import Text

Slips = Mapping[str, tuple[Tensor, Text]]


def rms_norm(x: Tensor, weight: Tensor, eps: float = 1e-6) -> Tensor:
    """In float64, then rounded once to the dtype of x."""
    return (x.double() / root(x, eps) * weight.double()).to(x.dtype)


def root(x: Tensor, eps: float) -> Tensor:
    """The root mean square of each vector in float64, by its length: (..., 1)."""
    length = torch.linalg.vector_norm(x.double(), dim=-1, keepdim=True)
    return (length**2 / x.size(-1) + eps).sqrt()


def gradients(x: Tensor, weight: Tensor, eps: float, cotangent: Tensor) -> tuple[Tensor, Tensor]:
    """What x and weight get for sum(output * cotangent), each in its own dtype."""
    wide, scaled = x.double(), cotangent.double() * weight.double()
    size = root(x, eps)
    along = (scaled * wide).mean(-1, keepdim=True)
    of_weight = (cotangent.double() * wide / size).reshape(-1, x.size(-1)).sum(0)
    return (scaled / size - wide * along / size**3).to(x.dtype), of_weight.to(weight.dtype)


def rounded_twice(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    """The norm rounded to the dtype of x before weight multiplies it, as LLaMA does."""
    return ((x.double() / root(x, eps)).to(x.dtype).double() * weight.double()).to(x.dtype)


def slips(x: Tensor, weight: Tensor, eps: float = 1e-6) -> Slips:
    """Slips that show in the values."""
    wide, w = x.double(), weight.double()
    size = root(x, eps)
    mean_square = wide.square().mean(-1, keepdim=True)
    centred = wide - wide.mean(-1, keepdim=True)
    wrong = {
        "layer_norm": (
            centred / root(centred, eps) * w,
            Text(
                zh="减了均值：那是 LayerNorm；RMSNorm 只除以均方根。",
                en="The mean is subtracted, which is LayerNorm: RMSNorm only divides by the root mean square.",
            ),
        ),
        "standard_deviation": (
            wide / root(centred, eps) * w,
            Text(
                zh="除的是标准差（方差先减了均值）：应是平方的平均。",
                en="You divide by the standard deviation, which subtracts the mean first: average the squares.",
            ),
        ),
        "sum_of_squares": (
            wide / (mean_square * x.size(-1) + eps).sqrt() * w,
            Text(
                zh="除的是平方和的根（向量长度）：平方要取平均，结果差了 sqrt(d) 倍。",
                en="You divide by the root of the sum of squares (the length): average them; the result is sqrt(d) too small.",
            ),
        ),
        "unbiased": (
            wide / (mean_square * x.size(-1) / max(x.size(-1) - 1, 1) + eps).sqrt() * w,
            Text(zh="除的是 d - 1：应除以 d。", en="You divide by d - 1: divide by d."),
        ),
        "no_root": (
            wide / (mean_square + eps) * w,
            Text(zh="少了平方根。", en="The square root is missing."),
        ),
        "multiplied": (
            wide * size * w,
            Text(
                zh="乘了均方根，应该除：rsqrt 才是倒数。",
                en="You multiply by the root mean square: divide, or use rsqrt.",
            ),
        ),
        "mean_absolute": (
            wide / (wide.abs().mean(-1, keepdim=True) + eps) * w,
            Text(
                zh="用了绝对值的平均：应是平方的平均再开根号。",
                en="You average absolute values: average squares and take the root.",
            ),
        ),
        "whole_tensor": (
            wide / (wide.square().mean() + eps).sqrt() * w,
            Text(
                zh="在整个张量上取了平均：每个向量各算各的，mean(dim=-1, keepdim=True)。",
                en="The mean runs over the whole tensor: each vector has its own, mean(dim=-1, keepdim=True).",
            ),
        ),
        "weight_missing": (
            wide / size,
            Text(zh="没有乘 weight。", en="weight is not used."),
        ),
        "weight_plus_one": (
            wide / size * (1 + w),
            Text(
                zh="乘的是 1 + weight（Gemma 的约定）；这里直接乘 weight。",
                en="You multiply by 1 + weight (Gemma's convention): multiply by weight as it is.",
            ),
        ),
        "eps_outside": (
            wide / (mean_square.sqrt() + eps) * w,
            Text(
                zh="eps 加在了根号外面：应加在均方上，再开根号。",
                en="eps is added outside the root: add it to the mean square, then take the root.",
            ),
        ),
        "eps_ignored": (
            rms_norm(wide, w, 1e-6),
            Text(
                zh="eps 写死成 1e-6 了：应使用参数 eps。",
                en="eps is fixed at 1e-6: use the argument eps.",
            ),
        ),
        "eps_squared": (
            rms_norm(wide, w, eps**2),
            Text(zh="根号里加的是 eps 的平方。", en="The square of eps is added inside the root."),
        ),
        "eps_as_floor": (
            wide / mean_square.clamp_min(eps).sqrt() * w,
            Text(
                zh="eps 被当成了下限（clamp）：应相加。",
                en="eps is used as a floor (clamp): add it.",
            ),
        ),
    }
    return {label: (value.to(x.dtype), text) for label, (value, text) in wrong.items()}
