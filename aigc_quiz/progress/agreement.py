"""How well the suggested ratings of short answers agree with the learner's own."""

from collections.abc import Iterable
from dataclasses import dataclass

from aigc_quiz.progress.events import Answer


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of so many short answers, the shares (0 to 1) whose two ratings are the same, or a step apart at most."""

    answers: int
    same: float
    near: float


def agreement(answers: Iterable[Answer]) -> Agreement | None:
    """The agreement over the short answers that stand; None where there is none.

    By pipe the suggested rating is taken as it is, so such answers agree by construction.
    """
    gaps = [abs(a.suggested - a.rating) for a in answers if a.type == "short"]
    if not gaps:
        return None
    return Agreement(
        answers=len(gaps),
        same=sum(gap == 0 for gap in gaps) / len(gaps),
        near=sum(gap <= 1 for gap in gaps) / len(gaps),
    )
