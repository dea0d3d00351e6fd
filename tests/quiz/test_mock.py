import random
from dataclasses import replace
from itertools import pairwise

import pytest

from aigc_quiz.bank.loader import load_bank
from aigc_quiz.quiz import mock
from aigc_quiz.quiz.asked import plain
from aigc_quiz.quiz.blueprints import BLUEPRINTS, KINDS, SECONDS, kind
from aigc_quiz.quiz.marking import mark
from aigc_quiz.quiz.mock import Said


@pytest.fixture(scope="module")
def shipped():
    return load_bank().questions


def drawn(questions, role="llm", minutes=45, seed=0, **wishes):
    blueprint = mock.fitting(BLUEPRINTS[role], questions)
    return blueprint, mock.draw(questions, blueprint, 60 * minutes, random.Random(seed), **wishes)


def ids(paper):
    return [asked.question.id for asked in paper]


@pytest.mark.parametrize("role", BLUEPRINTS)
def test_shares_of_a_blueprint_add_up_and_no_topic_stands_in_two_areas(role):
    blueprint = BLUEPRINTS[role]
    topics = [topic for area in blueprint.areas for topic in area.topics]

    assert sum(area.share for area in blueprint.areas) == pytest.approx(1)
    assert sum(blueprint.levels.values()) == pytest.approx(1)
    assert sum(blueprint.kinds.values()) == pytest.approx(1)
    assert set(blueprint.kinds) == set(KINDS)
    assert len(topics) == len(set(topics))


@pytest.mark.parametrize("role", BLUEPRINTS)
def test_every_area_finds_questions_in_the_shipped_bank(role, shipped):
    held = {question.topic for question in shipped}

    assert all(held & {*area.topics} for area in BLUEPRINTS[role].areas)


@pytest.mark.parametrize("role", BLUEPRINTS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_interview_follows_its_blueprint_and_fills_its_time(role, seed, shipped):
    blueprint, paper = drawn(shipped, role, seed=seed)
    seconds = [SECONDS[kind(asked.question)] for asked in paper]
    kinds = {kind(asked.question) for asked in paper}

    assert 0.75 * 2700 <= sum(seconds) <= 0.9 * 2700
    assert kinds == set(KINDS)  # free text and code reading among them
    assert len(ids(paper)) == len(set(ids(paper)))
    for area in blueprint.areas:
        spent = sum(
            second
            for second, asked in zip(seconds, paper, strict=True)
            if asked.question.topic in area.topics
        )
        assert abs(spent / sum(seconds) - area.share) < 0.16


def test_the_same_seed_draws_the_same_interview(shipped):
    assert drawn(shipped, seed=4) == drawn(shipped, seed=4)
    assert ids(drawn(shipped, seed=4)[1]) != ids(drawn(shipped, seed=5)[1])


def test_questions_of_earlier_interviews_are_drawn_last(sample):
    question = replace(sample["single"], topic="gan", difficulty=3)
    questions = [replace(question, id=f"q{i}") for i in range(40)]
    _, first = drawn(questions, "image", minutes=10)
    _, second = drawn(questions, "image", minutes=10, asked_before=set(ids(first)))

    assert len(first) == len(second) > 3
    assert not {*ids(first)} & {*ids(second)}


def test_harder_questions_come_later(shipped):
    _, paper = drawn(shipped, minutes=60)
    levels = [asked.question.difficulty for asked in paper]
    half = len(levels) // 2

    assert sum(levels[:half]) / half < sum(levels[half:]) / (len(levels) - half)


def test_topics_do_not_stand_side_by_side(shipped):
    _, paper = drawn(shipped, "general")
    topics = [asked.question.topic for asked in paper]

    assert sum(a == b for a, b in pairwise(topics)) <= 1


def test_a_minute_asks_at_least_one_question(sample):
    assert len(drawn([replace(sample["short"], topic="gan")], "image", minutes=0.01)[1]) == 1


def test_a_bank_without_the_topics_of_a_role_is_asked_by_its_own(sample):
    blueprint, paper = drawn(list(sample.values()), "platform")

    assert {area.topics for area in blueprint.areas} == {("basics",), ("open",)}
    assert len(paper) == len(sample)


def told(sample, **answers):
    found = []
    for type_, text in answers.items():
        asked = plain(sample[type_])
        found.append(Said(asked, text or "", mark(asked, text) if text else None, 30.0))
    return found


def result(sample, **answers):
    blueprint = mock.fitting(BLUEPRINTS["llm"], list(sample.values()))
    return mock.result(told(sample, **answers), blueprint, {name: name for name in KINDS})


def test_an_open_question_counts_as_nothing_and_what_was_answered_is_told_apart(sample):
    found = result(sample, single="a", true_false="t", fill=None, numeric=None)

    assert (found.score, found.right) == (0.5, 1.0)
    assert (found.asked, found.answered) == (4, 2)
    assert {part.name.en: part.score for part in found.topics} == {"basics": 1.0, "open": 0.0}
    assert {part.name: part.score for part in found.kinds} == {
        "code": 1.0,
        "numeric": 0.0,
        "choice": 0.5,
    }


def test_the_topic_that_lost_most_is_studied_first_and_a_good_one_is_not(sample):
    found = result(sample, single="a", true_false="t", fill="wrong", numeric="7")

    assert [entry.topic for entry in found.study] == ["open"]
    assert [said.asked.question.type for said in found.study[0].missed] == ["fill", "numeric"]


def test_nothing_answered_has_no_score_of_what_was_answered(sample):
    found = result(sample, single=None)

    assert (found.score, found.right, found.answered) == (0.0, None, 0)
