import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from aigc_quiz.bank.loader import load_bank
from aigc_quiz.progress.events import Answer
from aigc_quiz.quiz import schedule
from aigc_quiz.screen.trends import days_ahead, trends

SAMPLE = Path(__file__).parents[1] / "quiz" / "sample"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ANSWER = Answer(
    question="sample-single", category="definitions", topic="basics", type="single", difficulty=2, lang="en", text="b",
    options=(0, 1, 2), score=0.0, suggested=1, rating=1, duration_ms=30_000, hints=0, session="s", at=NOW, app="0",
)  # fmt: skip
RIGHT = replace(ANSWER, text="a", score=1.0, suggested=3, rating=3)


@pytest.fixture(scope="module")
def questions():
    return load_bank(SAMPLE).questions


@pytest.fixture
def zone(monkeypatch):
    def change(name):
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield change
    monkeypatch.undo()
    time.tzset()


def found(questions, *answers, now=NOW, prefix=""):
    memories = {k.removeprefix(prefix): m for k, m in schedule.replay(answers).items()}
    return trends(questions, answers, memories, now, prefix)


def ago(answer, **span):
    return replace(answer, at=NOW - timedelta(**span))


def test_days_are_the_users_own(questions, zone):
    late = replace(RIGHT, at=datetime(2026, 11, 24, 23, 30, tzinfo=UTC))
    zone("UTC")
    assert found(questions, late).calendar == {date(2026, 11, 24): 1}
    zone("Asia/Shanghai")
    assert found(questions, late).calendar == {date(2026, 11, 25): 1}
    assert found(questions, late).seconds == {date(2026, 11, 25): 30.0}


def test_what_is_overdue_counts_for_today_and_what_is_far_for_no_day(questions, zone):
    zone("UTC")
    old = [ago(RIGHT, days=60), ago(RIGHT, days=59)]
    over = found(questions, *old)
    assert (over.ahead[0], sum(over.ahead), len(over.ahead)) == (1, 1, 14)
    assert days_ahead(over.today)[0] == date(2026, 11, 25)

    fresh = [ago(RIGHT, days=60), ago(RIGHT, minutes=1)]
    assert sum(found(questions, *fresh).ahead) == 0


@pytest.mark.parametrize("prefix", ["", "mine-1234/"])
def test_a_wrong_answer_tells_its_misconception_through_the_drawn_order(questions, prefix):
    pears = replace(ANSWER, question=f"{prefix}sample-single", options=(2, 1, 0))
    (one,) = found(questions, pears, pears, prefix=prefix).mixups
    assert (one.tag, one.times, one.questions, one.open) == ("likes-pears", 2, ("sample-single",), True)  # fmt: skip
    assert one.why.en == "The pear is wrong."


def test_a_misconception_is_open_until_it_is_right_a_day_later(questions):
    wrong = ago(ANSWER, days=3)
    soon, later = ago(RIGHT, days=2, hours=23), ago(RIGHT, days=1)

    assert [one.open for one in found(questions, wrong, soon).mixups] == [True]
    assert [one.open for one in found(questions, wrong, soon, later).mixups] == [False]
    assert [one.open for one in found(questions, wrong, later, ANSWER).mixups] == [True]


def test_numbers_and_prose_tell_theirs_too(questions):
    number = replace(ANSWER, question="sample-numeric", type="numeric", text="24576", options=(), variables=(("layers", 48.0),))  # fmt: skip
    prose = replace(ANSWER, question="sample-short", type="short", text="It freezes the discriminator.", options=())  # fmt: skip

    assert {m.tag for m in found(questions, number, prose).mixups} == {"mebi-for-gibi", "detach-freezes"}  # fmt: skip


@pytest.mark.parametrize(
    "answer",
    [
        replace(ANSWER, options=(0, 1)),  # the question has another option since
        replace(ANSWER, options=(0, 1, 7)),
        replace(ANSWER, options=()),
        replace(ANSWER, question="gone"),
        replace(ANSWER, question="sample-numeric", text="24576", variables=(("depth", 48.0),)),
        replace(ANSWER, question="sample-numeric", text="24576", variables=(("layers", 1e308),)),
        replace(
            ANSWER,
            question="sample-numeric",
            text="5",
            options=(),
            variables=(("layers", float("inf")),),
        ),
        RIGHT,
    ],
)
def test_an_answer_to_what_is_no_longer_so_tells_nothing(questions, answer):
    assert found(questions, answer).mixups == ()


def test_ratings_count_what_was_raised_and_lowered(questions):
    kept = found(
        questions, RIGHT, replace(RIGHT, rating=4), replace(RIGHT, rating=2), replace(ANSWER, type="short")
    ).ratings  # fmt: skip

    assert (kept.answers, kept.same, kept.lower, kept.higher, kept.share) == (4, 2, 1, 1, 0.5)
    assert kept.by_type == {"short": (1, 1), "single": (3, 1)}


def test_without_answers_there_is_nothing(questions):
    over = found(questions)

    assert (over.calendar, over.mixups, over.ratings.share) == ({}, (), None)
