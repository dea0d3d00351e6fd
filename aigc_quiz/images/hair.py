"""Hair of eight styles: what hangs behind the head and what lies on it."""

from collections.abc import Callable

from torch import Tensor

from aigc_quiz.images.canvas import Canvas, Pen
from aigc_quiz.images.colours import Colours
from aigc_quiz.images.head import head
from aigc_quiz.images.shapes import (
    arc,
    both,
    box,
    circle,
    cloud,
    ellipse,
    star,
    turn,
    union,
    without,
)

BALD, SWOOP, BOB, LONG, CURLS, SPIKES, BUNS, PIGTAILS = range(8)


def _bob_back(pen: Pen, c: Colours) -> None:
    m = pen.m

    def shape(x: Tensor, y: Tensor) -> Tensor:
        width = m["head_width"] + 0.15 + 0.10 * y.clamp(0, 0.6) + m["hair_volume"]
        return box(x, y + 0.04, width, 0.54, 0.36)

    pen.paint((-0.75, -0.75, 0.75, 0.6), shape, c.hair_shade, line=c.hair_line)


def _long_back(pen: Pen, c: Colours) -> None:
    m = pen.m

    def shape(x: Tensor, y: Tensor) -> Tensor:
        width = m["head_width"] + 0.13 + 0.08 * y.clamp(0, 1) + m["hair_volume"]
        return box(x, y - 0.26, width, 0.82, 0.42)

    pen.paint((-0.8, -0.75, 0.8, 1.2), shape, c.hair_shade, line=c.hair_line)


def _curls_back(pen: Pen, c: Colours) -> None:
    m = pen.m
    pen.paint(
        (-0.95, -0.95, 0.95, 0.75),
        lambda x, y: cloud(x, y + 0.10, 11, 0.565 + m["hair_volume"], 0.155),
        c.hair,
        line=c.hair_line,
    )


def _spikes_back(pen: Pen, c: Colours) -> None:
    m = pen.m
    pen.paint(
        (-0.95, -0.95, 0.95, 0.35),
        lambda x, y: both(star(x, y + 0.06, 13, 0.78 + m["hair_volume"], 0.53), y - 0.14),
        c.hair,
        line=c.hair_line,
    )


def _pressed_spikes_back(pen: Pen, c: Colours) -> None:
    m = pen.m
    pen.paint(
        (-0.75, -0.75, 0.75, 0.35),
        lambda x, y: both(star(x, y + 0.06, 13, 0.63 + m["hair_volume"], 0.53), y - 0.14),
        c.hair,
        line=c.hair_line,
    )


def _buns_back(pen: Pen, c: Colours) -> None:
    m = pen.m
    frame = (-0.75, -0.85, 0.75, -0.15)
    pen.paint(
        frame,
        lambda x, y: circle(x.abs() - m["head_width"] + 0.07, y + 0.48, 0.185 + m["hair_volume"]),
        c.hair,
        line=c.hair_line,
    )
    pen.paint(
        frame,
        lambda x, y: arc(x.abs() - m["head_width"] + 0.07, -y - 0.48, 1.9, 0.095, 0.014),
        c.hair_line,
        opacity=0.8,
    )


def _pigtails_back(pen: Pen, c: Colours) -> None:
    m = pen.m

    def tails(x: Tensor, y: Tensor) -> Tensor:
        u, v = turn(x.abs() - m["head_width"] - 0.13, y - 0.2, -0.20)
        return ellipse(u, v, 0.135 + 0.16 * v.clamp(-0.2, 0.3) + m["hair_volume"], 0.38)

    def light(x: Tensor, y: Tensor) -> Tensor:
        return both(tails(x, y), ellipse(x.abs() - m["head_width"] - 0.11, y - 0.16, 0.03, 0.15))

    frame = (-0.97, -0.3, 0.97, 0.75)
    pen.paint(frame, tails, c.hair, line=c.hair_line)
    pen.paint(frame, light, c.hair_light, opacity=0.6)
    pen.paint(
        (-0.75, -0.3, 0.75, 0.05),
        lambda x, y: circle(x.abs() - m["head_width"] - 0.06, y + 0.12, 0.062),
        c.accent[:1],
        line=c.ink,
        width=0.018,
    )


_BACK: dict[int, Callable[[Pen, Colours], None]] = {
    BOB: _bob_back,
    LONG: _long_back,
    CURLS: _curls_back,
    BUNS: _buns_back,
    PIGTAILS: _pigtails_back,
}


def draw_back(canvas: Canvas, colours: Colours, style: Tensor, hat: Tensor) -> None:
    """Paint what is seen of the hair behind body and head; a hat presses spikes down."""
    for kind, paint in _BACK.items():
        for pen in canvas.where(style == kind):
            paint(pen, colours.rows(pen.rows))
    for pen in canvas.where((style == SPIKES) & (hat == 0)):
        _spikes_back(pen, colours.rows(pen.rows))
    for pen in canvas.where((style == SPIKES) & (hat > 0)):
        _pressed_spikes_back(pen, colours.rows(pen.rows))


def _bangs(pen: Pen, x: Tensor, y: Tensor) -> Tensor:
    """Straight fringe that frames the cheeks."""
    cap = head(pen, x, y + 0.02, 0.055)
    face = box(x, y - 0.29, pen.m["head_width"] - 0.055 + 0.02 * y, 0.47 - 0.25 * x * x, 0.12)
    return both(without(cap, face), y - 0.36)


def _curtain(pen: Pen, x: Tensor, y: Tensor) -> Tensor:
    """Hair parted in the middle."""
    cap = head(pen, x, y + 0.02, 0.055)
    u, v = turn(x.abs() - 0.16, y - 0.18, -0.30)
    return both(without(cap, ellipse(u, v, 0.235, 0.50), circle(x, y - 0.42, 0.5)), y - 0.3)


def _swoop(pen: Pen, x: Tensor, y: Tensor) -> Tensor:
    """A side parting with a wave over the forehead."""
    cap = head(pen, x, y + 0.02, 0.05)
    u, v = turn(x - 0.06, y - 0.24, 0.28)
    hairline = both(without(cap, ellipse(u, v, 0.46, 0.50)), y + 0.02)
    a, b = turn(x + 0.06, y + 0.47, -0.20)
    return union(hairline, ellipse(a, b, 0.36, 0.15 + pen.m["hair_volume"]))


def _zigzag(pen: Pen, x: Tensor, y: Tensor) -> Tensor:
    """A jagged hairline."""
    teeth = ((x * 4.2 + 0.5) % 1 - 0.5).abs() * 0.26
    return both(head(pen, x, y + 0.01, 0.03), (y + 0.32 - teeth - 0.25 * x * x) * 0.65)


def _drawn_back(pen: Pen, x: Tensor, y: Tensor) -> Tensor:
    """Hair pulled tight."""
    cap = head(pen, x, y + 0.01, 0.04)
    cut = ellipse(x.abs() - 0.14, y - 0.22, pen.m["head_width"] - 0.17, 0.49)
    return both(without(cap, cut, circle(x, y - 0.40, 0.52)), y - 0.02)


def _slanted(pen: Pen, x: Tensor, y: Tensor) -> Tensor:
    """A fringe that falls to one side."""
    cap = head(pen, x, y + 0.01, 0.045)
    u, v = turn(x + 0.05, y - 0.25, -0.20)
    return both(without(cap, box(u, v, 0.47, 0.42, 0.25)), y - 0.08)


def _curls(pen: Pen, x: Tensor, y: Tensor) -> Tensor:
    """Round locks on the forehead."""
    side = x.abs()
    locks = union(
        circle(side, y + 0.40, 0.13),
        circle(side - 0.18, y + 0.36, 0.125),
        circle(side - 0.33, y + 0.25, 0.12),
        circle(side - 0.43, y + 0.10, 0.105),
    )
    return union(locks, both(head(pen, x, y, 0.04), y + 0.36))


_FRONT: dict[int, Callable[[Pen, Tensor, Tensor], Tensor]] = {
    SWOOP: _swoop,
    BOB: _bangs,
    LONG: _curtain,
    CURLS: _curls,
    SPIKES: _zigzag,
    BUNS: _drawn_back,
    PIGTAILS: _slanted,
}


def _gloss(x: Tensor, y: Tensor) -> Tensor:
    u, v = turn(x + 0.17, y + 0.385, -0.42)
    return ellipse(u, v, 0.125, 0.038)


_GLOSS_FRAME = (-0.42, -0.6, 0.15, -0.18)


def _on_head(pen: Pen, c: Colours, outline: Callable[[Pen, Tensor, Tensor], Tensor]) -> None:
    pen.paint(
        (-0.6, -0.75, 0.6, 0.4),
        lambda x, y: outline(pen, x, y),
        c.hair,
        line=c.hair_line,
        width=0.022,
    )
    pen.paint(
        _GLOSS_FRAME,
        lambda x, y: both(outline(pen, x, y) + 0.03, _gloss(x, y)),
        c.hair_light,
        opacity=0.65,
    )


def draw_front(canvas: Canvas, colours: Colours, style: Tensor) -> None:
    """Paint the hair on the head with a gloss; a bald head gets the gloss alone."""
    for kind, outline in _FRONT.items():
        for pen in canvas.where(style == kind):
            _on_head(pen, colours.rows(pen.rows), outline)
    for pen in canvas.where(style == BALD):
        pen.paint(_GLOSS_FRAME, _gloss, colours.rows(pen.rows).skin_light, opacity=0.8)
