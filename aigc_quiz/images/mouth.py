"""Mouths of five kinds."""

from collections.abc import Callable

from torch import Tensor

from aigc_quiz.images.canvas import Canvas, Pen
from aigc_quiz.images.colours import Colours, mix
from aigc_quiz.images.shapes import arc, both, box, capsule, ellipse

SMILE, LAUGH, GRIN, OH, SMIRK = range(5)


def _smile(pen: Pen, c: Colours) -> None:
    m = pen.m
    pen.paint(
        (-0.25, 0.12, 0.25, 0.46),
        lambda x, y: arc(x, y - m["mouth_height"] + 0.10, 1.0, m["mouth_width"], 0.02),
        c.ink,
    )


def _laugh(pen: Pen, c: Colours) -> None:
    m = pen.m

    def opening(x: Tensor, y: Tensor) -> Tensor:
        top = m["mouth_height"] - 0.04
        return both(ellipse(x, y - top, m["mouth_width"] + 0.015, 0.165), top - y)

    def tongue(x: Tensor, y: Tensor) -> Tensor:
        return both(opening(x, y) + 0.008, ellipse(x, y - m["mouth_height"] - 0.13, 0.1, 0.075))

    frame = (-0.25, 0.16, 0.25, 0.5)
    pen.paint(frame, opening, c.mouth, line=c.ink, width=0.02)
    pen.paint(frame, tongue, c.tongue)
    pen.paint(frame, lambda x, y: both(opening(x, y), y - m["mouth_height"] + 0.002), c.white)


def _grin(pen: Pen, c: Colours) -> None:
    m = pen.m

    def bent(x: Tensor, y: Tensor) -> Tensor:
        return y - m["mouth_height"] + 1.6 * x * x - 0.01

    def teeth(x: Tensor, y: Tensor) -> Tensor:
        return box(x, bent(x, y), m["mouth_width"] + 0.01, 0.055, 0.045)

    frame = (-0.25, 0.08, 0.25, 0.42)
    pen.paint(frame, teeth, c.white, line=c.ink, width=0.022)
    pen.paint(
        frame,
        lambda x, y: both(teeth(x, y), bent(x, y).abs() - 0.006),
        mix(c.white, c.ink, 0.35),
    )


def _oh(pen: Pen, c: Colours) -> None:
    m = pen.m

    def opening(x: Tensor, y: Tensor, grow: float) -> Tensor:
        return ellipse(x, y - m["mouth_height"] - 0.025, 0.062 + grow, 0.078 + grow)

    frame = (-0.12, 0.17, 0.12, 0.46)
    pen.paint(frame, lambda x, y: opening(x, y, 0.0), c.mouth, line=c.ink, width=0.02)
    pen.paint(
        frame,
        lambda x, y: both(
            opening(x, y, -0.007), ellipse(x, y - m["mouth_height"] - 0.085, 0.05, 0.045)
        ),
        c.tongue,
    )


def _smirk(pen: Pen, c: Colours) -> None:
    m = pen.m

    def line(x: Tensor, y: Tensor) -> Tensor:
        bent = y - m["mouth_height"] - 0.02 + 1.4 * x * x * (x > 0)
        return capsule(x, bent, (-0.09, 0.0), (m["mouth_width"] - 0.01, 0.0), 0.02)

    pen.paint((-0.25, 0.16, 0.25, 0.42), line, c.ink)


_KINDS: dict[int, Callable[[Pen, Colours], None]] = {
    SMILE: _smile,
    LAUGH: _laugh,
    GRIN: _grin,
    OH: _oh,
    SMIRK: _smirk,
}


def draw_mouth(canvas: Canvas, colours: Colours, mouth: Tensor) -> None:
    """Paint the mouths."""
    for kind, paint in _KINDS.items():
        for pen in canvas.where(mouth == kind):
            paint(pen, colours.rows(pen.rows))
