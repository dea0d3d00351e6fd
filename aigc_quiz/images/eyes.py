"""Eyes of four kinds and the brows above them."""

from collections.abc import Callable

from torch import Tensor

from aigc_quiz.images.canvas import Canvas, Pen
from aigc_quiz.images.colours import Colours, mix
from aigc_quiz.images.head import eye_x
from aigc_quiz.images.shapes import arc, both, capsule, circle, ellipse, union

ROUND, DOT, HAPPY, SLEEPY = range(4)


def _open(pen: Pen, c: Colours, lid: float) -> None:
    """White, iris, pupil, two lights; a lid that covers the upper part from `lid` eye sizes above the middle."""
    m = pen.m
    size = m["eye_size"]

    def white(x: Tensor, y: Tensor) -> Tensor:
        return ellipse(eye_x(pen, x), y - m["eye_height"], 0.108 * size, 0.125 * size)

    def around_pupil(x: Tensor, y: Tensor, dx: float, dy: float, radius: float) -> Tensor:
        return circle(
            eye_x(pen, x) - m["gaze"] - dx, y - m["eye_height"] - 0.012 - dy, radius * size
        )

    frame = (-0.4, -0.24, 0.4, 0.26)
    pen.paint(frame, white, c.white, line=c.ink, width=0.022)
    pen.paint(frame, lambda x, y: both(around_pupil(x, y, 0, 0, 0.08), white(x, y)), c.iris)
    pen.paint(frame, lambda x, y: around_pupil(x, y, 0, 0, 0.045), c.ink)
    pen.paint(
        frame,
        lambda x, y: union(
            around_pupil(x, y, -0.03, -0.037, 0.032), around_pupil(x, y, 0.032, 0.033, 0.015)
        ),
        c.white,
    )
    pen.paint(
        frame,
        lambda x, y: both(white(x, y) - 0.005, y - m["eye_height"] + lid * size),
        mix(c.skin_shade, c.skin, 0.5),
        line=c.ink,
        width=0.022,
    )


def _round(pen: Pen, c: Colours) -> None:
    _open(pen, c, 0.13)  # the lid's outline remains, as a lash line


def _sleepy(pen: Pen, c: Colours) -> None:
    _open(pen, c, 0.005)


def _dot(pen: Pen, c: Colours) -> None:
    m = pen.m
    size = m["eye_size"]

    def pupil(x: Tensor, y: Tensor, width: float, height: float) -> Tensor:
        return ellipse(eye_x(pen, x) - m["gaze"], y - m["eye_height"], width * size, height * size)

    frame = (-0.34, -0.17, 0.34, 0.2)
    pen.paint(frame, lambda x, y: pupil(x, y, 0.062, 0.085), c.ink)
    pen.paint(
        frame,
        lambda x, y: both(pupil(x, y, 0.046, 0.068), m["eye_height"] + 0.015 - y),
        mix(c.iris, c.ink, 0.35),
    )
    pen.paint(
        frame,
        lambda x, y: circle(
            eye_x(pen, x) - m["gaze"] + 0.02, y - m["eye_height"] + 0.032, 0.028 * size
        ),
        c.white,
    )


def _happy(pen: Pen, c: Colours) -> None:
    m = pen.m
    pen.paint(
        (-0.4, -0.17, 0.4, 0.17),
        lambda x, y: arc(
            eye_x(pen, x), m["eye_height"] + 0.04 - y, 1.25, 0.088 * m["eye_size"], 0.023
        ),
        c.ink,
    )


_KINDS: dict[int, Callable[[Pen, Colours], None]] = {
    ROUND: _round,
    DOT: _dot,
    HAPPY: _happy,
    SLEEPY: _sleepy,
}


def draw_eyes(canvas: Canvas, colours: Colours, eyes: Tensor) -> None:
    """Paint the eyes and two brows in the colour of the hair."""
    for kind, paint in _KINDS.items():
        for pen in canvas.where(eyes == kind):
            paint(pen, colours.rows(pen.rows))
    pen = canvas.everywhere()
    m = pen.m

    def brows(x: Tensor, y: Tensor) -> Tensor:
        along = x.abs() - m["eye_gap"]
        high = y - m["eye_height"] + m["brow_height"] + 0.9 * along * along
        slant = m["brow_slant"]
        return capsule(along, high, (-0.085, 0.01 - slant), (0.09, slant), 0.024)

    pen.paint((-0.4, -0.36, 0.4, -0.06), brows, mix(colours.hair, colours.ink, 0.35))
