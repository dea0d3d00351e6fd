"""A batch of pictures and the pen that paints anti-aliased shapes on some of them."""

import math
from collections.abc import Callable, Iterator
from functools import lru_cache

import torch
from torch import Tensor

from aigc_quiz.images.world import PROPORTIONS

LINE = 0.026  # width of an outline, head units
Box = tuple[float, float, float, float]  # left, top, right, bottom, head units
Shape = Callable[[Tensor, Tensor], Tensor]


def _reach(name: str) -> tuple[float, float]:
    centre, half = PROPORTIONS[name]
    return centre - 2 * half, centre + 2 * half  # a world may shift the centre by a half range


@lru_cache(maxsize=512)
def window(frame: Box, size: int) -> tuple[int, int, int, int]:
    """Pixels (left, top, right, bottom) that cover `frame` for every place, scale and tilt a head can have."""
    xs: list[float] = []
    ys: list[float] = []
    for scale in _reach("scale"):
        for tilt in (*_reach("tilt"), 0.0):
            sin, cos = math.sin(tilt) * scale, math.cos(tilt) * scale
            for x in (frame[0] - LINE, frame[2] + LINE):
                for y in (frame[1] - LINE, frame[3] + LINE):
                    xs.append(x * cos - y * sin)
                    ys.append(x * sin + y * cos)
    left, right = min(xs) + _reach("shift_x")[0], max(xs) + _reach("shift_x")[1]
    top, bottom = min(ys) + _reach("shift_y")[0], max(ys) + _reach("shift_y")[1]

    def pixel(unit: float) -> float:
        return (unit + 1) / 2 * size

    return (
        min(max(math.floor(pixel(left)) - 1, 0), size),
        min(max(math.floor(pixel(top)) - 1, 0), size),
        min(max(math.ceil(pixel(right)) + 1, 0), size),
        min(max(math.ceil(pixel(bottom)) + 1, 0), size),
    )


class Measures:
    """Proportions of some heads by name, each `(k, 1, 1)`, so that they broadcast over pixels."""

    def __init__(self, values: Tensor) -> None:
        self._values = values[:, :, None, None]  # (k, 18, 1, 1)

    def __getitem__(self, name: str) -> Tensor:
        return self._values[:, _INDEX[name]]


_INDEX = {name: index for index, name in enumerate(PROPORTIONS)}


class Pen:
    """Paints on the pictures of one subset of the batch.

    Attributes:
        rows: which pictures of the batch, int64 `(k,)`, or None for all.
        m: their proportions.
    """

    def __init__(self, pixels: Tensor, planes: Tensor, values: Tensor, rows: Tensor | None) -> None:
        self._pixels = pixels  # (k, 3, S, S), 0..1
        self._planes = planes  # (k, 4, S, S): head x, head y, body x, body y
        self.rows = rows
        self.m = Measures(values)
        self._sharpness = self.m["scale"] * (pixels.shape[-1] / 2)  # pixels a head unit

    def paint(
        self,
        frame: Box,
        shape: Shape,
        fill: Tensor,
        *,
        line: Tensor | None = None,
        width: float = LINE,
        opacity: float = 1.0,
        soft: float = 0.0,
        body: bool = False,
    ) -> None:
        """Paint a shape that lies within `frame`.

        fill, line: colours `(k, 3)` or `(1, 3)` in 0..1; `line` is the outline's, `width` head units wide.
        soft: head units over which the edge fades, beside the anti-aliasing of one pixel.
        body: use the body's upright coordinates instead of the tilted head's.
        """
        left, top, right, bottom = window(frame, self._pixels.shape[-1])
        first = 2 if body else 0
        x = self._planes[:, first, top:bottom, left:right]
        y = self._planes[:, first + 1, top:bottom, left:right]
        patch = self._pixels[:, :, top:bottom, left:right]
        distance = shape(x, y)
        if soft:
            cover = (0.5 - distance / soft).clamp_(0, 1)
        else:
            distance = distance * self._sharpness
            cover = (0.5 - distance).clamp_(0, 1)
        if line is not None:
            border = (0.5 + width * self._sharpness - distance).clamp_(0, 1)
            patch.lerp_(line[:, :, None, None], border[:, None])
        if opacity != 1:
            cover = cover * opacity
        patch.lerp_(fill[:, :, None, None], cover[:, None])


class Canvas:
    """A batch of pictures under work.

    Args of the constructor: background colours `(n, 3)` in 0..1, side in pixels, proportions `(n, 18)`.
    """

    def __init__(self, background: Tensor, size: int, values: Tensor) -> None:
        n = len(values)
        self.pixels = background[:, :, None, None].repeat(1, 1, size, size)
        self._values = values
        m = Measures(values)
        axis = (torch.arange(size, device=values.device) + 0.5) * (2 / size) - 1
        x = (axis[None, None, :] - m["shift_x"]) / m["scale"]  # (n, 1, S)
        y = (axis[None, :, None] - m["shift_y"]) / m["scale"]  # (n, S, 1)
        sin, cos = m["tilt"].sin(), m["tilt"].cos()
        self._planes = torch.empty(n, 4, size, size, device=values.device)
        self._planes[:, 0] = x * cos + y * sin
        self._planes[:, 1] = y * cos - x * sin
        self._planes[:, 2] = x
        self._planes[:, 3] = y

    def everywhere(self) -> Pen:
        """A pen for all pictures."""
        return Pen(self.pixels, self._planes, self._values, None)

    def where(self, chosen: Tensor) -> Iterator[Pen]:
        """One pen for the pictures that are true in bool `(n,)`, or nothing if there are none."""
        rows = chosen.nonzero()[:, 0]
        if len(rows) == 0:
            return
        pixels = self.pixels[rows]
        yield Pen(pixels, self._planes[rows], self._values[rows], rows)
        self.pixels[rows] = pixels
