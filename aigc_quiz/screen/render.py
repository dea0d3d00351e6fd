"""Turns texts into lines that fit a terminal: clean, wrapped by true widths, coloured if wanted."""

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TextIO

from aigc_quiz.screen.formulas import readable

BARS = "▁▂▃▄▅▆▇█"  # heights of a character, the lowest first
WIDEST = 92  # columns; longer lines are hard to read
_NO = ("", "0", "no", "off", "false")
_EMPTY = ("Mn", "Me", "Cf")  # kinds of characters that take no column
_CONTROL = re.compile(
    # ANSI sequences as a whole, then C0, C1 and bidirectional controls one by one.
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
# Closing marks stay with what is before them, opening marks with what follows.
_PIECE = re.compile(
    r" *[（【《「『“‘(\[]*(?:[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’]+|[^\s])"
    r"[，。、；：！？）】》」』”’,.;:!?)\]}%]*"
)
_ITEM = re.compile(r"^\s*(?:[-*•]\s+|\d{1,2}(?:[.)]\s+|、\s*)|\|)")
_BOLD = re.compile(r"(`[^`\n]+`)|\*\*([^*\n]+)\*\*")  # `2 ** n` is code


@dataclass(frozen=True, slots=True)
class Page:
    """How wide the terminal is and whether it shows colours.

    `plain` is for screen readers and terminals without a cursor: one thing a line, nothing drawn.
    `live` belongs to a terminal, whose width may change.
    """

    columns: int = 80
    colour: bool = False
    plain: bool = False
    live: bool = False

    def now(self) -> "Page":
        """The page as wide as its terminal is by now."""
        return replace(self, columns=columns()) if self.live else self

    def bold(self, text: str) -> str:
        """For what is to be read first."""
        return self._styled("1", text)

    def dim(self, text: str) -> str:
        """For what may be skipped."""
        return self._styled("2", text)

    def good(self, text: str) -> str:
        """For what is right."""
        return self._styled("32", text)

    def bad(self, text: str) -> str:
        """For what is wrong."""
        return self._styled("31", text)

    def warm(self, text: str) -> str:
        """For what is in between."""
        return self._styled("33", text)

    def _styled(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text


def page(*, plain: bool = False) -> Page:
    """The page that standard output is: without colours unless it is a terminal that may show them.

    It is plain if that is wanted, here or by `AIGC_QUIZ_PLAIN`, or the terminal has no cursor to move.
    """
    terminal, kind = sys.stdout.isatty(), os.environ.get("TERM", "")
    wanted = os.environ.get("AIGC_QUIZ_PLAIN", "0").strip().casefold() not in _NO
    plain = plain or wanted or (terminal and kind in ("dumb", "unknown"))
    return Page(columns(), shows_colours(sys.stdout) and not plain, plain, live=terminal)


def moves(stream: TextIO) -> bool:
    """Whether a stream is a terminal with a cursor to move."""
    return stream.isatty() and os.environ.get("TERM", "") not in ("dumb", "unknown", "")


def shows_colours(stream: TextIO) -> bool:
    """Whether a stream is a terminal that has colours, and the user wants them."""
    return moves(stream) and not os.environ.get("NO_COLOR")


def columns() -> int:
    """How wide a page is: the terminal, between what is too narrow to write in and too wide to read."""
    return max(20, min(shutil.get_terminal_size((80, 24)).columns, WIDEST))


def aloud(line: str) -> str:
    """A line of a plain page: what is set apart by a dot is set apart by a comma."""
    return line.replace(" · ", ", ")


def clean(text: str) -> str:
    """The text without anything that could steer a terminal or turn the reading direction."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    "))


def width(text: str) -> int:
    """How many columns a clean text takes: Chinese counts two, a combining mark none."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.category(letter) in _EMPTY
        else 2
        if unicodedata.east_asian_width(letter) in "WF"
        else 1
        for letter in text
    )


def wrap(text: str, columns: int, *, indent: str = "", hanging: str | None = None) -> list[str]:
    """One paragraph as lines of at most so many columns; `hanging` indents all lines but the first."""
    later = indent if hanging is None else hanging
    lines: list[str] = []
    line, used, fresh = indent, width(indent), True
    for piece in _pieces(text):
        for part in _broken(piece, columns - width(later)):
            if not fresh and used + width(part) > columns:
                lines.append(line.rstrip())
                line, used, fresh = later, width(later), True
            shown = part.lstrip(" ") if fresh else part
            line += shown
            used += width(shown)
            fresh = fresh and not shown
    if not fresh or not lines:
        lines.append(line.rstrip())
    return lines


def _pieces(text: str) -> Iterator[str]:
    """What must stay together: a Latin word or one Chinese character, with the marks that cling to it."""
    for found in _PIECE.finditer(text):
        yield found[0]


def _broken(piece: str, columns: int) -> Iterator[str]:
    """The piece, cut where it alone is too wide."""
    part, used = "", 0
    for letter in piece:
        if part and used + width(letter) > max(4, columns):
            yield part
            part, used = "", 0
        part += letter
        used += width(letter)
    if part:
        yield part


def body(text: str, to: Page, *, indent: str = "") -> list[str]:
    """Paragraphs, lists and fenced code of a question's text as lines."""
    lines: list[str] = []
    paragraph: list[str] = []

    def flush() -> None:
        if paragraph:
            joined = readable(_BOLD.sub(r"\1\2", _joined(paragraph)))
            marker = _ITEM.match(joined)
            hanging = indent + " " * (width(marker[0]) if marker else 0)
            lines.extend(wrap(joined, to.columns, indent=indent, hanging=hanging))
            paragraph.clear()

    fenced = False
    rule = indent + ("  " if to.plain else f"{to.dim('|')} ")
    for line in clean(text).strip("\n").split("\n"):
        if line.lstrip().startswith("```"):
            flush()
            fenced = not fenced
        elif fenced:
            lines.extend(f"{rule}{part}" for part in _code(line, to.columns - len(indent) - 2))
        elif not line.strip():
            flush()
            if lines and lines[-1]:
                lines.append("")
        else:
            if _ITEM.match(line):
                flush()
            paragraph.append(line.strip())
    flush()
    return lines


def _code(line: str, columns: int) -> Iterator[str]:
    yield from _broken(line, columns) if line else [""]


def _joined(lines: list[str]) -> str:
    text = lines[0]
    for line in lines[1:]:
        apart = width(text[-1:]) < 2 and width(line[:1]) < 2
        text += (" " if apart else "") + line
    return text
