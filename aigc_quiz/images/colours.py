"""The colours of each face."""

from typing import NamedTuple, Self

import torch
from torch import Tensor

from aigc_quiz.images.world import COLUMN, World, rgb

INK = 0x2A2030
WHITE = 0xFFFFFF
_OWN = 13  # how many of the colours differ from face to face


class Colours(NamedTuple):
    """The colours of each face, `(n, 3)` in 0..1; the last five are the same for all, `(1, 3)`."""

    skin: Tensor
    skin_line: Tensor
    skin_shade: Tensor
    skin_light: Tensor
    blush: Tensor
    hair: Tensor
    hair_line: Tensor
    hair_light: Tensor
    hair_shade: Tensor
    iris: Tensor
    shirt: Tensor
    shirt_line: Tensor
    shirt_light: Tensor
    ink: Tensor
    white: Tensor
    mouth: Tensor
    tongue: Tensor
    accent: Tensor  # (4, 3): beanie, cap, crown, square glasses

    @classmethod
    def of(cls, world: World, attributes: Tensor) -> Self:
        """Look the colours of `(n, 11)` attributes up in a world's palettes."""

        def chosen(group: str) -> Tensor:
            table = world.palette(group).to(attributes.device)
            return table[attributes[:, COLUMN[group]]]

        def fixed(code: int) -> Tensor:
            return rgb(code).to(attributes.device)

        skin, hair, shirt = chosen("skin"), chosen("hair_colour"), chosen("shirt")
        ink, white = fixed(INK), fixed(WHITE)
        rose = fixed(0xFF5E6C)
        return cls(
            skin=skin,
            skin_line=mix(skin * 0.55, ink, 0.45),
            skin_shade=skin * torch.tensor([0.86, 0.80, 0.80], device=skin.device),
            skin_light=mix(skin, white, 0.4),
            blush=mix(skin, rose, 0.62),
            hair=hair,
            hair_line=mix(hair * 0.5, ink, 0.5),
            hair_light=mix(hair, white, 0.45),
            hair_shade=hair * 0.86,
            iris=chosen("iris"),
            shirt=shirt,
            shirt_line=mix(shirt * 0.5, ink, 0.5),
            shirt_light=mix(shirt, white, 0.45),
            ink=ink,
            white=white,
            mouth=fixed(0x7A2233),
            tongue=fixed(0xF2788A),
            accent=world.palette("accent").to(attributes.device),
        )

    def rows(self, rows: Tensor | None) -> "Colours":
        """The colours of some faces."""
        if rows is None:
            return self
        return Colours(*(c[rows] if i < _OWN else c for i, c in enumerate(self)))


def mix(first: Tensor, second: Tensor, share: float) -> Tensor:
    """`share` of the second colour in the first."""
    return first + (second - first) * share
