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
from aigc_quiz.progress.events import Answer, Begun, Event, replay
from aigc_quiz.progress.rows import Row, Value

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_SECONDS = 15.0
_IS_SORTED = (
    "SELECT NOT EXISTS (SELECT 1 FROM"
    " (SELECT at, LAG(at) OVER (ORDER BY sequence) AS before FROM events) WHERE before >= at)"
)
_BY_TIME = (
    "MAX(at, COALESCE((SELECT a.at FROM events AS a WHERE a.sequence = e.about), '')),"
    " about IS NOT NULL, uid"
)
# Derived, as every index is: an older version of this program works with the file all the same.
_LOOKUPS = (
    "CREATE INDEX IF NOT EXISTS events_of_question ON events (question)",
    "CREATE INDEX IF NOT EXISTS events_about ON events (about) WHERE about IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS answers_of_topic ON events (topic, at) WHERE kind = 'answer'",
    "CREATE INDEX IF NOT EXISTS events_by_time ON events (at)",
)
_SPOKEN = "kind IN ('answer', 'rating', 'undo')"  # what replay looks at
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

    def __init__(self, file: Path, *, copies: bool = True) -> None:
        self.file = file
        self._copies = copies  # whether to keep one a day beside the file
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
            if self._written and self._copies:
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
            return tuple(map(rows.event, self._rows(f"WHERE {_SPOKEN}")))

    def answers(
        self, *, question: str | None = None, topic: str | None = None
    ) -> tuple[Answer, ...]:
        """The answers that stand: not taken back, each with its final rating; of one question or topic only."""
        for column, name in (("question", question), ("topic", topic)):
            if name is not None:
                wanted = f"kind = 'answer' AND {column} = ?"
                return self._replayed(wanted, (name,))
        return replay(self.events())

    def answer(self, sequence: int) -> Answer | None:
        """The answer with a sequence number as it was given, be it taken back or not."""
        with self._faults():
            (*found,) = self._few("WHERE kind = 'answer' AND sequence = ?", (sequence,))
            event = rows.event(found[0]) if found else None
            return event if isinstance(event, Answer) else None

    def latest(self, count: int, *, topic: str | None = None) -> tuple[Answer, ...]:
        """The last answers that stand, the earliest of them first; of one topic only."""
        # The plus keeps SQLite from an index of topics where none is given.
        within = "+kind = 'answer'" if topic is None else "kind = 'answer' AND topic = ?"
        given: tuple[Value, ...] = () if topic is None else (topic,)
        asked = 2 * count
        while True:
            last = f"SELECT sequence FROM events WHERE {within} ORDER BY at DESC, uid DESC LIMIT {asked}"  # noqa: S608 - our own
            found = self._replayed(f"sequence IN ({last})", given)
            if len(found) >= count or asked > self.last():
                return found[-count:]
            asked *= 4

    def _replayed(self, wanted: str, given: tuple[Value, ...]) -> tuple[Answer, ...]:
        """The standing answers among those wanted, by time."""
        chosen = f"SELECT sequence FROM events WHERE {wanted}"  # noqa: S608 - our own
        about = f"SELECT sequence FROM events WHERE about IS NOT NULL AND about IN ({chosen})"  # noqa: S608 - our own
        where = f"WHERE {_SPOKEN} AND sequence IN (SELECT * FROM ({chosen}) UNION {about})"  # noqa: S608 - our own
        with self._faults():
            return replay(map(rows.event, self._few(where, given * 2)))

    def last(self) -> int:
        """The number of the last event; 0 if there is none."""
        with self._faults():
            return int(
                self._database.execute("SELECT MAX(sequence) FROM events").fetchone()[0] or 0
            )

    def begun(self) -> Begun:
        """The log as a whole, to be told later from other beginnings."""
        with self._faults():
            sequence, uid, at = self._database.execute(
                "SELECT sequence, uid, at FROM events ORDER BY sequence DESC LIMIT 1"
            ).fetchone() or (0, "", "")
            (latest,) = self._database.execute("SELECT MAX(at) FROM events").fetchone()
            return Begun(sequence, uid, at, latest or "")

    def later(self, begun: Begun) -> tuple[Event, ...] | None:
        """The events after a beginning; None if the log does not begin so, or does not go on in order of time."""
        with self._faults():
            same = self._database.execute(
                "SELECT 1 FROM events WHERE sequence = ? AND uid = ? AND at = ?",
                (begun.sequence, begun.uid, begun.at),
            ).fetchone()
            if not same:
                return None
            found, before = [], begun.latest
            done = self._database.execute(
                "SELECT * FROM events WHERE sequence > ? ORDER BY sequence", (begun.sequence,)
            )
            names = [column[0] for column in done.description]
            for values in done:
                row = dict(zip(names, values, strict=True))
                if str(row["at"]) <= before:
                    return None
                before = str(row["at"])
                if row["kind"] in ("answer", "rating", "undo"):
                    found.append(rows.event(row))
            return tuple(found)

    @contextmanager
    def still(self) -> Iterator[None]:
        """All that is read within is of one moment, whatever another process writes."""
        with self._faults():
            self._database.execute("BEGIN")
        try:
            yield
        finally:
            if self._database.in_transaction:
                self._database.execute("COMMIT")

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

    def columns(self) -> tuple[str, ...]:
        """The names of what an event can have."""
        with self._faults():
            return tuple(
                name for _, name, *_ in self._database.execute("PRAGMA table_info(events)")
            )

    def rows(self) -> list[Row]:
        """All events of every kind as they are stored, by time."""
        with self._faults():
            return list(self._rows())

    def merge(self, events: Iterable[Row], *, strict: bool = True) -> int:
        """Log the events of another history that this one does not hold yet; their number.

        `about` of such a row is the `uid` of the answer. All of them are logged, or none; without
        `strict`, those that are sound.

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
                try:
                    about = known[row["about"]] if row["about"] is not None else None
                    known[row["uid"]] = self._insert({**row, "about": about})
                    added += 1
                except (sqlite3.IntegrityError, KeyError) as fault:
                    if not strict:
                        continue
                    if isinstance(fault, KeyError):
                        raise QuizError(
                            f"event {row['uid']} is about an answer that is not there: {fault}"
                        ) from None
                    raise QuizError(f"event {row['uid']} is not sound ({fault})") from None
        self._written = self._written or added > 0
        return added

    def _rows(self, where: str = "") -> Iterator[Row]:
        """The rows by time, an answer before what is said about it; the same on machines that merged.

        Times can tie and clocks be set back: what is about an answer never comes before it, and
        ties are settled by name, which begins with the place in the log. A log that was written in
        order, which is the rule, is not sorted.
        """
        (sorted_,) = self._database.execute(_IS_SORTED).fetchone()
        order = "sequence" if sorted_ else _BY_TIME
        yield from self._few(where, (), order)

    def _few(self, where: str, given: tuple[Value, ...], order: str = _BY_TIME) -> Iterator[Row]:
        done = self._database.execute(
            f"SELECT * FROM events AS e {where} ORDER BY {order}",  # noqa: S608 - our own
            given,
        )
        names = [column[0] for column in done.description]
        for row in done:
            yield dict(zip(names, row, strict=True))

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
        if self.version() > len(steps):
            raise QuizError(
                f"{self.file}: was written by a newer aigc-quiz (format {self.version()}; this"
                f" one knows {len(steps)}); upgrade aigc-quiz, or set AIGC_QUIZ_HOME to another"
                " folder"
            )
        # A file that was put back from a copy is not in WAL mode; switching needs the file alone.
        if self._database.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            self._database.execute("PRAGMA journal_mode = WAL")
        if self.version() < len(steps):
            if self.version():
                backups.before_migration(self._database, self.file, len(steps), datetime.now(UTC))
            with self._transaction():
                for number, step in enumerate(steps[self.version() :], self.version() + 1):
                    for statement in _statements(step.read_text(encoding="utf-8")):
                        self._database.execute(statement)
                    self._database.execute(f"PRAGMA user_version = {number}")
        for lookup in _LOOKUPS:
            self._database.execute(lookup)

    def version(self) -> int:
        """The format of the file: how many migrations it has seen."""
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
                f"{self.file}: is not a sound history ({fault}); mend it with: aigc-quiz doctor --rebuild"
            ) from None


def latest() -> int:
    """The format that this version of aigc-quiz writes."""
    return len(list(_MIGRATIONS.glob("*.sql")))


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
