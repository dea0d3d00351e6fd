"""Chooses questions by what the command line names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aigc_quiz.bank.question import TYPES, Question
from aigc_quiz.errors import QuizError


@dataclass(frozen=True, slots=True)
class Wanted:
    """Names as they were typed; an empty tuple wants all. Kinds are joined by and, names by or."""

    topics: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    difficulties: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def select(questions: Sequence[Question], wanted: Wanted) -> tuple[Question, ...]:
    """The questions that fit.

    Raises:
        QuizError: a name is unknown (the message names near ones), or nothing fits.
    """
    topics = _names("--topic", wanted.topics, {q.topic for q in questions})
    categories = _names("--category", wanted.categories, {q.category for q in questions})
    tags = _names("--tag", wanted.tags, {tag for q in questions for tag in q.tags})
    types = _names("--type", wanted.types, {*TYPES, _CODE})
    levels = {level for text in wanted.difficulties for level in _levels(text)}
    found = tuple(
        q
        for q in questions
        if (not topics or q.topic in topics)
        and (not categories or q.category in categories)
        and (not types or q.type in types or (_CODE in types and _CODE in q.tags))
        and (not levels or q.difficulty in levels)
        and (not tags or tags & {*q.tags})
    )
    if not found:
        raise QuizError("no question fits all of these filters; leave one out")
    return found


_CODE = "code_reading"  # a tag that reads like a type


def _names(option: str, given: Iterable[str], known: set[str]) -> set[str]:
    found = set()
    for name in given:
        plain = name.strip().casefold().replace("-", "_")
        same = {entry for entry in known if entry.casefold().replace("-", "_") == plain}
        if not same:
            raise QuizError(
                f"{option}: unknown {option.lstrip('-')} {name!r}; {_near(plain, known)}"
            )
        found |= same
    return found


def _near(name: str, known: set[str]) -> str:
    from difflib import get_close_matches

    inside = sorted(entry for entry in known if name and name in entry.casefold())
    near = list(dict.fromkeys([*get_close_matches(name, sorted(known), 3, 0.5), *inside]))[:4]
    if near:
        return f"did you mean {' or '.join(near)}?"
    shown = sorted(known)
    return f"known: {', '.join(shown[:40])}{', ...' if len(shown) > 40 else ''}"


def _levels(text: str) -> range:
    found = re.fullmatch(r"\s*([1-5])\s*(?:(?:-|\.\.)\s*([1-5]))?\s*", text)
    if not found or int(found[2] or found[1]) < int(found[1]):
        raise QuizError(f"--difficulty: {text!r} is no level; use 1 to 5, or a range such as 2-4")
    return range(int(found[1]), int(found[2] or found[1]) + 1)
