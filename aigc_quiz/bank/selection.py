"""Chooses questions and exercises by topic, category, type, difficulty and tag."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from aigc_quiz.bank.question import TYPES, Brief, Exercise, Question
from aigc_quiz.errors import QuizError

Item = TypeVar("Item", bound=Question | Exercise | Brief)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Names as they were typed; an empty tuple wants all. Kinds are joined by and, names by or."""

    topics: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    difficulties: tuple[str, ...] = ()  # 3, or 2-4
    tags: tuple[str, ...] = ()


def select(items: Sequence[Item], wanted: Wanted) -> Sequence[Item]:
    """The items that fit, in their order; it may be none.

    Raises:
        QuizError: a name is unknown; the message names near ones.
    """
    if wanted == Wanted():
        return items
    items = tuple(items)
    topics = _names("--topic", wanted.topics, {item.topic for item in items})
    categories = _names("--category", wanted.categories, {item.category for item in items})
    types = _names("--type", wanted.types, {*TYPES, "code"})
    tags = _names("--tag", wanted.tags, {tag for item in items for tag in item.tags})
    levels = {level for text in wanted.difficulties for level in _levels(text)}
    return tuple(
        item
        for item in items
        if (not topics or item.topic in topics)
        and (not categories or item.category in categories)
        and (not types or item.type in types)
        and (not levels or item.difficulty in levels)
        and (not tags or tags & {*item.tags})
    )


def _names(option: str, given: Iterable[str], known: set[str]) -> set[str]:
    """The known names that are meant; case, `-` and `_` do not matter."""
    found = set()
    for name in given:
        plain = _plain(name)
        same = {entry for entry in known if _plain(entry) == plain}
        if not same:
            what = option.lstrip("-")
            raise QuizError(f"{option}: unknown {what} {name!r}; {_near(name, known)}")
        found |= same
    return found


def _plain(name: str) -> str:
    return name.strip().casefold().replace("-", "_")


def _near(name: str, known: set[str]) -> str:
    from difflib import get_close_matches

    shown = sorted(known)
    near = get_close_matches(name.casefold(), shown, 3, 0.5)
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"known: {', '.join(shown[:40])}{', ...' if len(shown) > 40 else ''}"


def _levels(text: str) -> range:
    found = re.fullmatch(r"\s*([1-5])\s*(?:-\s*([1-5]))?\s*", text)
    if not found or int(found[2] or found[1]) < int(found[1]):
        raise QuizError(f"--difficulty: {text!r} is no level; use 1 to 5, or a range such as 2-4")
    return range(int(found[1]), int(found[2] or found[1]) + 1)
