import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc_quiz.quiz import schedule, session
from aigc_quiz.quiz.asked import ask

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def many(sample):
    return [
        replace(sample["single"], id=f"q{i}", topic=f"t{i % 4}", difficulty=1 + i % 5)
        for i in range(24)
    ]


def begin(questions, memories=None, *, seed=0, limit=10, **wishes):
    return session.begin(questions, memories or {}, NOW, random.Random(seed), limit=limit, **wishes)


def ids(given_session):
    return [asked.question.id for asked in given_session.waiting]


def seen(question, days):
    return schedule.review(None, schedule.EASY, NOW - timedelta(days=days), question=question)


def test_the_same_seed_plans_the_same_session(many):
    assert begin(many, seed=4) == begin(many, seed=4)
    assert ids(begin(many, seed=4)) != ids(begin(many, seed=5))


def test_no_question_is_planned_twice(many):
    planned = ids(begin(many, limit=100))

    assert len(planned) == len(set(planned)) == 24


def test_what_is_due_comes_first_and_the_likeliest_forgotten_leads(many):
    memories = {"q1": seen("q1", 20), "q2": seen("q2", 60), "q3": seen("q3", 1)}
    planned = ids(begin(many, memories))

    assert planned[:2] == ["q2", "q1"]
    assert "q3" not in planned


def test_topics_take_turns(many):
    topics = [asked.question.topic for asked in begin(many, limit=12).waiting]

    assert all(a != b for a, b in pairwise(topics))
    assert {topics.count(topic) for topic in topics} == {3}


def test_limit_and_new_cap_the_session(many):
    memories = {"q1": seen("q1", 60), "q2": seen("q2", 60)}

    assert len(begin(many, memories, limit=1).waiting) == 1
    assert ids(begin(many, memories, new=0)) == ["q1", "q2"] or ids(
        begin(many, memories, new=0)
    ) == ["q2", "q1"]
    assert len(begin(many, memories, new=3).waiting) == 5


def test_levels_draw_harder_questions(many):
    easy = begin(many, levels={f"t{i}": 1.0 for i in range(4)}, limit=4)
    hard = begin(many, levels={f"t{i}": 5.0 for i in range(4)}, limit=4)

    assert sum(a.question.difficulty for a in easy.waiting) < sum(
        a.question.difficulty for a in hard.waiting
    )


def test_a_wrong_question_comes_once_more_three_questions_later(many):
    first = begin(many)
    after = first.answered(correct=False, random=random.Random(0))

    assert ids(after)[3] == ids(first)[0]
    assert after.waiting[3].again
    assert after.size == 10
    assert ids(after)[:3] == ids(first)[1:4]


def test_a_question_comes_no_third_time(many):
    now = begin(many, limit=24)
    for _ in range(24):
        now = now.answered(correct=False, random=random.Random(0)) if now.current else now
    assert now.asked == 24
    assert now.current is None


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
def test_without_room_a_wrong_question_does_not_come_again(many, limit):
    after = begin(many, limit=limit).answered(correct=False, random=random.Random(0))

    assert not any(asked.again for asked in after.waiting)


def test_a_right_question_does_not_come_again(many):
    first = begin(many)

    assert ids(first.answered(correct=True, random=random.Random(0))) == ids(first)[1:]


@given(st.lists(st.sampled_from(["right", "wrong", "skip"]), max_size=12), st.integers(1, 12))
def test_undo_is_the_inverse_of_an_answer(many, steps, limit):
    draw, now = random.Random(1), begin(many, limit=limit)
    for step in steps:
        if now.current is None:
            break
        if step == "skip":
            now = now.skipped()
        else:
            after = now.answered(correct=step == "right", random=draw)
            assert after.before == now
            assert after.asked == now.asked + 1
            now = after
        assert now.asked <= limit
        assert now.size <= limit


def test_options_are_drawn_evenly_but_truth_keeps_its_order(sample):
    draw = random.Random(0)
    orders = [ask(sample["single"], draw).order for _ in range(600)]

    assert len(set(orders)) == 6
    assert all(60 < orders.count(order) < 140 for order in set(orders))
    assert {ask(sample["true_false"], draw).order for _ in range(20)} == {(0, 1)}


def test_numbers_are_drawn_from_the_lists(sample):
    draw = random.Random(0)

    assert {ask(sample["numeric"], draw).key() for _ in range(60)} == {16, 24, 32}


def test_what_was_missed_is_asked_from_another_side_two_questions_later(many):
    first = begin(many[:10])
    side = replace(many[20], id="side")
    after = first.answered(correct=False, random=random.Random(0), other_side=side)
    right = first.answered(correct=True, random=random.Random(0), other_side=side)

    assert ids(after)[2] == "side"
    assert after.waiting[2].other_side
    assert ids(after)[4] == ids(first)[0]
    assert after.size == 10
    assert "side" not in ids(right)


def test_another_side_that_waits_already_is_brought_forward_not_doubled(many):
    first = begin(many)
    side = first.waiting[8].question
    after = first.answered(correct=False, random=random.Random(0), other_side=side)

    assert ids(after).index(side.id) == 2
    assert ids(after).count(side.id) == 1


def test_no_room_is_no_other_side(many):
    after = begin(many, limit=1).answered(
        correct=False, random=random.Random(0), other_side=many[20]
    )

    assert after.current is None


def test_an_answer_taken_back_puts_its_question_on_screen_once(many):
    draw = random.Random(0)
    first = begin(many)
    now = first.answered(correct=False, random=draw).answered(correct=True, random=draw)
    back = now.reopened(first.waiting[0].question, draw)

    assert ids(back)[0] == ids(first)[0]
    assert ids(back).count(ids(first)[0]) == 1
    assert back.asked == 1


def test_new_questions_that_show_another_side_come_forward(many):
    plain = [replace(question, difficulty=2, frequency=3) for question in many]
    led = sum(
        "q7" in ids(begin(plain, seed=i, limit=4, other_sides=lambda _: {"q7"})) for i in range(30)
    )
    left = sum("q7" in ids(begin(plain, seed=i, limit=4)) for i in range(30))

    assert led > 25 > left
