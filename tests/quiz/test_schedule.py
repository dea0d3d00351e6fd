import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc_quiz.quiz import schedule

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Reviewed:
    question: str
    at: datetime
    rating: int


reviews = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 10**7), st.integers(1, 4)), max_size=25
).map(
    lambda rows: [
        Reviewed(question, NOW + timedelta(seconds=sum(gap for _, gap, _ in rows[: i + 1])), rating)
        for i, (question, _, rating) in enumerate(rows)
    ]
)


@given(reviews)
def test_replay_is_the_same_as_reviewing_one_by_one(given_reviews):
    memories = {}
    for one in given_reviews:
        memories[one.question] = schedule.review(
            memories.get(one.question), one.rating, one.at, question=one.question
        )

    assert schedule.replay(given_reviews) == memories


@given(reviews)
def test_replay_does_not_touch_the_global_random_state(given_reviews):
    before = random.getstate()
    first = schedule.replay(given_reviews)

    assert random.getstate() == before
    assert schedule.replay(given_reviews) == first


@given(reviews)
def test_a_better_rating_never_comes_sooner(given_reviews):
    memory = schedule.replay(given_reviews).get("a")
    at = NOW + timedelta(days=4000)
    spans = [schedule.review(memory, r, at, question="a").stability for r in schedule.RATINGS]

    assert spans == sorted(spans)


def test_the_interval_shown_is_the_interval_given():
    memory = schedule.review(None, schedule.GOOD, NOW, question="q")
    later = NOW + timedelta(minutes=10)
    shown = schedule.intervals(memory, later, question="q")
    given_spans = [
        schedule.review(memory, r, later, question="q").due - later for r in schedule.RATINGS
    ]

    assert list(shown) == given_spans
    assert shown[0] < shown[2] < shown[3]


def test_no_interval_is_shown_beyond_the_latest_time():
    free = schedule.intervals(None, NOW, question="q")
    capped = schedule.intervals(None, NOW, question="q", latest=NOW + timedelta(days=2))

    assert capped == (*free[:3], timedelta(days=2))
    assert free[3] > timedelta(days=2)


def test_questions_learnt_together_are_spread_by_little():
    days = {
        (schedule.intervals(None, NOW, question=f"q{i}")[3]) // timedelta(days=1) for i in range(50)
    }

    assert days == {7, 8, 9}


def test_recall_falls_with_time():
    memory = schedule.review(None, schedule.EASY, NOW, question="q")

    assert memory.recall(NOW) == 1
    assert memory.recall(NOW + timedelta(days=8)) > memory.recall(NOW + timedelta(days=80))


def test_a_clock_set_back_does_no_harm():
    memory = schedule.review(None, schedule.GOOD, NOW, question="q")

    assert (
        schedule.review(memory, schedule.GOOD, NOW - timedelta(days=30), question="q").reviews == 2
    )


@pytest.mark.parametrize(
    ("score", "correct", "hints", "rating"),
    [(0, False, 0, 1), (0.4, False, 0, 1), (0.5, False, 0, 2), (0.9, True, 1, 2), (1, True, 0, 3)],
)
def test_the_mark_suggests_the_rating(score, correct, hints, rating):
    assert schedule.suggest(score, correct=correct, hints=hints) == rating
