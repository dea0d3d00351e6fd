"""Which questions belong together: follow-ups of each other, and those that catch the same misconception."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TypeVar

from aigc_quiz.bank.briefs import Briefs
from aigc_quiz.bank.question import Brief, Question
from aigc_quiz.bank.question import misconceptions as misconceptions  # others know it from here

_Told = TypeVar("_Told", bound=Question | Brief)
_AHEAD = 12  # how far a question may be brought forward to keep siblings apart


def siblings(one: Question, other: Question) -> bool:
    """Whether one question gives away or follows up the other."""
    return (
        one.id in other.follow_ups
        or other.id in one.follow_ups
        or bool(misconceptions(one) & misconceptions(other))
    )


def other_sides(question: Question, tags: Iterable[str], questions: Iterable[_Told]) -> list[_Told]:
    """The questions that look at the same thing from another side, best first.

    First those that catch one of the misconceptions in `tags`, then the follow-ups of the
    question, then those that it follows up.
    """
    wanted, found = {*tags}, list[tuple[int, int, _Told]]()
    if isinstance(questions, Briefs):
        ahead = questions.holding("id", {*question.follow_ups})
        behind = questions.holding("leads_to", {question.id})
        caught = questions.holding("catches", wanted)
        questions = questions.at(sorted({*ahead, *behind, *caught}))  # type: ignore[assignment]
    for place, other in enumerate(questions):
        if other.id == question.id:
            continue
        if wanted and wanted & misconceptions(other):
            found.append((0, place, other))
        elif other.id in question.follow_ups:
            found.append((1, question.follow_ups.index(other.id), other))
        elif question.id in other.follow_ups:
            found.append((2, place, other))
    found.sort(key=lambda entry: entry[:2])
    return [other for _, _, other in found]


def related(missed: Briefs, questions: Iterable[Question | Brief]) -> frozenset[str]:
    """The ids of questions that look at what was missed from another side."""
    if not missed:
        return frozenset()
    ids, tags, ahead = {*missed.ids()}, missed.words("catches"), missed.words("leads_to")
    return frozenset(
        other.id
        for other in questions
        if other.id in ahead or ids.intersection(other.follow_ups) or tags & misconceptions(other)
    )


def spaced(questions: Sequence[Question]) -> list[Question]:
    """The questions in nearly their order, with siblings and equal topics not side by side.

    Where that cannot be had, siblings are kept apart first, then topics; the order is changed no
    further than needed.
    """
    waiting, last = iter(questions), None
    window, found = list(islice(waiting, _AHEAD)), list[Question]()
    while window:
        clashes = [_clash(last, question) for question in window]
        last = window.pop(clashes.index(min(clashes)))
        found.append(last)
        window += islice(waiting, 1)
    return found


def _clash(last: Question | None, following: Question) -> int:
    if last is None:
        return 0
    return 2 * siblings(last, following) + (last.topic == following.topic)
