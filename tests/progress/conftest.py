import sqlite3

import pytest

from aigc_quiz.progress import history


@pytest.fixture
def old_file():
    """Writes a history as the first format had it."""

    def write(file, count=2):
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

    return write
