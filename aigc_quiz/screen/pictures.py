"""Pictures in the terminal, in as many colours as it has."""

import os
import sys
from typing import TYPE_CHECKING, TextIO

from aigc_quiz.screen import render

if TYPE_CHECKING:
    from torch import Tensor

    from aigc_quiz.images.picture import ColourDepth

_NARROWEST = 12  # characters of one picture: with fewer, a face is no face


def depth(stream: TextIO) -> "ColourDepth":
    """How many colours a stream shows: `none` where it is no terminal, or NO_COLOR or a dumb one asks for that."""
    if not render.shows_colours(stream):
        return "none"
    if os.environ.get("COLORTERM", "").casefold() in ("truecolor", "24bit"):
        return "truecolor"
    return "truecolor" if os.environ["TERM"].endswith("-direct") else "256"


def fitting(count: int, columns: int) -> int:
    """How many of `count` pictures stand side by side in so many characters; at least one."""
    return max(1, min(count, columns // _NARROWEST))


def lines(images: "Tensor", *, columns: int, width: int, colours: "ColourDepth") -> list[str]:
    """Pictures uint8 `(N, 3, H, W)` as lines of half blocks, at most `columns` side by side.

    Without colours a character stands for two pixels' brightness.
    """
    from aigc_quiz.images.picture import half_blocks

    beside = fitting(min(columns, len(images)), width)
    return half_blocks(images, columns=beside, width=width, colour=colours)


def shown(images: "Tensor", page: render.Page, *, columns: int) -> list[str]:
    """The same for standard output, as wide as the page; nothing on a plain one, where nothing is drawn."""
    if page.plain:
        return []
    return lines(images, columns=columns, width=page.columns, colours=depth(sys.stdout))
