# aigc-quiz: rope
import torch


def rope(
    x: torch.Tensor,
    positions: torch.Tensor,
    base: float = 10000.0,
    *,
    interleaved: bool = False,
) -> torch.Tensor:
    """旋转位置编码 / Rotary position embedding: turn pair i by positions * base ** (-2 i / d).

    x: (..., L, d)   positions: int64，可广播到 / broadcasts to (..., L)   ->   (..., L, d)
    interleaved=False: 配对 / pairs (x[i], x[i + d/2]);  True: (x[2i], x[2i + 1])
    (a, b) -> (a cos - b sin, a sin + b cos)
    """
    raise NotImplementedError
