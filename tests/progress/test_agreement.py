from dataclasses import replace
from datetime import UTC, datetime

import pytest

from aigc_quiz.progress.agreement import agreement
from aigc_quiz.progress.events import Answer

ONE = Answer(
    question="q", category="c", topic="t", type="short", difficulty=1, lang="en", text="x", score=0.5,
    suggested=3, rating=3, duration_ms=1, hints=0, session="s", at=datetime(2026, 1, 1, tzinfo=UTC), app="0",
)  # fmt: skip


def rated(*pairs):
    return [replace(ONE, suggested=suggested, rating=rating) for suggested, rating in pairs]


def test_the_shares_that_are_the_same_or_a_step_apart():
    found = agreement(rated((3, 3), (3, 4), (1, 3), (2, 2)))

    assert (found.answers, found.same, found.near) == (4, 0.5, 0.75)


@pytest.mark.parametrize("answers", [[], [replace(ONE, type="single")]])
def test_without_a_short_answer_there_is_none(answers):
    assert agreement(answers) is None
