"""What a face can wear: glasses and hats."""

from collections.abc import Callable

from torch import Tensor

from aigc_quiz.images.canvas import Canvas, Pen
from aigc_quiz.images.colours import Colours, mix
from aigc_quiz.images.head import eye_x
from aigc_quiz.images.shapes import both, box, circle, ellipse, turn, union

NO_GLASSES, ROUND_GLASSES, SQUARE_GLASSES, SUNGLASSES = range(4)
NO_HAT, BEANIE, CAP, CROWN = range(4)


Lens = Callable[
    [Tensor, Tensor, Tensor], Tensor
]  # distance from an eye's own x, y and its side, -1 or 1


def _glint(pen: Pen, x: Tensor, y: Tensor) -> Tensor:
    u, v = turn(eye_x(pen, x), y - pen.m["eye_height"], 0.55)
    return union(box(u + 0.055, v, 0.022, 0.3), box(u - 0.005, v, 0.011, 0.3))


def _bars(pen: Pen, x: Tensor, y: Tensor) -> Tensor:
    """The bridge over the nose and the arms to the ears."""
    m = pen.m
    middle = 0.5 * (m["eye_gap"] + m["head_width"] + 0.15)
    arms = box(x.abs() - middle, y + 0.03, 0.5 * (m["head_width"] - m["eye_gap"] - 0.09), 0.019)
    return union(arms, box(x, y + 0.045, m["eye_gap"] - 0.13, 0.021))


def _glasses(pen: Pen, rim: Tensor, lens: Lens, glass: Tensor | None, c: Colours) -> None:
    """Bars and two lenses; `glass` fills them, None leaves them clear."""
    m = pen.m

    def lenses(x: Tensor, y: Tensor) -> Tensor:
        return lens(eye_x(pen, x), y - m["eye_height"], x.sign())

    frame = (-0.62, -0.25, 0.62, 0.28)
    pen.paint(frame, lambda x, y: _bars(pen, x, y - m["eye_height"]), rim)
    if glass is None:
        pen.paint(frame, lambda x, y: lenses(x, y).abs() - 0.021, rim)
    else:
        pen.paint(frame, lenses, glass, line=rim, width=0.03)
    pen.paint(
        frame,
        lambda x, y: both(lenses(x, y) + 0.028, _glint(pen, x, y)),
        c.white,
        opacity=0.4 if glass is None else 0.65,
    )


def draw_glasses(canvas: Canvas, colours: Colours, glasses: Tensor) -> None:
    """Paint round, square and dark glasses with glints."""
    ink = colours.ink
    dark = mix(ink, colours.accent[1:2], 0.18)
    for pen in canvas.where(glasses == ROUND_GLASSES):
        _glasses(pen, ink, lambda x, y, _: circle(x, y, 0.165), None, colours)
    for pen in canvas.where(glasses == SQUARE_GLASSES):
        red = colours.accent[3:4]
        _glasses(pen, red, lambda x, y, _: box(x, y - 0.01, 0.165, 0.135, 0.035), None, colours)
    for pen in canvas.where(glasses == SUNGLASSES):
        _glasses(
            pen,
            ink,
            lambda x, y, side: box(x, y - 0.015 + 0.12 * x * side, 0.18, 0.135, 0.08),
            dark,
            colours,
        )


def draw_hats(canvas: Canvas, colours: Colours, hat: Tensor) -> None:
    """A beanie with a bobble, a cap with a peak, a crown with jewels."""
    for pen in canvas.where(hat == BEANIE):
        _beanie(pen, colours.rows(pen.rows))
    for pen in canvas.where(hat == CAP):
        _cap(pen, colours.rows(pen.rows))
    for pen in canvas.where(hat == CROWN):
        _crown(pen, colours.rows(pen.rows))


def _beanie(pen: Pen, c: Colours) -> None:
    m = pen.m
    wool, line = c.accent[:1], mix(c.accent[:1] * 0.5, c.ink, 0.5)

    def dome(x: Tensor, y: Tensor) -> Tensor:
        return both(ellipse(x, y + 0.28, m["head_width"] + 0.055, 0.42), y + 0.25)

    frame = (-0.65, -0.8, 0.65, -0.1)
    pen.paint(
        (-0.2, -0.95, 0.2, -0.55), lambda x, y: circle(x, y + 0.74, 0.115), c.white, line=line
    )
    pen.paint(frame, dome, wool, line=line)
    pen.paint(
        frame,
        lambda x, y: both(dome(x, y), ((x / (0.75 - y)).abs() - 0.17).abs() * 0.9 - 0.014),
        line,
        opacity=0.55,
    )
    u_light = mix(wool, c.white, 0.5)
    pen.paint(
        (-0.45, -0.7, 0, -0.3),
        lambda x, y: ellipse(*turn(x + 0.27, y + 0.50, -0.65), 0.10, 0.032),
        u_light,
        opacity=0.8,
    )
    pen.paint(
        frame,
        lambda x, y: box(x, y + 0.255 - 0.12 * x * x, m["head_width"] + 0.085, 0.085, 0.08),
        mix(wool, c.white, 0.62),
        line=line,
    )


def _cap(pen: Pen, c: Colours) -> None:
    m = pen.m
    cloth, line = c.accent[1:2], mix(c.accent[1:2] * 0.5, c.ink, 0.5)

    def dome(x: Tensor, y: Tensor) -> Tensor:
        return both(ellipse(x, y + 0.25, m["head_width"] + 0.05, 0.38), y + 0.22)

    frame = (-0.65, -0.75, 0.85, -0.05)
    pen.paint((-0.1, -0.75, 0.1, -0.55), lambda x, y: circle(x, y + 0.635, 0.045), cloth, line=line)
    pen.paint(frame, dome, cloth, line=line)
    pen.paint(
        frame,
        lambda x, y: both(dome(x, y), ellipse(x - 0.06, y + 0.2, 0.26, 0.36).abs() - 0.01),
        line,
        opacity=0.5,
    )
    pen.paint(
        (-0.45, -0.65, 0, -0.25),
        lambda x, y: ellipse(*turn(x + 0.26, y + 0.45, -0.65), 0.10, 0.032),
        mix(cloth, c.white, 0.5),
        opacity=0.8,
    )
    pen.paint(
        frame,
        lambda x, y: box(x - 0.16, y + 0.225 - 0.10 * (x - 0.16) ** 2, 0.54, 0.052, 0.05),
        cloth * 0.82,
        line=line,
    )


def _crown(pen: Pen, c: Colours) -> None:
    gold, line = c.accent[2:3], mix(c.accent[2:3] * 0.55, c.ink, 0.45)

    def crown(x: Tensor, y: Tensor) -> Tensor:
        u = x / (1 - 0.25 * (y + 0.45))
        peak = 0.30 - 1.5 * (((u + 0.165) % 0.33) - 0.165).abs()
        return both((-y - 0.44 - peak) * 0.55, u.abs() - 0.41, y + 0.37 - 0.25 * x * x)

    frame = (-0.5, -0.85, 0.5, -0.25)
    pen.paint(frame, crown, gold, line=line)
    pen.paint(
        frame,
        lambda x, y: both(crown(x, y), (y + 0.40 - 0.25 * x * x).abs() - 0.022),
        mix(gold, c.white, 0.5),
    )
    pen.paint(
        frame,
        lambda x, y: union(
            circle(x.abs() - 0.33 * 1.07, y + 0.75, 0.04), circle(x, y + 0.75, 0.045)
        ),
        mix(gold, c.white, 0.6),
        line=line,
        width=0.018,
    )
    pen.paint(
        frame, lambda x, y: ellipse(x, y + 0.53, 0.05, 0.065), c.accent[:1], line=line, width=0.016
    )
    pen.paint(
        frame,
        lambda x, y: circle(x.abs() - 0.27, y + 0.51, 0.04),
        c.accent[1:2],
        line=line,
        width=0.016,
    )
