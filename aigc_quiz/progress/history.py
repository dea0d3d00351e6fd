"""The user's history: an append-only log in one SQLite file."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from aigc_quiz import __version__, content
from aigc_quiz.errors import QuizError
from aigc_quiz.progress import backups, rows
from aigc_quiz.progress.events import Answer, Event, replay
from aigc_quiz.progress.rows import Row, Value

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_SECONDS = 15.0
_Json = str | int | float | bool | None | list["_Json"] | dict[str, "_Json"]


def path() -> Path:
    """Where the history lies; it may not exist yet."""
    return content.home() / "history.sqlite3"


class History:
    """The log. Each method that writes is one transaction, on disk when the method returns.

    Several processes may use the same file at once. Use it as a context manager.

    Raises:
        QuizError: the file or its folder cannot be used, or a newer version wrote it; the message
            names the file and what to do. Any method may raise it.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.warning = ""  # a daily copy that failed, in one line; the history itself is sound
        self._written = False
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise QuizError(
                f"{file.parent}: cannot be created ({fault.strerror}); set AIGC_QUIZ_HOME to a"
                " folder that can be written"
            ) from None
        with self._faults():
            self._database = sqlite3.connect(file, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            with self._faults():
                self._prepare()
        except BaseException:
            self._database.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; once a day, after something was written, a copy is kept beside it."""
        try:
            if self._written:
                self._written = False
                self.warning = backups.daily(self._database, self.file, datetime.now(UTC))
        finally:
            self._database.close()

    def add(self, answer: Answer) -> int:
        """Log an answer; its sequence number. `answer.sequence` is not looked at."""
        return self._append(
            "answer",
            answer.session,
            answer.at,
            app=answer.app,
            rating=answer.suggested,
            question=answer.question,
            category=answer.category,
            topic=answer.topic,
            type=answer.type,
            difficulty=answer.difficulty,
            lang=answer.lang,
            answer=rows.storable(answer.text),
            options=json.dumps(answer.options),
            variables=json.dumps(dict(answer.variables)),
            score=answer.score,
            duration_ms=answer.duration_ms,
            hints=answer.hints,
        )

    def skip(self, question: str, *, session: str, at: datetime, topic: str, hints: int) -> int:
        """Log that a question was shown and left; its sequence number."""
        return self._append("skip", session, at, question=question, topic=topic, hints=hints)

    def rate(self, about: int, rating: int, *, session: str, at: datetime) -> int:
        """Log the user's own rating (1 to 4) of the answer with sequence number `about`."""
        return self._append("rating", session, at, about=about, rating=rating)

    def undo(self, about: int, *, session: str, at: datetime) -> int:
        """Log that the answer with sequence number `about` is taken back."""
        return self._append("undo", session, at, about=about)

    def events(self) -> tuple[Event, ...]:
        """All answers, ratings and undos by time, whichever machine they were logged on."""
        with self._faults():
            return tuple(map(rows.event, self._rows("WHERE kind IN ('answer', 'rating', 'undo')")))

    def answers(self) -> tuple[Answer, ...]:
        """The answers that stand: not taken back, each with its final rating."""
        return replay(self.events())

    def set(self, kind: str, data: _Json, *, session: str, at: datetime) -> int:
        """Log a setting of that kind, in place of the one before; its sequence number."""
        return self._append(kind, session, at, data=json.dumps(data, ensure_ascii=False))

    def setting(self, kind: str) -> _Json:
        """The last setting of that kind, by time; None if there is none."""
        with self._faults():
            row = self._database.execute(
                "SELECT data FROM events WHERE kind = ? AND data IS NOT NULL"
                " ORDER BY at DESC, uid DESC LIMIT 1",
                (kind,),
            ).fetchone()
            found: _Json = json.loads(row[0]) if row else None
            return found

    def rows(self) -> list[Row]:
        """All events of every kind as they are stored, by time."""
        with self._faults():
            return self._rows("")

    def merge(self, events: Iterable[Row]) -> int:
        """Log the events of another history that this one does not hold yet; their number.

        `about` of such a row is the `uid` of the answer. All of them are logged, or none.

        Raises:
            QuizError: an event is not sound; the message tells which and why.
        """
        added = 0
        with self._faults(), self._transaction():
            known = dict(self._database.execute("SELECT uid, sequence FROM events"))
            # What is about an answer comes after the answer, wherever it stands in the file.
            for row in sorted(events, key=lambda row: row["about"] is not None):
                if row["uid"] in known:
                    continue
                if row["about"] is not None and row["about"] not in known:
                    raise QuizError(
                        f"event {row['uid']} is about an answer that is not there: {row['about']}"
                    )
                about = known[row["about"]] if row["about"] is not None else None
                try:
                    known[row["uid"]] = self._insert({**row, "about": about})
                except sqlite3.IntegrityError as fault:
                    raise QuizError(f"event {row['uid']} is not sound ({fault})") from None
                added += 1
        self._written = self._written or added > 0
        return added

    def _rows(self, where: str) -> list[Row]:
        done = self._database.execute(f"SELECT * FROM events {where} ORDER BY sequence")  # noqa: S608 - our own
        names = [column[0] for column in done.description]
        return rows.in_order(dict(zip(names, row, strict=True)) for row in done)

    def _append(self, kind: str, session: str, at: datetime, **values: Value) -> int:
        row: dict[str, Value] = {
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "app": __version__,
            "session": session,
            "kind": kind,
        }
        with self._faults(), self._transaction():
            last = self._database.execute("SELECT MAX(sequence) FROM events").fetchone()[0] or 0
            sequence = self._insert({"uid": rows.uid(last + 1), **row, **values})
        self._written = True
        return sequence

    def _insert(self, row: Row) -> int:
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        done = self._database.execute(
            f"INSERT INTO events ({names}) VALUES ({marks})",  # noqa: S608 - checked by the callers
            tuple(row.values()),
        )
        return done.lastrowid or 0

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def _prepare(self) -> None:
        self._database.execute("PRAGMA foreign_keys = ON")
        self._database.execute("PRAGMA synchronous = FULL")
        steps = sorted(_MIGRATIONS.glob("*.sql"))
        if self._version() < len(steps):
            if self._version():
                backups.before_migration(self._database, self.file, len(steps), datetime.now(UTC))
            # Switching to WAL needs the file alone, so it happens in the transaction's shadow: a
            # second process that starts at the same moment waits here, then finds nothing to do.
            self._database.execute("PRAGMA journal_mode = WAL")
            with self._transaction():
                for number, step in enumerate(steps[self._version() :], self._version() + 1):
                    for statement in _statements(step.read_text(encoding="utf-8")):
                        self._database.execute(statement)
                    self._database.execute(f"PRAGMA user_version = {number}")
        if self._version() > len(steps):
            raise QuizError(
                f"{self.file}: was written by a newer aigc-quiz (format {self._version()}; this"
                f" one knows {len(steps)}); upgrade aigc-quiz, or set AIGC_QUIZ_HOME to another"
                " folder"
            )

    def _version(self) -> int:
        return int(self._database.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as fault:
            raise QuizError(
                f"{self.file}: cannot be used ({fault}); check that the folder can be written and"
                " the disk has room, or set AIGC_QUIZ_HOME to another folder"
            ) from None
        except (sqlite3.DatabaseError, ValueError) as fault:
            raise QuizError(
                f"{self.file}: is not a sound history ({fault}); move it away to begin a new one"
            ) from None


def answers() -> tuple[Answer, ...]:
    """The standing answers of the user's history; none if there is no history yet."""
    file = path()
    if not file.exists():
        return ()
    with History(file) as history:
        return history.answers()


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
