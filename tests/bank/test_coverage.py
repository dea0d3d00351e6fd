from datetime import date

import pytest

from aigc_quiz.bank import coverage
from aigc_quiz.bank.loader import load_bank, read_bank

TODAY = date(2026, 11, 23)


@pytest.fixture
def bank(write, record, files_of_exercise):
    easy, fast, plain = record("single"), record("numeric"), record("fill")
    easy |= {"difficulty": 1, "tags": ["code_reading"]}
    fast |= {"difficulty": 5, "volatility": "fast", "reviewed": "2026-08-01"}
    plain |= {"difficulty": 3}
    plain.pop("proof")
    plain["references"] = [{"title": "Manual", "year": 2024, "url": "https://a.org/x"}]
    files = {"definitions/gan.yaml": [easy, fast], "definitions/own.yaml": [plain]}
    return read_bank(write(files | files_of_exercise("f_x"))).bank


def test_topics_are_held_against_the_map(bank):
    topics = {topic.name: topic for topic in coverage.gather(bank, TODAY).topics}

    assert topics["gan"] == coverage.Topic("definitions", "gan", 2, 22)
    assert topics["moe"] == coverage.Topic("definitions", "moe", 0, 9)  # empty, and shown
    assert topics["own"] == coverage.Topic("definitions", "own", 1, 0)  # not in the map
    assert topics["coding"] == coverage.Topic("coding", "coding", 1, 40)


def test_a_bank_without_a_map_shows_what_it_has(bank):
    topics = coverage.gather(bank, TODAY, targets={}).topics

    assert [(topic.name, topic.count, topic.target) for topic in topics] == [
        ("gan", 2, 0),
        ("own", 1, 0),
        ("coding", 1, 0),
    ]


def test_a_few_topics_are_counted_alone(bank):
    figures = coverage.gather(bank, TODAY, frozenset({"own"}))

    assert (figures.questions, figures.exercises, figures.proven) == (1, 0, 0)
    assert [topic.name for topic in figures.topics] == ["own"]


def test_types_levels_and_proofs_are_counted(bank):
    figures = coverage.gather(bank, TODAY)

    assert {s.name: s.count for s in figures.types if s.count} == {
        "single": 1,
        "numeric": 1,
        "fill": 1,
    }
    assert [s.count for s in figures.difficulties] == [1, 1, 1]
    assert sum(s.target for s in figures.types) == pytest.approx(1)
    assert (figures.proven, figures.drawn, figures.code_reading) == (2, 1, 1)


@pytest.mark.parametrize(
    ("today", "expired", "soon", "later"),
    [
        (date(2026, 8, 30), 0, 0, 0),  # 120 days from 1 August end on 29 November
        (date(2026, 8, 31), 0, 0, 1),
        (date(2026, 10, 30), 0, 1, 1),
        (date(2026, 11, 29), 0, 1, 1),
        (date(2026, 11, 30), 1, 1, 1),
    ],
)
def test_staleness_counts_the_days_that_a_review_still_holds(today, expired, soon, later, bank):
    figures = coverage.gather(bank, today)

    assert (figures.expired, figures.soon, figures.later) == (expired, soon, later)
    assert (figures.next[0].id, figures.next[1]) == ("a-numeric", date(2026, 11, 29))
    assert (figures.oldest[0].id, figures.oldest[1]) == ("a-numeric", date(2026, 8, 1))


def test_the_day_of_expiry_is_the_last_that_check_accepts(bank):
    from aigc_quiz.bank import rules

    def told(day):
        return [fault.record for fault in rules.faults(bank, day) if "days ago" in fault.text]

    assert told(date(2026, 11, 29)) == []
    assert told(date(2026, 11, 30)) == ["a-numeric"]


def test_references_are_counted_once_by_address(bank):
    figures = coverage.gather(bank, TODAY)

    assert (figures.cited, figures.references) == (4, 2)
    assert figures.sources == (("arxiv", 1), ("doi", 0), ("url", 1))


def test_each_shipped_exercise_follows_up_a_question():
    bank = load_bank()

    assert len(bank.exercises) >= 21
    assert [exercise.slug for exercise in bank.exercises if not bank.leading_to(exercise)] == []
