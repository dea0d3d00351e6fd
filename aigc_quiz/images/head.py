"""The body, the head, the nose and the cheeks."""

from torch import Tensor

from aigc_quiz.images.canvas import Canvas, Pen
from aigc_quiz.images.colours import Colours, mix
from aigc_quiz.images.shapes import both, box, ellipse


def head(pen: Pen, x: Tensor, y: Tensor, grow: float = 0.0) -> Tensor:
    """Distance to the head: an ellipse that tapers to the chin; `grow` widens it."""
    m = pen.m
    narrow = 1 - m["taper"] * (y * 2).clamp(0, 1)
    return ellipse(x / narrow, y, m["head_width"] + grow, m["head_height"] + grow)


def eye_x(pen: Pen, x: Tensor) -> Tensor:
    """Each eye's own x, not mirrored, so that light falls on both eyes from the same side."""
    return x - x.sign() * pen.m["eye_gap"]


def draw_body(canvas: Canvas, colours: Colours) -> None:
    """Neck, shoulders and shirt."""
    pen, c = canvas.everywhere(), colours
    wide = pen.m["shoulders"]

    def shoulders(x: Tensor, y: Tensor) -> Tensor:
        return box(x, y - 1.25, wide, 0.60, 0.34)

    pen.paint(
        (-0.2, 0.3, 0.2, 0.8),
        lambda x, y: box(x, y - 0.50, 0.135, 0.26, 0.1),
        c.skin_shade,
        line=c.skin_line,
        body=True,
    )
    pen.paint((-0.8, 0.6, 0.8, 1.4), shoulders, c.shirt, line=c.shirt_line, body=True)
    pen.paint(
        (-0.8, 0.6, 0.8, 1.4),
        lambda x, y: both(shoulders(x, y), (x.abs() - wide + 0.17).abs() - 0.035),
        c.shirt_light,
        body=True,
    )
    pen.paint(
        (-0.25, 0.56, 0.25, 0.85),
        lambda x, y: both(ellipse(x, y - 0.64, 0.17, 0.12), 0.63 - y),
        c.skin_shade,
        line=c.shirt_line,
        body=True,
    )


def draw_head(canvas: Canvas, colours: Colours) -> None:
    """Ears, head, a light on the forehead and the nose."""
    pen, c = canvas.everywhere(), colours
    m = pen.m

    def ears(x: Tensor, y: Tensor) -> Tensor:
        return ellipse(x.abs() - m["head_width"] + 0.01, y - 0.06, 0.085, 0.11)

    pen.paint((-0.65, -0.15, 0.65, 0.25), ears, c.skin, line=c.skin_line)
    pen.paint(
        (-0.62, -0.1, 0.62, 0.2),
        lambda x, y: ellipse(x.abs() - m["head_width"] - 0.02, y - 0.065, 0.035, 0.06),
        c.skin_shade,
    )
    pen.paint(
        (-0.55, -0.6, 0.55, 0.6), lambda x, y: head(pen, x, y), c.skin_shade, line=c.skin_line
    )
    pen.paint(
        (-0.55, -0.6, 0.55, 0.6),
        lambda x, y: both(head(pen, x, y), head(pen, x + 0.025, y + 0.045)),
        c.skin,
    )


def draw_nose(canvas: Canvas, colours: Colours) -> None:
    """A small nose."""
    pen, m = canvas.everywhere(), canvas.everywhere().m
    pen.paint(
        (-0.08, 0.07, 0.08, 0.24),
        lambda x, y: ellipse(x, y - 0.155, 0.048 * m["nose"], 0.036 * m["nose"]),
        mix(colours.skin_shade, colours.skin_line, 0.25),
    )
    pen.paint(
        (-0.06, 0.08, 0.06, 0.2),
        lambda x, y: ellipse(x + 0.012, y - 0.143, 0.022 * m["nose"], 0.015 * m["nose"]),
        colours.skin_light,
    )


def draw_blush(canvas: Canvas, colours: Colours, chosen: Tensor) -> None:
    """Soft pink cheeks."""
    for pen in canvas.where(chosen):
        pen.paint(
            (-0.5, 0.04, 0.5, 0.36),
            lambda x, y: ellipse(x.abs() - 0.295, y - 0.205, 0.085, 0.06),
            colours.rows(pen.rows).blush,
            opacity=0.85,
            soft=0.05,
        )
