"""Whose claim is it? What is said of one of two things compared does not count for the other."""

import re
from collections.abc import Iterable
from functools import lru_cache

from aigc_quiz.quiz.lexicon import CONTRASTS
from aigc_quiz.quiz.phrases import plain

_LEAD = 14  # characters from the start of a key point within which its subject stands


@lru_cache(maxsize=1)
def _groups() -> tuple[tuple[re.Pattern[str], ...], ...]:
    """For each line of CONTRASTS, one pattern for each thing compared."""
    return tuple(
        tuple(_pattern(thing.split("|")) for thing in line.split("/"))
        for line in CONTRASTS.strip().splitlines()
    )


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    parts = []
    for name in names:
        name = plain(name.strip()).text
        latin = re.match(r"[a-z0-9]", name)
        end = r"(?:e?s)?(?![a-z0-9])" if re.search(r"[a-z]$", name) else ""
        parts.append(
            (r"(?<![a-z0-9-])" if latin else "") + re.escape(name).replace(r"\ ", "[ -]?") + end
        )
    return re.compile("|".join(parts))


Role = tuple[int, frozenset[int]]  # a line of CONTRASTS, and the things on it that a point is about


def roles(points: Iterable[tuple[str, str]]) -> tuple[tuple[Role, ...], ...]:
    """For each key point (its folded texts in zh and en), of which of the things compared it speaks.

    A line of CONTRASTS counts where different points begin with different things on it.
    """
    points = list(points)
    found: list[list[Role]] = [[] for _ in points]
    for number, things in enumerate(_groups()):
        leads = [
            frozenset(
                i
                for i, thing in enumerate(things)
                if any((hit := thing.search(text)) and hit.start() <= _LEAD for text in texts)
            )
            for texts in points
        ]
        if len(set(filter(None, leads))) < 2:
            continue
        for role, lead, texts in zip(found, leads, points, strict=True):
            if lead:
                named = (i for i, thing in enumerate(things) if any(map(thing.search, texts)))
                role.append((number, lead | frozenset(named)))
    return tuple(tuple(role) for role in found)


def elsewhere(clause: str, place: int, role: tuple[Role, ...]) -> bool:
    """Whether a plain clause, up to a place in it, speaks of things that its key point is not about."""
    for number, mine in role:
        things = _groups()[number]
        if any(things[i].search(clause) for i in mine):
            continue
        if any(thing.search(clause, 0, place) for thing in things):
            return True
    return False
