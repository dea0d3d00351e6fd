"""The user's history: an append-only log in one SQLite file."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from aigc_quiz import __version__, content
from aigc_quiz.errors import QuizError
from aigc_quiz.progress.events import Answer, Event, Rated, Undone, replay

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_SECONDS = 15.0
_COLUMNS = (
    "sequence, at, app, session, kind, about, rating, question, category, topic, type, difficulty,"
    " lang, answer, options, variables, score, duration_ms, hints"
)
_Value = str | int | float | None


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
        """Let go of the file."""
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
            answer=_storable(answer.text),
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
        """All answers, ratings and undos, in the order in which they were logged."""
        with self._faults():
            rows = self._database.execute(
                f"SELECT {_COLUMNS} FROM events WHERE kind != 'skip' ORDER BY sequence"  # noqa: S608 - constant
            ).fetchall()
            return tuple(_event(*row) for row in rows)

    def answers(self) -> tuple[Answer, ...]:
        """The answers that stand: not taken back, each with its final rating."""
        return replay(self.events())

    def _append(self, kind: str, session: str, at: datetime, **values: _Value) -> int:
        row = {
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "app": __version__,
            "session": session,
            "kind": kind,
        } | values
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        with self._faults(), self._transaction():
            done = self._database.execute(
                f"INSERT INTO events ({names}) VALUES ({marks})",  # noqa: S608 - our own names
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


def _storable(text: str) -> str:
    # SQLite stores no lone surrogate; what a terminal could not decode becomes a replacement.
    return text.encode("utf-8", "replace").decode("utf-8")


def _event(
    sequence: int,
    at: str,
    app: str,
    session: str,
    kind: str,
    about: int,
    rating: int,
    question: str,
    category: str,
    topic: str,
    type_: str,
    difficulty: int,
    lang: str,
    answer: str,
    options: str,
    variables: str,
    score: float,
    duration_ms: int,
    hints: int,
) -> Event:
    if kind == "undo":
        return Undone(about)
    if kind == "rating":
        return Rated(about, rating)
    return Answer(
        question=question,
        category=category,
        topic=topic,
        type=type_,
        difficulty=difficulty,
        lang=lang,
        text=answer,
        options=tuple(json.loads(options)),
        variables=tuple(json.loads(variables).items()),
        score=score,
        suggested=rating,
        rating=rating,
        duration_ms=duration_ms,
        hints=hints,
        session=session,
        at=datetime.fromisoformat(at),
        app=app,
        sequence=sequence,
    )
