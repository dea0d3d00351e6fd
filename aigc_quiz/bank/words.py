"""How texts are compared: folded, without code, as numbers and formulas."""

import re
import unicodedata
from collections.abc import Iterable

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")  # of ids and misconceptions
FENCE = re.compile(r"^(`{3,})[ \t]*([\w+-]*)[^\n]*\n(.*?)^\1[ \t]*$", re.M | re.S)
_INLINE = re.compile(r"`[^`\n]+`")
# As GitHub reads it: no space inside the dollars, no digit behind them ("$5 to $7" is money).
FORMULA = re.compile(
    r"\$\$(?P<display>.+?)\$\$"
    r"|(?<![\\$A-Za-z0-9_])\$(?!\s)(?P<inline>[^$\n]+?)(?<![\s\\])\$(?![\d$])",
    re.S,
)
_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_LATEX_WORDS = re.compile(r"\\(?:text|mathrm|operatorname)\{[^{}]*\}")
# Not inside a word (GPT-4, R3GAN, v1.5, 3D), nor behind a point.
_NUMBER = re.compile(
    r"(?<![A-Za-z_.\d])(?<![A-Za-z][-_])(\d{1,3}(?:,\d{3})+|\d++)(?!D(?![A-Za-z]))(\.\d+)?(e[-+]?\d+)?"
    r"(?:\s*(万亿|十亿|百万|亿|万|千(?!克|米)|thousand|million|billion|trillion|[KMBT](?![A-Za-z]))|(\s*月))?"
)
_SCALES = {
    "千": 1e3, "万": 1e4, "百万": 1e6, "亿": 1e8, "十亿": 1e9, "万亿": 1e12, "thousand": 1e3,
    "million": 1e6, "billion": 1e9, "trillion": 1e12, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12,
}  # fmt: skip
# A number in digits may stand in words in the other language.
_SPELLED = {
    0: r"\b(zero|no|none)\b|[零〇无]", 0.5: "half|halves|半", 1: r"\b(ones?|first|once|single|an?)\b|[一单首]",
    2: r"\b(two|second|twice|both|double|pair)|[二两双倍]", 3: r"\b(three|third|triple)|三",
    4: r"\b(four|quarter)|四", 5: r"\b(five|fifth)|五", 6: r"\bsix|六", 7: r"\bseven|七", 8: r"\beight|八",
    9: r"\b(nine|ninth)|九", 10: r"\bten|十", 11: r"\beleven|十一", 12: r"\b(twelve|dozen)|十二",
    100: "hundred|百", 1e3: "thousand|千", 1e4: "万", 1e5: "十万", 1e6: "million|百万", 1e8: "亿", 1e9: "billion|十亿",
    1e12: "trillion|万亿",
}  # fmt: skip


def folded(text: str) -> str:
    """Lower case, one width, single spaces: what makes two wordings the same."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def fences(text: str) -> list[tuple[str, str]]:
    """Each code fence as (language, code)."""
    return [(found[2].lower(), found[3]) for found in FENCE.finditer(text)]


def prose(text: str) -> str:
    """The text without code."""
    return _INLINE.sub(" ", FENCE.sub("\n", text))


def placeholders(text: str) -> frozenset[str]:
    """The names that stand in `{{...}}`."""
    return frozenset(_PLACEHOLDER.findall(text))


def formulas(text: str) -> frozenset[str]:
    """Each `$...$`, without spaces and without words, which a translation may change."""
    bare = _INLINE.sub(" ", FENCE.sub("\n", text))
    found = (display or inline for display, inline in FORMULA.findall(bare))
    return frozenset(re.sub(r"\s+", "", _LATEX_WORDS.sub("", formula)) for formula in found)


def numbers(text: str) -> dict[float, str]:
    """Each number written in digits, by value, as it is written.

    Left out are numbers in fences, formulas, placeholders and words (GPT-4), and months.
    """
    bare = _PLACEHOLDER.sub(" ", FORMULA.sub(" ", FENCE.sub("\n", text)))
    found = {}
    for match in _NUMBER.finditer(unicodedata.normalize("NFKC", bare)):
        whole, point, power, scale, month = match.groups()
        if not month:
            value = float(whole.replace(",", "") + (point or "") + (power or ""))
            found[value * _SCALES.get(scale or "", 1.0)] = match[0].strip()
    return found


def unmatched(text: str, other: str) -> list[str]:
    """The numbers of a text that its translation lacks, in digits and in words."""
    there = numbers(other)
    plain = unicodedata.normalize("NFKC", other).casefold()
    return [
        written
        for value, written in numbers(text).items()
        if not any(abs(value - one) <= 1e-9 * max(abs(value), 1) for one in there)
        and not (value in _SPELLED and re.search(_SPELLED[value], plain))
    ]


def filled(text: str, variables: Iterable[tuple[str, float]]) -> str:
    """The text with numbers in place of `{{names}}`."""
    for name, value in variables:
        text = text.replace("{{" + name + "}}", number(value))
    return text


def number(value: float) -> str:
    """The shortest form that a reader takes in: whole numbers without a point."""
    if value == int(value) and abs(value) < 1e16:
        return str(int(value))
    return f"{value:.6g}"
