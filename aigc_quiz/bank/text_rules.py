"""The rules of what is said in both languages: translated, the same numbers and formulas, sound code."""

import ast
import re
from collections.abc import Iterator

from aigc_quiz.bank import words
from aigc_quiz.bank.question import Question, Text, texts

_HAN = re.compile(r"[\u3400-\u9fff]")
_UNDATED = re.compile(
    r"\b(?:latest|newest|currently|nowadays|as of now|state[- ]of[- ]the[- ]art"
    r"|so far(?! (?:less|more|fewer|apart|from|that|beyond|below|above)))\b"
    r"|目前|最新|现阶段|迄今|截至目前",
    re.I,
)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def faults(question: Question) -> Iterator[str]:
    """What is wrong with the texts of a question; nothing for a sound one."""
    for name, text in texts(question):
        # An option may be a bare number or name; everything else is a sentence.
        yield from languages(name, text, chinese=not name.startswith("option"))
        yield from parity(name, text)
        yield from fences(name, text)


def warnings(question: Question) -> Iterator[str]:
    """What grows old unnoticed: the newest of an unknown day."""
    for name, text in texts(question):
        if name.startswith("option"):
            continue  # what an option says is not said by us
        for lang, said in (("zh", text.zh), ("en", text.en)):
            found = _UNDATED.search(said)
            if found and not _YEAR.search(said):
                yield f"{name}.{lang} says {found[0]!r} without a date; write as of when"


def languages(name: str, text: Text, *, chinese: bool = True) -> Iterator[str]:
    """Each language must be itself; `chinese` demands Chinese letters of the zh side."""
    if chinese and not _HAN.search(text.zh):
        yield f"{name}.zh holds no Chinese; translate it"
    said = words.prose(text.en)
    if len(_HAN.findall(said)) > len(said) / 4:
        yield f"{name}.en is mostly Chinese; translate it"


def parity(name: str, text: Text) -> Iterator[str]:
    """Numbers, formulas and code must be the same in both languages."""
    zh, en = words.unmatched(text.zh, text.en), words.unmatched(text.en, text.zh)
    if zh or en:
        sides = (("zh", zh), ("en", en))
        shown = "; ".join(f"only {lang} has {', '.join(side)}" for lang, side in sides if side)
        yield f"{name}: the numbers differ: {shown}; make zh and en agree"
    different = words.formulas(text.zh) ^ words.formulas(text.en)
    if different:
        shown = ", ".join(f"${formula}$" for formula in sorted(different))
        yield f"{name}: {shown} is a formula in one language only; make zh and en agree"
    zh_code, en_code = code(text.zh), code(text.en)
    if zh_code != en_code and "" not in (*zh_code, *en_code):
        yield f"{name}: the Python code differs between zh and en; make it the same"


def code(text: str) -> list[str]:
    """The Python of a text's fences, in a form that two spellings of one program share."""
    return [_shape(code) for lang, code in words.fences(text) if lang in ("python", "py")]


def _shape(code: str) -> str:
    try:
        return ast.dump(ast.parse(code))
    except (SyntaxError, ValueError):
        return ""  # a rule of its own reports it


def fences(name: str, text: Text) -> Iterator[str]:
    """Code fences must be closed, and Python in them must parse."""
    for lang, said in (("zh", text.zh), ("en", text.en)):
        if len(re.findall(r"^`{3,}", said, re.M)) % 2:
            yield f"{name}.{lang}: a code fence is not closed; add ``` on a line of its own"
        for language, code in words.fences(said):
            if language in ("python", "py"):
                try:
                    ast.parse(code)
                except (SyntaxError, ValueError) as fault:
                    line = getattr(fault, "lineno", 0)
                    yield f"{name}.{lang}: line {line} of its Python code does not parse; correct it"
