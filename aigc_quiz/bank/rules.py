"""Every rule of the content that needs neither a mark nor a proof."""

import ast
import re
from collections.abc import Iterator
from datetime import date

from aigc_quiz.bank import (
    choice_rules,
    exercise_rules,
    numeric_rules,
    source_rules,
    text_rules,
    words,
)
from aigc_quiz.bank.fault import Fault
from aigc_quiz.bank.loader import Bank
from aigc_quiz.bank.question import Choice, Exercise, Fill, Numeric, Question, Short

_TAG = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")

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
        for text in source_rules.faults(item, today):
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
    yield from source_rules.contradictions(bank.items)


def _question(question: Question, ids: set[str]) -> Iterator[str]:
    if not words.KEBAB.fullmatch(question.id):
        yield f"the id is not kebab-case; write it like {_kebab(question.id)!r}"
    for id_ in question.follow_ups:
        if id_ == question.id:
            yield "follow_ups names the question itself; delete it"
        elif id_ not in ids:
            yield f"follow_ups names {id_!r}, which does not exist; correct or delete it"
    yield from _tags(question.tags)
    yield from text_rules.faults(question)
    yield from _proof(question)
    match question:
        case Choice():
            yield from choice_rules.faults(question)
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


def _proof(question: Question) -> Iterator[str]:
    try:
        ast.parse(question.proof)
    except (SyntaxError, ValueError) as fault:
        yield f"line {getattr(fault, 'lineno', 0)} of the proof does not parse; correct it"
    if "code_reading" in question.tags and not text_rules.code(question.stem.en):
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
    for name, any_of in (
        *((f"key_points[{n}]", point.any_of) for n, point in enumerate(question.key_points, 1)),
        *((f"none_of[{n}]", wrong.any_of) for n, wrong in enumerate(question.none_of, 1)),
    ):
        for phrase in (*any_of.zh, *any_of.en):
            if not all(re.search(r"\w", part) for part in phrase.split(" + ")):
                yield f"{name} has {phrase!r} among any_of, a part of which says nothing; write words"
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
    yield from text_rules.languages("title", exercise.title)
    yield from text_rules.languages("statement", exercise.statement)
    yield from text_rules.parity("statement", exercise.statement)
    yield from text_rules.fences("statement", exercise.statement)


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
    yield from text_rules.warnings(question)
