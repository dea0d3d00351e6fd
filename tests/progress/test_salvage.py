import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from aigc_quiz.errors import QuizError
from aigc_quiz.progress import backups, transfer
from aigc_quiz.progress.events import Answer
from aigc_quiz.progress.history import History
from aigc_quiz.progress.salvage import rebuild

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
ANSWER = Answer(
    question="q", category="definitions", topic="gan", type="multi", difficulty=2, lang="zh", text="梯度 " * 20,
    options=(2, 0, 1), score=0.5, suggested=2, rating=2, duration_ms=4321, hints=1, session="s1", at=NOW, app="0.1.0",
)  # fmt: skip
PAGE = 4096


@pytest.fixture
def file(tmp_path):
    return tmp_path / "home" / "history.sqlite3"


def fill(file, count, *, start=0):
    with History(file, copies=False) as log:
        log._database.execute("PRAGMA synchronous = OFF")
        for i in range(start, start + count):
            sequence = log.add(replace(ANSWER, question=f"q{i}", at=NOW + timedelta(minutes=i)))
            if i % 10 == 0:
                log.rate(sequence, 4, session="s", at=NOW + timedelta(minutes=i))
        log.set("plan", {"date": "2026-12-20"}, session="s", at=NOW)


def copy(file):
    with History(file, copies=False) as log:
        assert backups.daily(log._database, file, NOW) == ""


def leaves(file):
    """The pages that hold the rows of the table of events, in the order of the rows."""
    data = file.read_bytes()
    return [n for n in range(1, len(data) // PAGE) if data[n * PAGE] == 13]


def damage(file, *pages):
    data = bytearray(file.read_bytes())
    for page in pages:
        data[page * PAGE : (page + 1) * PAGE] = b"\xff" * PAGE
    file.write_bytes(data)


def questions(file):
    with History(file) as log:
        return [answer.question for answer in log.answers()]


def test_a_sound_history_comes_out_the_same_and_the_old_file_stays(file):
    fill(file, 30)
    before = transfer.exported(file, {})
    done = rebuild(file, NOW)

    assert (done.events, done.from_copies, done.missing) == (34, 0, 0)
    assert transfer.exported(file, {}) == before
    assert done.old.name == "history-before-rebuild-20261123T123000Z.sqlite3"
    assert sqlite3.connect(done.old).execute("SELECT COUNT(*) FROM events").fetchone() == (34,)
    assert sorted(path.name for path in file.parent.iterdir()) == [done.old.name, file.name]


@pytest.mark.parametrize("which", [1, 3, -1])
def test_a_damaged_page_costs_its_own_events_only(file, which):
    fill(file, 300)
    damage(file, leaves(file)[which])
    with pytest.raises(QuizError, match=r"not a sound history .*doctor --rebuild"):
        questions(file)

    done = rebuild(file, NOW)

    kept = questions(file)
    assert 250 < len(kept) < 300
    assert done.missing >= (0 if which == -1 else 300 - len(kept))
    assert sqlite3.connect(file).execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with History(file) as log:  # and it goes on
        log.add(ANSWER)
    assert len(questions(file)) == len(kept) + 1


def test_a_copy_gives_back_what_the_file_has_lost(file):
    fill(file, 300)
    copy(file)
    fill(file, 5, start=300)
    damage(file, leaves(file)[2])
    done = rebuild(file, NOW)

    assert questions(file) == [f"q{i}" for i in range(305)]
    assert done.from_copies > 0
    assert done.missing == 0


def test_a_file_that_is_no_database_is_rebuilt_from_its_copies_alone(file):
    fill(file, 30)
    copy(file)
    file.write_bytes(b"nothing that could be read" * 400)
    done = rebuild(file, NOW)

    assert len(questions(file)) == 30
    assert done.from_copies == done.events == 34
    assert done.old.read_bytes().startswith(b"nothing")


def test_an_old_format_is_rebuilt_as_a_migration_would(file, old_file):
    old_file(file, 5)
    rebuild(file, NOW)
    other = file.with_name("other.sqlite3")
    old_file(other, 5)

    assert transfer.exported(file, {})["events"] == transfer.exported(other, {})["events"]


def test_events_that_say_nonsense_are_left_out(file):
    fill(file, 30)
    database = sqlite3.connect(file)
    database.execute("DROP TRIGGER events_are_never_changed")
    database.execute("UPDATE events SET options = '[1,' WHERE sequence = 5")
    database.execute("UPDATE events SET at = 'x' WHERE sequence = 6")
    database.commit()
    database.close()
    done = rebuild(file, NOW)

    assert (len(questions(file)), done.missing) == (28, 2)


@pytest.mark.parametrize("content", [None, b"nothing" * 1000])
def test_where_nothing_can_be_read_nothing_is_changed(file, content):
    file.parent.mkdir()
    if content:
        file.write_bytes(content)
    with pytest.raises(QuizError, match=r"no history to rebuild|nothing in it can be read"):
        rebuild(file, NOW)

    assert (file.read_bytes() if content else None) == content
    assert [path.name for path in file.parent.iterdir()] == ([file.name] if content else [])


def test_a_newer_file_is_refused(file):
    fill(file, 3)
    database = sqlite3.connect(file)
    database.execute("PRAGMA user_version = 99")
    database.close()

    with pytest.raises(QuizError, match="newer aigc-quiz"):
        rebuild(file, NOW)


def test_a_history_that_is_in_use_is_refused(file):
    fill(file, 3)
    with History(file) as log:
        log.answers()
        with pytest.raises(QuizError, match="open in another aigc-quiz"):
            rebuild(file, NOW)
        log.add(ANSWER)
    assert len(questions(file)) == 4
