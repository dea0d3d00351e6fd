r"""A record's text as Markdown that GitHub shows as it was meant.

GitHub reads a formula in `$...$` only where a space or the line's start is before it, and unescapes
`\{` and `\\` in it before it is typeset. Both are avoided by its other form, $`...`$, and a space.
"""

import re
import unicodedata
from collections.abc import Iterator

from aigc_quiz.bank import words

_TOKEN = re.compile(rf"(?P<code>`[^`\n]+`)|{words.FORMULA.pattern}|\*\*(?P<bold>[^*\n]+)\*\*", re.S)
_ITEM = re.compile(r"\s*(?:(?P<bullet>[-*•])|(?P<number>\d{1,2}[.)]))\s+(?P<text>.+)")


def block(text: str, *, indent: str = "") -> list[str]:
    """The lines of a text: paragraphs, lists and fenced code, one blank line between them."""
    lines: list[str] = []
    before = ""
    for kind, part in _parts(text.strip("\n")):
        if lines and not (kind == before == "item"):
            lines.append("")
        lines += part.split("\n")
        before = kind
    return [f"{indent}{line}" if line else "" for line in lines]


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Each paragraph, list item or code fence, as Markdown, by its kind."""
    at = 0
    for fence in words.FENCE.finditer(text):
        yield from _prose(text[at : fence.start()])
        yield "code", fence[0].rstrip()
        at = fence.end()
    yield from _prose(text[at:])


def _prose(text: str) -> Iterator[tuple[str, str]]:
    for paragraph in re.split(r"\n\s*\n", text):
        kept: list[str] = []
        for line in paragraph.split("\n"):
            item = _ITEM.match(line)
            if item and kept:
                yield "text", _paragraph(kept)
                kept = []
            if item:
                sign = "-" if item["bullet"] else item["number"]
                yield "item", f"{sign} {inline(item['text'].strip())}"
            elif line.strip():
                kept.append(line.strip())
        if kept:
            yield "text", _paragraph(kept)


def _paragraph(lines: list[str]) -> str:
    """The lines as one: a reader of Chinese would see a space at each line's end."""
    joined = lines[0]
    for line in lines[1:]:
        apart = not (_wide(joined[-1:]) or _wide(line[:1]))
        joined += (" " if apart else "") + line
    # Nothing at its beginning may open a heading, a list, a quotation or a table.
    return re.sub(r"\A(\d*)([.)](?=\s)|[#>+=|-])", r"\1\\\2", inline(joined))


def _wide(letter: str) -> bool:
    return letter != "" and unicodedata.east_asian_width(letter) in "WF"


def inline(text: str) -> str:
    """One paragraph or title: code, formulas and bold words stay, everything else is plain text."""
    shown, at = "", 0
    for found in _TOKEN.finditer(text):
        shown += plain(text[at : found.start()])
        at = found.end()
        if found["code"]:
            shown += found["code"]
        elif found["bold"]:
            # Stars next to a mark such as a bracket or a full stop may open or close nothing.
            stars = re.fullmatch(r"\w(.*\w)?", found["bold"], re.S)
            inside = inline(found["bold"])
            shown += f"**{inside}**" if stars else f"<strong>{inside}</strong>"
        else:
            formula = (found["display"] or found["inline"]).strip()
            before = "" if not shown or shown[-1].isspace() else " "
            after = " " if text[at : at + 1].isalnum() else ""
            shown += f"{before}$`{formula}`${after}"
    return shown + plain(text[at:])


def plain(text: str) -> str:
    """Text in which no character means anything to Markdown, HTML or GitHub's formulas."""
    text = re.sub(r"&(?=#|\w+;)", "&amp;", text).replace("<", "&lt;")
    text = re.sub(r"\\(?=[!-/:-@\[-`{-~]|$)", r"\\\\", text)
    text = re.sub(r"[*`~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|\](?=[(\[:])", r"\\\g<0>", text)
    return text.replace("$", "<span>$</span>")


def fenced(text: str, language: str = "") -> list[str]:
    """Text as a block of code, whatever it holds."""
    ticks = "`" * max([3, *(len(run) + 1 for run in re.findall(r"`+", text))])
    return [f"{ticks}{language}", *text.strip("\n").split("\n"), ticks]


def code(text: str) -> str:
    """Text as inline code, whatever it holds."""
    ticks = "`" * (max((len(run) for run in re.findall(r"`+", text)), default=0) + 1)
    edge = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{edge}{text}{edge}{ticks}"


def folded(summary: str, lines: list[str]) -> list[str]:
    """Lines behind a summary that a click opens; the blank lines make GitHub read them as Markdown."""
    return ["<details>", f"<summary>{summary}</summary>", "", *lines, "", "</details>"]
