# aigc-quiz: scaled_dot_product_attention
import torch


def scaled_dot_product_attention(
    q: torch.Tensor,
    k: torch.Tensor,
    v: torch.Tensor,
    mask: torch.Tensor | None = None,
) -> torch.Tensor:
    """缩放点积注意力 / Scaled dot-product attention: softmax(q k^T / sqrt(d)) v.

    q: (..., Lq, d)   k: (..., Lk, d)   v: (..., Lk, dv)   ->   (..., Lq, dv)
    mask: 布尔，可广播到 (..., Lq, Lk)，True 表示可以注意；一行全是 False 时这一行输出 0。
    mask: boolean, broadcasts to (..., Lq, Lk), True = may attend; a row of False gives a row of 0.
    """
    raise NotImplementedError
