import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from aigc_quiz.errors import QuizError
from aigc_quiz.progress import backups, history
from aigc_quiz.progress.events import Answer
from aigc_quiz.progress.history import History

NOW = datetime(2026, 11, 23, 12, 30, 0, 123456, tzinfo=UTC)
ANSWER = Answer(
    question="gan-loss", category="definitions", topic="gan", type="multi", difficulty=2, lang="zh", text="a",
    options=(2, 0, 1), score=0.5, suggested=2, rating=2, duration_ms=4321, hints=1, session="s1", at=NOW, app="0.1.0",
)  # fmt: skip


@pytest.fixture
def file(tmp_path):
    return tmp_path / "home" / "history.sqlite3"


def old_file(file, count=2):
    """A history as version 0.1.0 wrote it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(file)
    database.executescript((history._MIGRATIONS / "0001_events.sql").read_text())
    database.execute("PRAGMA user_version = 1")
    for i in range(count):
        database.execute(
            "INSERT INTO events (at, app, session, kind, rating, question, category, topic, type, difficulty, lang,"
            " answer, options, variables, score, duration_ms, hints) VALUES (?, '0.1.0', 's', 'answer', 3, ?, 'c', 't',"
            " 'single', 1, 'en', 'a', '[0]', '{}', 1.0, 10, 0)",
            (f"2026-11-23T12:30:0{i}.000000+00:00", f"q{i}"),
        )
    database.commit()
    database.close()


def events(copy):
    return sqlite3.connect(copy).execute("SELECT COUNT(*) FROM events").fetchone()[0]


def test_a_copy_is_kept_before_the_format_changes(file):
    old_file(file)
    with History(file) as log:
        assert [a.question for a in log.answers()] == ["q0", "q1"]

    (copy,) = backups.found(file)
    assert "migration" in copy.name
    assert sqlite3.connect(copy).execute("PRAGMA user_version").fetchone() == (1,)
    assert events(copy) == 2


def test_without_room_for_a_copy_the_format_stays(file):
    old_file(file)
    backups.folder(file).write_text("a file in the folder's place")

    with pytest.raises(QuizError, match=r"backups: no copy of the history .* make room"):
        History(file)
    assert sqlite3.connect(file).execute("PRAGMA user_version").fetchone() == (1,)


def test_a_day_has_one_copy_and_only_if_something_was_written(file):
    History(file).close()
    assert backups.found(file) == ()

    for i in range(3):
        with History(file) as log:
            log.add(replace(ANSWER, question=f"q{i}"))
    (copy,) = backups.found(file)
    assert events(copy) == 1


def test_the_next_day_has_another_and_the_oldest_go(file):
    for day in range(backups.KEPT + 2):
        with History(file) as log:
            log.add(replace(ANSWER, question=f"q{day}"))
            log._written = False
            for hours in (0, 23):
                said = backups.daily(log._database, file, NOW + timedelta(days=day, hours=hours))
                assert said == ""

    assert [events(copy) for copy in backups.found(file)] == [5, 4, 3]
    assert [path.name for path in backups.folder(file).glob("*.new*")] == []


def test_a_daily_copy_that_fails_is_said_and_costs_no_answer(file):
    file.parent.mkdir()
    backups.folder(file).write_text("")
    with History(file) as log:
        log.add(ANSWER)

    assert "the daily copy of the history failed" in log.warning
    with History(file) as log:
        assert len(log.answers()) == 1
        assert log.warning == ""
