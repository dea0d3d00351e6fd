"""Reads a number as people type it: widths, separators, fractions, powers, percent, units, 万 and 亿."""

import math
import re
import unicodedata
from dataclasses import dataclass

from aigc_quiz.bank.formula import evaluate
from aigc_quiz.bank.question import Text
from aigc_quiz.errors import QuizError

_LEAD = re.compile(
    r"^(?:answer|答案|结果|it|is|are|是|为|大?约|大概|about|approx\w*|around|roughly|[=≈~≃:$¥€£.,\s](?!\d)|[=≈~≃:$¥€£\s])+"
)
_GROUPS = re.compile(r"(?<![\d.])\d{1,3}(?:([, _'])\d{3})(?:\1\d{3})*(?![\d])")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?")
_SUM = re.compile(r"[-+]?[\d.(](?:[\d.\s()*/+-]|e[+-]?\d)*")
_SCALES = {
    "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8, "十亿": 1e9, "百亿": 1e10,
    "千亿": 1e11, "万亿": 1e12, "兆": 1e12, "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6,
    "million": 1e6, "b": 1e9, "bn": 1e9, "g": 1e9, "billion": 1e9, "t": 1e12, "trillion": 1e12,
}  # fmt: skip
_FAMILIES = (
    {"b": 1.0, "byte": 1.0, "bytes": 1.0, "字节": 1.0}
    | {f"{p}b": 1000.0**i for i, p in enumerate("kmgtp", 1)}
    | {f"{p}ib": 1024.0**i for i, p in enumerate("kmgtp", 1)},
    {"ns": 1e-9, "us": 1e-6, "μs": 1e-6, "ms": 1e-3, "毫秒": 1e-3, "微秒": 1e-6, "s": 1.0, "秒": 1.0,
     "sec": 1.0, "second": 1.0, "seconds": 1.0, "min": 60.0, "minute": 60.0, "minutes": 60.0,
     "分钟": 60.0, "h": 3600.0, "hour": 3600.0, "hours": 3600.0, "小时": 3600.0, "d": 86400.0,
     "day": 86400.0, "days": 86400.0, "天": 86400.0},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typed:
    """A number in the unit of the question; `converted` names another unit that was typed along."""

    value: float
    converted: str = ""


def read(answer: str, unit: Text) -> Typed | None:
    """The number that the answer states, in the question's unit; None if it states none."""
    text = unicodedata.normalize("NFKC", answer[:400]).casefold().strip()
    text = text.replace("−", "-").replace("–", "-").replace("＄", "$")
    if chinese := re.match(r"百分之\s*(.+)$", text):
        text = chinese[1] + "%"
    text = _LEAD.sub("", text)
    text = _GROUPS.sub(lambda found: re.sub(r"[, _']", "", found[0]), text)
    text = re.sub(r"(?<=[\d)])\s*[×·⋅]\s*(?=[\d(])|(?<=[\d)])\s*x\s*(?=[\d(])", "*", text)
    text = text.replace("^", "**")
    value, rest = _leading(text)
    if value is None or not math.isfinite(value):
        return None
    rest = rest.strip(" 。.!,;约左右")
    return _in_unit(value, rest, unit)


def _leading(text: str) -> tuple[float | None, str]:
    found = _SUM.match(text)
    if not found:
        return None, text
    shown = found[0].rstrip()
    if _NUMBER.fullmatch(shown):
        return float(shown), text[len(shown) :]
    shown = re.sub(r"\b0+(?=\d)", "", shown)  # Python's grammar refuses 007
    try:
        return evaluate(shown, {}), text[found.end() :]
    except (QuizError, ValueError, ArithmeticError):
        number = _NUMBER.match(text)
        # `1,5` or `1.2.3`: better to ask again than to guess.
        return (float(number[0]), text[number.end() :]) if number else (None, text)


def _in_unit(value: float, rest: str, unit: Text) -> Typed | None:
    wanted = {_bare(unit.zh), _bare(unit.en)} - {""}
    given = _bare(rest)
    if not given or given in wanted:
        return Typed(value)
    if given in {"%", "percent", "percentage", "百分点"}:
        return Typed(value if "%" in wanted else value / 100)
    if re.search(r"\d", given):
        return None
    for family in _FAMILIES:
        asked = next((name for name in wanted if name in family), "")
        if asked and given in family:
            return Typed(value * family[given] / family[asked], rest)
    for scale in sorted(_SCALES, key=len, reverse=True):
        behind = given.removeprefix(scale)
        latin = scale.isascii()
        # `m` may begin a word ("messages"): a Latin scale stands alone, or before the unit.
        apart = rest.startswith(scale + " ") or not behind or behind in wanted
        if given.startswith(scale) and (apart or not latin):
            return Typed(value * _SCALES[scale])
    return Typed(value)


def _bare(unit: str) -> str:
    name = unicodedata.normalize("NFKC", unit).casefold().replace(" ", "").replace("µ", "μ")
    return name[:-1] if len(name) > 3 and name.endswith("s") and name.isascii() else name
