from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc_quiz.quiz import plan, schedule, session
from aigc_quiz.quiz.plan import Pace, Target

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture(scope="module")
def many(sample):
    return [replace(sample["single"], id=f"q{i}", topic=f"t{i % 4}") for i in range(60)]


def target(days, minutes=30.0):
    return Target(moment=MIDNIGHT + (days - 1) * DAY, minutes=minutes)


def seen(days_ago, rating=schedule.GOOD):
    return schedule.review(None, rating, NOW - days_ago * DAY, question="q")


@dataclass(frozen=True)
class Given:
    question: str
    at: datetime
    session: str = "s"


def test_days_are_those_of_the_calendar():
    assert target(1).days(NOW) == 1
    assert target(1).days(MIDNIGHT - timedelta(seconds=1)) == 1
    assert target(1).days(MIDNIGHT) == 0
    assert target(21).days(NOW - DAY) == 22


def test_recall_on_the_day_is_fsrs_at_that_date():
    memory = seen(0)

    assert plan.recall_on(memory, target(8)) == memory.recall(NOW + 8 * DAY)
    assert plan.recall_on(memory, target(30)) < plan.recall_on(memory, target(8)) < 1


def test_what_was_answered_on_the_eve_is_a_day_old_on_the_day():
    late = schedule.review(None, schedule.GOOD, MIDNIGHT - timedelta(minutes=1), question="q")

    assert plan.recall_on(late, target(1)) == late.recall(late.last + DAY) < 1


def test_a_review_is_worth_what_it_is_expected_to_add():
    memory, to = seen(3), target(20)
    chance = memory.recall(NOW)
    after = {r: schedule.review(memory, r, NOW, question="q") for r in (1, 3)}
    expected = chance * plan.recall_on(after[3], to) + (1 - chance) * plan.recall_on(after[1], to)

    assert plan.worth(memory, to, NOW) == expected - plan.recall_on(memory, to)
    assert plan.worth(seen(6), to, NOW) > plan.worth(seen(1), to, NOW)


def test_the_reviews_worth_most_come_first_and_none_of_today_again(many):
    memories = {"q0": seen(0), "q1": seen(2), "q2": seen(9), "q3": seen(5)}
    today = plan.today(many, memories, target(10), NOW)

    assert today.reviews == ("q2", "q3", "q1")


def test_what_adds_next_to_nothing_is_not_asked(many):
    solid = seen(3, schedule.EASY)
    for _ in range(3):
        solid = schedule.review(solid, schedule.EASY, solid.last, question="q")
    strong = replace(solid, stability=4000.0, last=NOW - 2 * DAY)

    assert plan.today(many, {"q0": strong}, target(3), NOW).reviews == ()
    assert plan.today(many, {"q0": seen(2)}, target(3), NOW).reviews == ("q0",)


@pytest.mark.parametrize(("days", "minutes"), [(1, 15), (7, 15), (21, 30), (60, 30), (365, 5)])
def test_a_day_keeps_within_its_minutes(many, days, minutes):
    for held in (0, 20, 40, 60):
        memories = {f"q{i}": seen(1 + i % 9) for i in range(held)}
        today = plan.today(many, memories, target(days, minutes), NOW)

        assert today.seconds <= 60 * minutes + 60
        assert today.new <= 60 - held
        assert today.new + today.fit > 0


def test_new_questions_come_early_and_leave_time_for_reviews(many):
    half = {f"q{i}": seen(2) for i in range(30)}
    shares = [plan.today(many, half, target(days, 15), NOW).new for days in (60, 30, 10, 3)]

    assert shares == [2, 3, 9, 12]
    assert plan.today(many, half, target(2, 15), NOW).fit >= 3


def test_minutes_without_a_review_worth_having_go_to_new_questions(many):
    assert plan.today(many, {}, target(60, 20), NOW).new == 20


def test_what_was_answered_today_is_taken_off(many):
    before = plan.today(many, {}, target(20), NOW)
    after = plan.today(
        many, {f"q{i}": seen(0) for i in range(10)}, target(20), NOW, answered=12, introduced=10
    )

    assert before.new - after.new == pytest.approx(10, abs=1)
    assert after.seconds == pytest.approx(before.seconds - 11 * 60, abs=60)
    assert not after.done


def test_when_the_minutes_are_used_todays_share_is_done_and_one_more_is_at_hand(many):
    memories = {f"q{i}": seen(0) for i in range(30)}
    today = plan.today(many, memories, target(20), NOW, answered=30, introduced=30)

    assert today.done
    assert today.new > 0


def test_on_the_day_itself_nothing_new_is_asked(many):
    today = plan.today(many, {"q0": seen(5)}, target(0), NOW)

    assert (today.new, today.reviews) == (0, ("q0",))


def test_the_pace_is_measured_and_drawn_to_the_assumed_one():
    def answers(count, gap):
        return [Given(f"q{i}", NOW + i * timedelta(seconds=gap)) for i in range(count)]

    assert plan.pace([]) == Pace()
    assert plan.pace(answers(21, 20)).new == pytest.approx(40)  # half 20, half 60
    assert plan.pace(answers(2000, 20)).new == pytest.approx(20, abs=1)
    again = [Given("q", NOW + i * timedelta(seconds=10)) for i in range(500)]
    assert plan.pace(again).review == pytest.approx(10, abs=1)
    assert plan.pace(again).new == 60


@pytest.mark.parametrize("gap", [0.01, 3600, -5])
def test_scripts_breaks_and_clocks_set_back_do_not_count_for_the_pace(gap):
    answers = [Given(f"q{i}", NOW + i * timedelta(seconds=gap)) for i in range(50)]

    assert plan.pace(answers) == Pace()


def test_answers_of_today_are_told_from_those_before():
    answers = [Given("a", NOW - DAY), Given("a", NOW), Given("b", NOW), Given("b", NOW)]

    assert plan.so_far(answers, target(5), NOW) == (3, 1)


def test_readiness_is_the_mean_of_a_topic_and_unseen_counts_nothing(many):
    memories = {"q0": seen(1), "q4": seen(1), "q1": seen(1)}
    ready = {r.topic: r for r in plan.readiness(many, memories, target(9))}
    one = plan.recall_on(memories["q0"], target(9))

    assert [(r.questions, r.seen) for r in ready.values()] == [(15, 2), (15, 1), (15, 0), (15, 0)]
    assert ready["t0"].recall == pytest.approx(2 * one / 15)
    assert ready["t3"].recall == 0


def begin(many, memories, to, **wishes):
    today = plan.today(many, memories, to, NOW)
    wishes = {"limit": 10} | wishes
    return today, session.begin(many, memories, NOW, Random(0), today=today, **wishes)


def test_a_session_mixes_reviews_and_new_questions_as_the_day_does(many):
    memories = {f"q{i}": seen(3) for i in range(30)}
    today, planned = begin(many, memories, target(10))
    new = [asked.question.id not in memories for asked in planned.waiting]

    assert sum(new) == round(10 * today.new / (today.new + today.fit))
    assert 0 < sum(new) < 10
    assert any(new[:5])
    assert any(new[5:])


def test_a_session_takes_the_reviews_worth_most(many):
    memories = {f"q{i}": seen(1 + i % 20) for i in range(40)}
    today, planned = begin(many, memories, target(10), new=0)

    assert {asked.question.id for asked in planned.waiting} == set(today.reviews[:10])


def test_new_in_the_command_overrides_the_plan(many):
    memories = {f"q{i}": seen(3) for i in range(30)}

    for wanted in (0, 1, 7):
        _, planned = begin(many, memories, target(10), new=wanted)
        assert sum(a.question.id not in memories for a in planned.waiting) == wanted
        assert len(planned.waiting) == 10


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 120), st.integers(1, 80))
def test_no_session_asks_twice_or_more_than_is_wanted(many, held, days, minutes, limit):
    memories = {f"q{i}": seen(1 + i % 13) for i in range(held)}
    today, planned = begin(many, memories, target(days, minutes), limit=limit)
    ids = [asked.question.id for asked in planned.waiting]

    assert len(ids) == len(set(ids)) <= limit
    assert len(ids) == min(limit, today.new + today.fit)
