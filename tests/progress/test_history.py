import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from aigc_quiz.errors import QuizError
from aigc_quiz.progress import history
from aigc_quiz.progress.events import Answer
from aigc_quiz.progress.history import History

NOW = datetime(2026, 11, 23, 12, 30, 0, 123456, tzinfo=UTC)
ANSWER = Answer(
    question="gan-loss", category="definitions", topic="gan", type="multi", difficulty=2, lang="zh", text="ａ、c，梯度",
    options=(2, 0, 1), variables=(("layers", 48.0), ("rate", 0.5)), score=0.5, suggested=2, rating=2, duration_ms=4321,
    hints=1, session="s1", at=NOW, app="0.1.0",
)  # fmt: skip
WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from aigc_quiz.progress.events import Answer
from aigc_quiz.progress.history import History
with History(Path(sys.argv[1])) as history:
    for i in range(int(sys.argv[2])):
        history.add(Answer(question=f"q{i}", category="c", topic="t", type="single", difficulty=1, lang="en", text="a",
                           score=1.0, suggested=3, rating=3, duration_ms=1, hints=0, session=sys.argv[3],
                           at=datetime.now(UTC), app="0"))
        print(i, flush=True)
"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "home" / "history.sqlite3"


def write(file, count, session="s"):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(file), str(count), session],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_an_answer_comes_back_as_it_was_logged(file):
    with History(file) as log:
        sequence = log.add(ANSWER)
    with History(file) as log:
        (found,) = log.answers()

    assert found == replace(ANSWER, sequence=sequence)
    assert found.at.tzinfo is UTC


def test_ratings_and_undos_are_events_and_nothing_is_deleted(file):
    with History(file) as log:
        first = log.add(ANSWER)
        second = log.add(replace(ANSWER, question="other"))
        log.rate(first, 4, session="s1", at=NOW + timedelta(seconds=1))
        log.undo(second, session="s1", at=NOW + timedelta(seconds=2))
        log.skip("third", session="s1", at=NOW, topic="gan", hints=0)

        assert [(a.question, a.suggested, a.rating) for a in log.answers()] == [("gan-loss", 2, 4)]
        assert len(log.events()) == 4
    assert sqlite3.connect(file).execute("SELECT COUNT(*) FROM events").fetchone() == (5,)


@pytest.mark.parametrize("change", ["DELETE FROM events", "UPDATE events SET score = 1"])
def test_the_log_refuses_to_be_changed(file, change):
    with History(file) as log:
        log.add(ANSWER)

    with pytest.raises(sqlite3.IntegrityError, match="events are never"):
        sqlite3.connect(file).execute(change)


@pytest.mark.parametrize("bad", [{"score": 1.5}, {"suggested": 5}, {"duration_ms": -1}])
def test_the_log_refuses_nonsense(file, bad):
    with History(file) as log:
        with pytest.raises(QuizError):
            log.add(replace(ANSWER, **bad))

        assert log.answers() == ()


def test_what_no_terminal_could_decode_is_stored_as_a_replacement(file):
    with History(file) as log:
        log.add(replace(ANSWER, text="a\udce4b\x00c"))

        assert log.answers()[0].text == "a?b\x00c"


def test_the_file_is_durable_by_its_settings(file):
    with History(file) as log:
        pragmas = [
            log._database.execute(f"PRAGMA {p}").fetchone()[0]
            for p in ("journal_mode", "synchronous")
        ]

    assert pragmas == ["wal", 2]


def test_a_newer_file_is_refused_and_left_alone(file):
    History(file).close()
    database = sqlite3.connect(file)
    database.execute("PRAGMA user_version = 99")
    database.commit()
    before = file.read_bytes()

    with pytest.raises(
        QuizError, match=r"history.sqlite3: was written by a newer aigc-quiz .*upgrade"
    ):
        History(file)
    assert file.read_bytes() == before


def test_a_file_of_another_kind_is_refused_and_left_alone(file):
    file.parent.mkdir()
    file.write_text("not a database, but long enough to be read as one" * 99)

    with pytest.raises(QuizError, match=r"history.sqlite3: is not a sound history"):
        History(file)
    assert file.read_text().startswith("not a database")


def test_a_file_in_the_place_of_the_folder_is_one_line(tmp_path):
    (tmp_path / "home").write_text("")

    with pytest.raises(QuizError, match=r"cannot be created .*AIGC_QUIZ_HOME"):
        History(tmp_path / "home" / "history.sqlite3")


def test_a_folder_in_the_place_of_the_file_is_one_line(file):
    file.mkdir(parents=True)

    with pytest.raises(QuizError, match=r"cannot be used .*AIGC_QUIZ_HOME"):
        History(file)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_one_line(file):
    file.parent.mkdir(mode=0o500)

    with pytest.raises(QuizError, match="cannot be used"):
        History(file)


def test_a_full_disk_is_one_line_and_loses_nothing_saved(file):
    with History(file) as log:
        log.add(ANSWER)
        log._database.execute("PRAGMA max_page_count = 1")
        with pytest.raises(QuizError, match="the disk has room"):
            log.add(replace(ANSWER, text="x" * 2_000_000))
        log._database.execute("PRAGMA max_page_count = 100000")

        assert log.answers()[0].question == "gan-loss"
        log.add(ANSWER)


def test_processes_at_once_lose_nothing(file):
    writers = [write(file, 40, f"s{i}") for i in range(4)]
    for writer in writers:
        _, errors = writer.communicate(timeout=60)
        assert (writer.returncode, errors) == (0, "")

    with History(file) as log:
        sessions = [answer.session for answer in log.answers()]
    assert sorted(sessions) == sorted(f"s{i}" for i in range(4) for _ in range(40))


def test_a_kill_loses_no_acknowledged_answer(file):
    for attempt in range(3):
        writer = write(file, 100_000, f"kill{attempt}")
        acknowledged = -1
        for line in writer.stdout:
            acknowledged = int(line)
            if acknowledged >= 25 + 7 * attempt:
                break
        os.kill(writer.pid, signal.SIGKILL)
        rest = writer.stdout.read().split()
        writer.communicate()
        acknowledged = max([acknowledged, *map(int, rest[:-1])])

        with History(file) as log:
            kept = {a.question for a in log.answers() if a.session == f"kill{attempt}"}
        assert {f"q{i}" for i in range(acknowledged + 1)} <= kept
        assert sqlite3.connect(file).execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_migration_that_fails_leaves_no_half(file, tmp_path, monkeypatch):
    steps = tmp_path / "migrations"
    steps.mkdir()
    (steps / "0001_a.sql").write_text("CREATE TABLE a (x);\n")
    (steps / "0002_b.sql").write_text("CREATE TABLE b (x);\nCREATE TABLE a (x);\n")
    monkeypatch.setattr(history, "_MIGRATIONS", steps)

    with pytest.raises(QuizError):
        History(file)

    database = sqlite3.connect(file)
    assert database.execute("SELECT name FROM sqlite_master").fetchall() == []
    assert database.execute("PRAGMA user_version").fetchone() == (0,)


def test_the_last_setting_of_a_kind_counts(file):
    with History(file) as log:
        log.set("plan", {"date": "2026-12-20"}, session="a", at=NOW)
        log.set("plan", None, session="a", at=NOW - timedelta(days=1))
        log.set("other", [1, 2], session="a", at=NOW + timedelta(days=1))

        assert log.setting("plan") == {"date": "2026-12-20"}
        assert log.setting("none") is None
        assert log.events() == ()


def test_events_come_by_time_and_ratings_after_their_answer_though_a_clock_was_set_back(file):
    with History(file) as log:
        late = log.add(ANSWER)
        log.rate(late, 4, session="s1", at=NOW - timedelta(hours=1))
        log.add(replace(ANSWER, question="early", at=NOW - timedelta(hours=2)))

        assert [(a.question, a.rating) for a in log.answers()] == [("early", 2), ("gan-loss", 4)]


def test_later_migrations_run_on_an_older_file(file, tmp_path, monkeypatch):
    with History(file) as log:
        log.add(ANSWER)
    steps = tmp_path / "migrations"
    steps.mkdir()
    for step in history._MIGRATIONS.glob("*.sql"):
        (steps / step.name).write_text(step.read_text())
    latest = len(list(steps.iterdir()))
    (steps / f"{latest + 1:04}_more.sql").write_text(
        "-- a comment; with a semicolon\nCREATE TABLE more (x);\n"
    )
    monkeypatch.setattr(history, "_MIGRATIONS", steps)

    with History(file) as log:
        assert log._version() == latest + 1
        assert len(log.answers()) == 1
