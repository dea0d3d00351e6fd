"""Signed distances of plane shapes: negative inside, zero on the edge, y pointing down.

Coordinates are tensors `(n, h, w)`; measures are floats or tensors `(n, 1, 1)`. Circle, box, capsule and arc are exact
(after Inigo Quilez, "2D distance functions"); ellipse and star are right to first order at the edge, which is all that
anti-aliasing and outlines need.
"""

import math

import torch
from torch import Tensor

Measure = Tensor | float


def circle(x: Tensor, y: Tensor, radius: Measure) -> Tensor:
    """Distance to a circle around the origin."""
    return torch.hypot(x, y) - radius


def ellipse(x: Tensor, y: Tensor, width: Measure, height: Measure) -> Tensor:
    """Distance to an ellipse around the origin with half axes `width` and `height`."""
    u, v = x / width, y / height
    k = torch.hypot(u, v)
    slope = torch.hypot(u / width, v / height)
    return k * (k - 1) / slope.clamp_min(1e-6)


def box(x: Tensor, y: Tensor, width: Measure, height: Measure, corner: Measure = 0.0) -> Tensor:
    """Distance to a rectangle of half sizes `width`, `height` whose corners have radius `corner`."""
    u, v = x.abs() - (width - corner), y.abs() - (height - corner)
    outside = torch.hypot(u.clamp_min(0), v.clamp_min(0))
    return outside + torch.maximum(u, v).clamp_max(0) - corner


def capsule(
    x: Tensor, y: Tensor, start: tuple[Measure, Measure], end: tuple[Measure, Measure], r: Measure
) -> Tensor:
    """Distance to the segment from `start` to `end` drawn with a round pen of radius `r`."""
    px, py = x - start[0], y - start[1]
    dx, dy = end[0] - start[0], end[1] - start[1]
    along = ((px * dx + py * dy) / (dx * dx + dy * dy)).clamp(0, 1)
    return torch.hypot(px - along * dx, py - along * dy) - r


def arc(x: Tensor, y: Tensor, half_angle: float, radius: Measure, r: Measure) -> Tensor:
    """Distance to an arc around the origin, `half_angle` radians to each side of straight down, pen radius `r`."""
    sin, cos = math.sin(half_angle), math.cos(half_angle)
    side = x.abs()
    ends = torch.hypot(side - sin * radius, y - cos * radius)
    ring = (torch.hypot(x, y) - radius).abs()
    return torch.where(cos * side > sin * y, ends, ring) - r


def star(x: Tensor, y: Tensor, points: int, outer: Measure, inner: Measure) -> Tensor:
    """Distance to a star with one point straight up; `outer` and `inner` are its radii."""
    sector = math.pi / points
    angle = torch.atan2(x, -y)
    angle = (torch.remainder(angle + sector, 2 * sector) - sector).abs()  # 0 at a point
    rho = torch.hypot(x, y)
    px, py = rho * angle.sin(), rho * angle.cos()
    # The edge runs from (0, outer) to the notch; the half plane's distance serves inside and out.
    qx, qy = inner * math.sin(sector), inner * math.cos(sector)
    ex, ey = qx, qy - outer
    return (px * (outer - qy) + (py - outer) * qx) / (ex * ex + ey * ey) ** 0.5


def cloud(x: Tensor, y: Tensor, lobes: int, radius: Measure, lobe: Measure) -> Tensor:
    """Distance to a disc of `radius` with round lobes of radius `lobe` along its rim, one of them straight up."""
    sector = 2 * math.pi / lobes
    angle = torch.atan2(x, -y)
    angle = torch.remainder(angle + sector / 2, sector) - sector / 2
    rho = torch.hypot(x, y)
    petal = torch.hypot(rho * angle.sin(), rho * angle.cos() - radius) - lobe
    return torch.minimum(petal, rho - radius)


def turn(x: Tensor, y: Tensor, radians: float) -> tuple[Tensor, Tensor]:
    """Coordinates in which a shape appears turned clockwise by `radians` around the origin."""
    sin, cos = math.sin(radians), math.cos(radians)
    return x * cos + y * sin, y * cos - x * sin


def union(first: Tensor, *others: Tensor) -> Tensor:
    """What lies in any of the shapes."""
    for other in others:
        first = torch.minimum(first, other)
    return first


def both(first: Tensor, *others: Tensor) -> Tensor:
    """What lies in every one of the shapes."""
    for other in others:
        first = torch.maximum(first, other)
    return first


def without(shape: Tensor, *holes: Tensor) -> Tensor:
    """What lies in `shape` and in none of the holes."""
    for hole in holes:
        shape = torch.maximum(shape, -hole)
    return shape
