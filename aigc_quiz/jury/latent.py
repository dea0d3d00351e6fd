"""Tours through a space of normal latents that end where they begin."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

WALKERS = 16  # a grid of 4 x 4
CORNERS = 3
BETWEEN = 12  # pictures from one corner to the next


def tour(normal: Callable[..., Tensor], width: int) -> Tensor:
    """Latents float32 `(WALKERS, CORNERS * BETWEEN, width)`: each walker goes around its own corners.

    Along an arc, so that every point is as normal as the corners are. `normal` draws standard normal numbers.
    """
    corners = normal(WALKERS, CORNERS, 1, width)
    angle = (torch.arange(BETWEEN) / BETWEEN * math.pi / 2)[:, None]
    path = corners * angle.cos() + corners.roll(-1, dims=1) * angle.sin()
    return path.flatten(1, 2)


def around(pictures: Tensor) -> Tensor:
    """A tour's pictures `(W, T, 3, S, S)` with the first one again at the end: closed paths to measure."""
    return torch.cat([pictures, pictures[:, :1]], dim=1)


def grid(pictures: Tensor) -> Tensor:
    """A tour's pictures as frames `(T, 3, 4 S, 4 S)`: all walkers side by side."""
    side = math.isqrt(len(pictures))
    _, count, channels, height, width = pictures[: side * side].shape
    cells = pictures[: side * side].view(side, side, count, channels, height, width)
    return cells.permute(2, 3, 0, 4, 1, 5).reshape(count, channels, side * height, side * width)
