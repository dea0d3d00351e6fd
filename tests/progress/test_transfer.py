import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from aigc_quiz.errors import QuizError
from aigc_quiz.progress import transfer
from aigc_quiz.progress.events import Answer
from aigc_quiz.progress.history import History

NOW = datetime(2026, 11, 23, 12, 30, 0, 123456, tzinfo=UTC)
ANSWER = Answer(
    question="gan-loss", category="definitions", topic="gan", type="multi", difficulty=2, lang="zh", text="ａ，梯度",
    options=(2, 0, 1), variables=(("layers", 48.0),), score=0.5, suggested=2, rating=2, duration_ms=4321,
    hints=1, session="s1", at=NOW, app="0.1.0",
)  # fmt: skip


@pytest.fixture
def home(tmp_path):
    return lambda name: tmp_path / name / "history.sqlite3"


def add(file, name, minutes, *, rating=None, undo=False):
    """An answer, with what happened to it."""
    at = NOW + timedelta(minutes=minutes)
    with History(file) as log:
        sequence = log.add(replace(ANSWER, question=name, at=at))
        if rating:
            log.rate(sequence, rating, session="s", at=at + timedelta(seconds=1))
        if undo:
            log.undo(sequence, session="s", at=at + timedelta(seconds=2))


def carry(source, target):
    """Export one history and import it into the other; how many events were new."""
    text = json.dumps(transfer.exported(source, {}))
    with History(target) as log:
        return log.merge(transfer.read(text, "file", log).events)


def state(file):
    with History(file) as log:
        answers = [replace(answer, sequence=0) for answer in log.answers()]
        return answers, log.setting("plan")


def test_an_export_holds_everything_and_comes_back_whole(home):
    add(home("a"), "one", 0, rating=4)
    add(home("a"), "two", 1, undo=True)
    with History(home("a")) as log:
        log.skip("three", session="s", at=NOW, topic="gan", hints=1)
        log.set("plan", {"date": "2026-12-20"}, session="s", at=NOW)

    assert carry(home("a"), home("b")) == 6
    assert state(home("a")) == state(home("b"))
    assert transfer.exported(home("a"), {}) == transfer.exported(home("b"), {})


def test_importing_twice_is_importing_once(home):
    add(home("a"), "one", 0, rating=4)

    assert [carry(home("a"), home("b")) for _ in range(2)] == [2, 0]
    assert carry(home("b"), home("a")) == 0
    assert len(transfer.exported(home("a"), {})["events"]) == 2


def test_two_machines_that_diverged_merge_to_one_state_in_either_order(home):
    add(home("a"), "shared", 0)
    carry(home("a"), home("b"))
    add(home("a"), "one", 10, rating=1)
    add(home("b"), "one", 5, rating=4)
    add(home("b"), "two", 20, undo=True)
    add(home("a"), "three", 15)
    with History(home("b")) as log:  # the shared answer gets its rating on the other machine
        log.rate(1, 3, session="s", at=NOW + timedelta(hours=1))
        log.set("plan", "b", session="s", at=NOW + timedelta(hours=2))
    with History(home("a")) as log:
        log.set("plan", "a", session="s", at=NOW + timedelta(hours=1))

    for first, second, merged in (("a", "b", "ab"), ("b", "a", "ba")):
        carry(home(first), home(merged))
        carry(home(second), home(merged))

    assert state(home("ab")) == state(home("ba"))
    answers, plan = state(home("ab"))
    assert [(a.question, a.rating) for a in answers] == [
        ("shared", 3), ("one", 4), ("one", 1), ("three", 2)
    ]  # fmt: skip
    assert plan == "b"
    assert transfer.exported(home("ab"), {}) == transfer.exported(home("ba"), {})


def test_the_same_moment_on_two_machines_has_one_order(home):
    for name in ("a", "b"):
        add(home(name), f"of-{name}", 0)
    for first, second, merged in (("a", "b", "ab"), ("b", "a", "ba")):
        carry(home(first), home(merged))
        carry(home(second), home(merged))

    assert state(home("ab")) == state(home("ba"))


def test_copies_of_an_old_file_do_not_double_when_they_merge(home, old_file):
    old_file(home("a"))
    old_file(home("b"))

    assert carry(home("a"), home("b")) == 0


def test_no_history_is_an_empty_export_and_none_is_made(home):
    assert transfer.exported(home("a"), {})["events"] == []
    assert not home("a").exists()


def event(**changes):
    whole = {
        "uid": "1-x", "at": "2026-11-23T12:30:00+00:00", "app": "0", "session": "s", "kind": "answer", "rating": 3,
        "question": "q", "category": "c", "topic": "t", "type": "single", "difficulty": 1, "lang": "en", "answer": "a",
        "options": [0], "variables": {}, "score": 1.0, "duration_ms": 1, "hints": 0,
    }  # fmt: skip
    return {name: value for name, value in (whole | changes).items() if value != "absent"}


def whole(*events, **changes):
    return {"format": 1, "content": "aigc-quiz history", "app": "0", "history": 2, "events": list(events)} | changes  # fmt: skip


def offered(file, told):
    with History(file) as log:
        text = told if isinstance(told, str) else json.dumps(told)
        return log.merge(transfer.read(text, "x.json", log).events)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is not a history of aigc-quiz"),
        ({"format": 1, "reviews": 3}, "is not a history of aigc-quiz"),
        (whole(format=2), "newer aigc-quiz .*upgrade"),
        (whole(history=99), "newer aigc-quiz .*upgrade"),
        (whole(format=None), "does not say its format"),
        (whole(events={}), "no list of events"),
        (whole(exercises=[]), "'exercises' must hold whole numbers"),
        (whole(exercises={"gan": {"passed": "yes"}}), "'exercises' must hold whole numbers"),
        (whole("x"), "event 1: is not an object"),
        (whole(event(), event(more=1)), "event 2: has an unknown key 'more'"),
        (whole(event(sequence=1)), "unknown key 'sequence'"),
        (whole(event(uid="absent")), "'uid' must be a text"),
        (whole(event(answer=None)), "'answer' must be a text"),
        (whole(event(topic=["a"])), "'topic' must be a text or a number"),
        (whole(event(hints=True)), "'hints' must be a text or a number"),
        (whole(event(hints=1.5)), "'hints' must be a whole number"),
        (whole(event(duration_ms=10**30)), "'duration_ms' is too large"),
        (whole(event(at="yesterday")), "'at' must be a time"),
        (whole(event(at="2026-11-23T12:30:00")), "'at' must be a time with its zone"),
        (whole(event(at="9999-12-31T23:59:59+00:00")), "'at' must be a time"),
        (whole(event(variables={"a": float("nan")})), "'variables' holds what is no number"),
        (whole(event(variables={"a": float("inf")})), "'variables' holds what is no number"),
        (whole(event(options=["a"])), "'options' must be a list"),
        (whole(event(variables={"a": "b"})), "'variables' must be an object"),
        (whole(event(score=7)), "event 1-x is not sound"),
        (whole(event(score="high")), "event 1-x is not sound"),
        (whole(event(rating=9)), "event 1-x is not sound"),
        (whole(event(), event(uid="2", kind="undo", about="nobody", answer="absent", score="absent",
                              duration_ms="absent")), "about an answer that is not there"),
    ],
)  # fmt: skip
def test_what_is_not_sound_is_refused_whole_in_one_line(home, told, said):
    with pytest.raises(QuizError, match=said) as caught:
        offered(home("a"), told)

    assert "\n" not in str(caught.value)
    with History(home("a")) as log:
        assert log.rows() == []


def test_what_is_sound_is_taken(home):
    assert offered(home("a"), whole(event(), event(uid="2"))) == 2


def test_times_of_another_zone_become_utc(home):
    offered(home("a"), whole(event(at="2026-11-23T20:30:00+08:00")))

    with History(home("a")) as log:
        assert log.answers()[0].at == datetime(2026, 11, 23, 12, 30, tzinfo=UTC)


def test_the_table_has_the_ratings_that_count(home):
    add(home("a"), "one", 0, rating=4)
    with History(home("a")) as log:
        (row,) = transfer.table(log.answers())

    told = dict(zip(transfer.CSV_COLUMNS, row, strict=True))
    assert (told["suggested"], told["rating"], told["options"]) == (2, 4, "[2, 0, 1]")
