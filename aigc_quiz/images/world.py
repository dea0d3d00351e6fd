"""Worlds: which faces there are, how often, in which colours."""

from dataclasses import dataclass, field
from typing import NamedTuple

import torch
from torch import Tensor

from aigc_quiz.errors import QuizError

ATTRIBUTES: tuple[tuple[str, int], ...] = (
    ("background", 6),
    ("skin", 6),
    ("hair_style", 8),
    ("hair_colour", 8),
    ("eyes", 4),
    ("iris", 4),
    ("mouth", 5),
    ("glasses", 4),
    ("hat", 4),
    ("blush", 2),
    ("shirt", 6),
)
COLUMN = {name: column for column, (name, _) in enumerate(ATTRIBUTES)}

# Colours as 0xRRGGBB, one row a group; a world turns the hue of each group.
PALETTES: dict[str, tuple[int, ...]] = {
    "background": (0xBFE6DC, 0xBBD9F2, 0xFBE6A6, 0xFBCDB8, 0xD9CBF0, 0xF3EEE6),
    "skin": (0xFFE3CF, 0xF7C79C, 0xE0A06C, 0xC08455, 0x98623F, 0x784C37),
    "hair_colour": (0x2B2530, 0x70432C, 0xD9622B, 0xF2C14B, 0xC9CBD6, 0x2FA3A8, 0x8457C9, 0xE8739A),
    "shirt": (0xE4573D, 0x3D7BD9, 0x2F9E77, 0xF0B33C, 0x7A52B3, 0x454A5C),
    "iris": (0x6B4426, 0x2F74C9, 0x2E8F55, 0xB07A1E),
    "accent": (0xD63649, 0x24957F, 0xF6B93B, 0xC7262F),  # beanie, cap, crown, square glasses
}

PROPORTIONS: dict[str, tuple[float, float]] = {
    "head_width": (0.45, 0.035),  # centre and half range of a uniform draw
    "head_height": (0.49, 0.03),
    "taper": (0.10, 0.09),
    "eye_gap": (0.205, 0.018),
    "eye_size": (1.16, 0.12),
    "eye_height": (0.02, 0.03),
    "gaze": (0.0, 0.022),
    "brow_height": (0.215, 0.02),
    "brow_slant": (-0.012, 0.022),
    "nose": (1.0, 0.25),
    "mouth_width": (0.155, 0.025),
    "mouth_height": (0.285, 0.025),
    "hair_volume": (0.0, 0.035),
    "shoulders": (0.63, 0.06),
    "shift_x": (0.0, 0.04),
    "shift_y": (0.09, 0.03),
    "scale": (1.07, 0.04),
    "tilt": (0.0, 0.07),
}

PRIORS: tuple[tuple[float, ...], ...] = (
    (1,) * 6,
    (1,) * 6,
    (0.6, 1, 1, 1, 1, 1, 1, 1),
    (1.5, 1.5, 1, 1, 1, 1, 1, 1),
    (2, 1, 1, 1),
    (1,) * 4,
    (1,) * 5,
    (2.5, 1, 1, 1),
    (3, 1, 1, 1),
    (1, 1),
    (1,) * 6,
)


class Missing(NamedTuple):
    """A pair of attribute values that never meet in a world."""

    attribute: str
    value: int
    other: str
    other_value: int


@dataclass(frozen=True, slots=True)
class World:
    """One distribution of faces. `World()` is the default one, which the documentation shows.

    hue: turns (0..1) by which the hue of each group of `PALETTES` is rotated, in that order.
    priors: for each of `ATTRIBUTES`, the weight of each value; zero means that it never occurs.
    missing: pairs of values that never meet.
    build: for each of `PROPORTIONS`, the shift of its centre, in half ranges (-1..1).
    mirrored: whether every picture is flipped left to right.
    """

    hue: tuple[float, ...] = (0.0,) * len(PALETTES)
    priors: tuple[tuple[float, ...], ...] = field(default=PRIORS)
    missing: tuple[Missing, ...] = ()
    build: tuple[float, ...] = (0.0,) * len(PROPORTIONS)
    mirrored: bool = False

    def __post_init__(self) -> None:
        """Raise `QuizError` unless every measure has its right length and range."""
        counts = tuple(count for _, count in ATTRIBUTES)
        if tuple(len(weights) for weights in self.priors) != counts:
            raise QuizError(f"a world's priors need one weight a value: {counts}")
        if any(min(weights) < 0 or sum(weights) <= 0 for weights in self.priors):
            raise QuizError("a world's priors must not be negative, nor all zero for an attribute")
        if len(self.hue) != len(PALETTES) or len(self.build) != len(PROPORTIONS):
            raise QuizError(f"a world has {len(PALETTES)} hues and {len(PROPORTIONS)} builds")
        if any(abs(shift) > 1 for shift in self.build):
            raise QuizError("a world's build shifts a proportion by at most one half range")

    def attributes(self, n: int, generator: torch.Generator) -> Tensor:
        """Draw int64 `(n, 11)` attribute values; raises `QuizError` if `missing` leaves nothing to draw."""
        values = self._independent(n, generator)
        for _ in range(200):
            wrong = torch.zeros(n, dtype=torch.bool)
            for pair in self.missing:
                wrong |= (values[:, COLUMN[pair.attribute]] == pair.value) & (
                    values[:, COLUMN[pair.other]] == pair.other_value
                )
            again = int(wrong.sum())
            if again == 0:
                return values
            values[wrong] = self._independent(again, generator)
        raise QuizError("this world's missing pairs leave (nearly) no face to draw; remove some")

    def _independent(self, n: int, generator: torch.Generator) -> Tensor:
        columns = [
            torch.multinomial(
                torch.tensor(weights, dtype=torch.float32), n, replacement=True, generator=generator
            )
            for weights in self.priors
        ]
        return torch.stack(columns, dim=1)

    def proportions(self, n: int, generator: torch.Generator) -> Tensor:
        """Draw float32 `(n, 18)` proportions in head units, in the order of `PROPORTIONS`."""
        table = torch.tensor(list(PROPORTIONS.values()))
        centre, reach = table[:, 0], table[:, 1]
        draw = torch.rand(n, len(PROPORTIONS), generator=generator) * 2 - 1
        return centre + reach * (draw + torch.tensor(self.build))

    def palette(self, group: str) -> Tensor:
        """Colours of a group as float32 `(count, 3)` in 0..1, after the turn of the hue."""
        turns = self.hue[tuple(PALETTES).index(group)]
        return rotate_hue(rgb(*PALETTES[group]), turns)


def rgb(*codes: int) -> Tensor:
    """Colours 0xRRGGBB as float32 `(n, 3)` in 0..1."""
    rows = [[code >> 16 & 255, code >> 8 & 255, code & 255] for code in codes]
    return torch.tensor(rows, dtype=torch.float32) / 255


def rotate_hue(colours: Tensor, turns: float) -> Tensor:
    """Rotate colours `(n, 3)` around the grey axis of the RGB cube; what leaves the cube is clipped."""
    if turns == 0:
        return colours
    angle = torch.tensor(turns * 2 * torch.pi)
    cos, sin = angle.cos(), angle.sin()
    along = (1 - cos) / 3
    cross = sin / 3**0.5
    a, b, c = cos + along, along - cross, along + cross
    matrix = torch.stack([torch.stack(row) for row in ((a, b, c), (c, a, b), (b, c, a))])
    return (colours @ matrix.T).clamp(0, 1)


def secret_world(generator: torch.Generator) -> World:
    """Draw a world that nobody has seen: own hues, priors, builds and missing pairs, mirrored or not.

    Every group's hue turns by at least a twelfth of a circle from the default, so that neither weights nor drawings of
    the default world fit; each attribute keeps every value possible, with weights from a half to two.
    """

    def uniform(count: int, low: float, high: float) -> list[float]:
        return (torch.rand(count, generator=generator) * (high - low) + low).tolist()

    pairs: list[Missing] = []
    while len(pairs) < 4:
        first, second = torch.randperm(len(ATTRIBUTES), generator=generator)[:2].tolist()
        values = [
            int(torch.randint(ATTRIBUTES[column][1], (), generator=generator))
            for column in (first, second)
        ]
        if "blush" not in (ATTRIBUTES[first][0], ATTRIBUTES[second][0]):
            pairs.append(Missing(ATTRIBUTES[first][0], values[0], ATTRIBUTES[second][0], values[1]))
    return World(
        hue=tuple(uniform(len(PALETTES), 1 / 12, 11 / 12)),
        priors=tuple(
            tuple(w * 2**e for w, e in zip(weights, uniform(len(weights), -1, 1), strict=True))
            for weights in PRIORS
        ),
        missing=tuple(pairs),
        build=tuple(uniform(len(PROPORTIONS), -0.6, 0.6)),
        mirrored=bool(torch.rand((), generator=generator) < 0.5),
    )
