"""What attention gives, and what well-known slips give in its place."""

import torch
from torch import Tensor

from aigc_quiz.grading import Text

NAME = "scaled_dot_product_attention"
Slips = dict[str, tuple[Tensor, Text]]


def attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, *, scale: float | None = None
) -> Tensor:
    """softmax(q k^T / sqrt(d)) v in float64, then in the dtype of q; rows without a key are zero."""
    scores = q.double() @ k.double().mT * (q.size(-1) ** -0.5 if scale is None else scale)
    hidden = torch.zeros_like(scores, dtype=torch.bool) if mask is None else ~mask
    weights = scores.masked_fill(hidden, torch.finfo(scores.dtype).min).softmax(-1)
    return (weights.masked_fill(hidden, 0.0) @ v.double()).to(q.dtype)


def scaling(q: Tensor, k: Tensor, v: Tensor) -> Slips:
    """Slips that show without a mask."""
    d = q.size(-1)
    scores = q @ k.mT / d**0.5
    causal = torch.ones(q.size(-2), k.size(-2), dtype=torch.bool).tril()
    mixed = k.reshape(*k.shape[:-2], d, k.size(-2)).mT
    return {
        "no_scale": (
            attention(q, k, v, scale=1.0),
            Text(
                zh="分数大了 sqrt(d) 倍：忘了除以 sqrt(d)。",
                en="Your scores are sqrt(d) too large: they are not divided by sqrt(d).",
            ),
        ),
        "scale_by_d": (
            attention(q, k, v, scale=1 / d),
            Text(
                zh="分数小了 sqrt(d) 倍：除的是 d，或者除了两次；应除以 sqrt(d) 一次。",
                en="Your scores are sqrt(d) too small: divide by sqrt(d) once, not by d and not twice.",
            ),
        ),
        "scale_multiplied": (
            attention(q, k, v, scale=d**0.5),
            Text(
                zh="分数乘了 sqrt(d)，应该除。",
                en="The scores are multiplied by sqrt(d) instead of divided.",
            ),
        ),
        "scale_by_value_width": (
            attention(q, k, v, scale=v.size(-1) ** -0.5),
            Text(
                zh="缩放用了 v 的宽度；d 是 q 和 k 的最后一维。",
                en="The scale uses the width of v; d is the last dimension of q and k.",
            ),
        ),
        "softmax_over_queries": (
            scores.softmax(-2) @ v,
            Text(
                zh="softmax 沿查询方向（dim=-2）：应沿键的方向（dim=-1），让每一行的权重和为 1。",
                en="The softmax runs over the queries (dim=-2): it must run over the keys (dim=-1), so that each row sums to 1.",
            ),
        ),
        "causal_always": (
            attention(q, k, v, causal),
            Text(
                zh="没有给掩码却做了因果掩码：只应使用参数 mask。",
                en="A causal mask was applied although none was given: use only the argument mask.",
            ),
        ),
        "keys_reshaped": (
            attention(q, mixed, v),
            Text(
                zh="k 被 reshape 成 (d, Lk)，把不同键的数混在了一起：要转置，k.transpose(-2, -1)。",
                en="k was reshaped to (d, Lk), which mixes the numbers of different keys: transpose it, k.transpose(-2, -1).",
            ),
        ),
    }


def masking(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Slips:
    """Slips that show with a mask."""
    scores = q @ k.mT / q.size(-1) ** 0.5
    return {
        "mask_inverted": (
            attention(q, k, v, ~mask),
            Text(
                zh="掩码反了：True 表示可以注意。",
                en="The mask is inverted: True means may attend.",
            ),
        ),
        "mask_without_effect": (
            attention(q, k, v),
            Text(
                zh="掩码没有起作用：加上去的数太小（-1e-9 还是 -1e9？），或者根本没有用到。",
                en="The mask has no effect: what you add is far too small (-1e-9 or -1e9?), or it is not used.",
            ),
        ),
        "mask_after_softmax": (
            scores.softmax(-1) * mask @ v,
            Text(
                zh="掩码用在 softmax 之后，剩下的权重和不到 1：应在 softmax 之前把分数换成极小的数。",
                en="The mask acts after the softmax, so the remaining weights sum to less than 1: replace the scores before it.",
            ),
        ),
        "mask_multiplied": (
            (scores * mask).softmax(-1) @ v,
            Text(
                zh="被掩码的分数乘了 0，但 exp(0) = 1 仍有权重：应换成极小的数。",
                en="Masked scores were multiplied by 0, and exp(0) = 1 still has weight: replace them by a very low number.",
            ),
        ),
    }
