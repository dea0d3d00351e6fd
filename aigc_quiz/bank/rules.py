"""Every rule of the content that needs neither a mark nor a proof."""

import ast
import re
from collections.abc import Iterator
from datetime import date

from aigc_quiz.bank import choice_rules, exercise_rules, numeric_rules, words
from aigc_quiz.bank.fault import Fault
from aigc_quiz.bank.loader import Bank
from aigc_quiz.bank.question import (
    Choice,
    Exercise,
    Fill,
    Numeric,
    Question,
    Reference,
    Short,
    Text,
)

REVIEW_DAYS = {"fast": 120, "slow": 365, "stable": 730}
_TAG = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
_ARXIV = re.compile(r"(\d\d)(\d\d)\.\d{4,5}(v\d+)?")
_OLD_ARXIV = re.compile(r"[a-z-]+(\.[A-Z]{2})?/(\d\d)(\d\d)\d{3}")
_HAN = re.compile(r"[\u3400-\u9fff]")

Item = Question | Exercise


def faults(bank: Bank, today: date, unread: frozenset[str] = frozenset()) -> list[Fault]:
    """Each broken rule of each record, in the order of the files.

    `unread` holds ids of records that are there and could not be read: follow_ups may name them.
    """
    ids = {item.id for item in bank.items} | unread
    return [Fault(item.path, item.line, item.id, text) for item, text in _records(bank, today, ids)]


def _records(bank: Bank, today: date, ids: set[str]) -> Iterator[tuple[Item, str]]:
    told: dict[str, Item] = {}  # explanations
    for item in bank.items:
        for text in _sources(item, today):
            yield item, text
        if isinstance(item, Exercise):
            rules = _exercise(item)
        else:
            rules = _question(item, ids)
            for text in (item.explanation.zh, item.explanation.en):
                twin = told.setdefault(words.folded(text), item)
                if twin is not item:
                    yield item, f"the explanation is that of {twin.id}; write its own"
        for text in rules:
            yield item, text


def _question(question: Question, ids: set[str]) -> Iterator[str]:
    if not words.KEBAB.fullmatch(question.id):
        yield f"the id is not kebab-case; write it like {_kebab(question.id)!r}"
    for id_ in question.follow_ups:
        if id_ == question.id:
            yield "follow_ups names the question itself; delete it"
        elif id_ not in ids:
            yield f"follow_ups names {id_!r}, which does not exist; correct or delete it"
    yield from _tags(question.tags)
    yield from _languages("title", question.title)
    yield from _languages("stem", question.stem)
    yield from _languages("explanation", question.explanation)
    yield from parity("stem", question.stem)
    yield from _fences("stem", question.stem)
    yield from _fences("explanation", question.explanation)
    yield from _proof(question)
    match question:
        case Choice():
            yield from choice_rules.faults(question)
            for number, option in enumerate(question.options, 1):
                yield from parity(f"option {number}", option.text)
        case Numeric():
            yield from numeric_rules.faults(question)
        case Fill():
            yield from _accept(question)
        case Short():
            yield from _short(question)


def _kebab(id_: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", id_.lower()).strip("-") or "my-question"


def _tags(tags: tuple[str, ...]) -> Iterator[str]:
    for tag in tags:
        if not _TAG.fullmatch(tag):
            yield f"tag {tag!r} is not lower case letters, digits, _ and -; change it"
    if len(set(tags)) < len(tags):
        yield "a tag is there twice; delete one"


def _languages(name: str, text: Text) -> Iterator[str]:
    if not _HAN.search(text.zh):
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
    if _code(text.zh) != _code(text.en):
        yield f"{name}: the Python code differs between zh and en; make it the same"


def _code(text: str) -> list[str]:
    return [_shape(code) for lang, code in words.fences(text) if lang in ("python", "py")]


def _shape(code: str) -> str:
    try:
        return ast.dump(ast.parse(code))
    except (SyntaxError, ValueError):
        return ""  # a rule of its own reports it


def _fences(name: str, text: Text) -> Iterator[str]:
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


def _proof(question: Question) -> Iterator[str]:
    try:
        ast.parse(question.proof)
    except (SyntaxError, ValueError) as fault:
        yield f"line {getattr(fault, 'lineno', 0)} of the proof does not parse; correct it"
    if "code_reading" in question.tags and not _code(question.stem.en):
        yield "a code_reading question has no ```python fence in its stem; add the code"


def _accept(question: Fill) -> Iterator[str]:
    for lang, accepted in (("zh", question.accept.zh), ("en", question.accept.en)):
        plain = [words.folded(word) for word in accepted]
        twice = sorted({word for word in plain if plain.count(word) > 1})
        if twice:
            yield f"accept.{lang} has {twice[0]!r} twice; case, width and spaces do not count"


def _short(question: Short) -> Iterator[str]:
    if not 3 <= len(question.key_points) <= 7:
        yield f"has {len(question.key_points)} key_points; a 'short' question has 3 to 7"
    for number, point in enumerate(question.key_points, 1):
        if point.weight <= 0:
            yield f"key_points[{number}].weight is {point.weight}; it must be above 0"
    if len({words.folded(point.text.zh) for point in question.key_points}) < len(
        question.key_points
    ):
        yield "two key_points are the same; delete one"
    for number, wrong in enumerate(question.none_of, 1):
        if not words.KEBAB.fullmatch(wrong.misconception):
            yield f"none_of[{number}].misconception is not kebab-case; write it like 'gan-is-aigc'"
    if len(question.cases) < 3 or {case.lang for case in question.cases} != {"zh", "en"}:
        yield "has fewer than 3 cases, or none in one language; add answers with their score range"
    for number, case in enumerate(question.cases, 1):
        if not 0 <= case.low <= case.high <= 1:
            yield f"cases[{number}]: needs 0 <= min <= max <= 1; it has {case.low} and {case.high}"


def _exercise(exercise: Exercise) -> Iterator[str]:
    yield from exercise_rules.faults(exercise)
    yield from _tags(exercise.tags)
    yield from _languages("title", exercise.title)
    yield from _languages("statement", exercise.statement)
    yield from parity("statement", exercise.statement)
    yield from _fences("statement", exercise.statement)


def _sources(item: Item, today: date) -> Iterator[str]:
    age = (today - item.reviewed).days
    if age < 0:
        yield f"reviewed is {item.reviewed}, after today; correct it"
    elif age > REVIEW_DAYS[item.volatility]:
        yield (
            f"was reviewed {age} days ago; '{item.volatility}' allows {REVIEW_DAYS[item.volatility]}:"
            " check its facts and set reviewed"
        )
    for reference in item.references:
        for text in _reference(reference, today):
            yield f"reference {reference.title!r}: {text}"


def _reference(reference: Reference, today: date) -> Iterator[str]:
    if reference.year > today.year:
        yield f"year {reference.year} is in the future; correct it"
    if not reference.link:
        yield "has no arxiv, doi or url; add one"
    if reference.url and not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", reference.url):
        yield f"url {reference.url!r} is no web address; begin it with https://"
    if reference.doi and not re.fullmatch(r"10\.\d{4,9}/\S+", reference.doi):
        yield f"doi {reference.doi!r} is no DOI; write it like 10.1145/3422622"
    if reference.arxiv:
        found = _ARXIV.fullmatch(reference.arxiv) or _OLD_ARXIV.fullmatch(reference.arxiv)
        if not found:
            yield f'arxiv {reference.arxiv!r} is no arXiv id; write it like "1406.2661"'
            return
        yy, mm = (found[1], found[2]) if found.re is _ARXIV else (found[2], found[3])
        year = int(yy) + (1900 if int(yy) > 90 else 2000)
        if not 1 <= int(mm) <= 12 or (year, int(mm)) > (today.year, today.month):
            yield f"arxiv {reference.arxiv!r} has no possible month; correct it"
        # A paper is cited by the year it was posted, or by that of the conference after it.
        elif reference.year not in (year, year + 1):
            yield (
                f"year {reference.year} does not fit arXiv {reference.arxiv}, posted in {year}; "
                f"write {year} or {year + 1}, or cite a later edition by its doi or url"
            )


_UNDATED = re.compile(
    r"\b(?:latest|newest|currently|nowadays|as of now|state[- ]of[- ]the[- ]art|so far)\b"
    r"|目前|最新|现阶段|迄今|截至目前",
    re.I,
)


def warnings(bank: Bank) -> list[Fault]:
    """What a writer should look at again; none of it breaks a rule."""
    return [
        Fault(item.path, item.line, item.id, text)
        for item in bank.questions
        for text in _warnings(item)
    ]


def _warnings(question: Question) -> Iterator[str]:
    if isinstance(question, Choice):
        yield from choice_rules.warnings(question)
    for name, text in (("stem", question.stem), ("explanation", question.explanation)):
        for lang, said in (("zh", text.zh), ("en", text.en)):
            found = _UNDATED.search(said)
            if found and not re.search(r"(?<!\d)20\d\d(?!\d)", said):
                yield f"{name}.{lang} says {found[0]!r} without a date; write as of when"
    yield from parity("explanation", question.explanation)
