"""Rebuilds a history: what can be read of it, and of the copies beside it, goes into a new file."""

import contextlib
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aigc_quiz.errors import QuizError
from aigc_quiz.progress import backups, rows, transfer
from aigc_quiz.progress.history import History, latest
from aigc_quiz.progress.rows import JSON_COLUMNS, Row

_SMALLEST = 32  # bytes; no event takes less, which bounds how many a file can hold


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of it: events in the new file, those among them that only a copy had, those missing.

    `missing` counts the gaps in the numbers of the events that were found; what stood behind the
    last of them is not known. `old` is the file as it was.
    """

    events: int
    from_copies: int
    missing: int
    old: Path


def rebuild(file: Path, now: datetime) -> Rebuilt:
    """Put a new file with all readable events in the place of a history; the old one stays beside it.

    Raises:
        QuizError: there is no history, a newer version wrote it, another program has it open, it
            cannot be copied, or nothing in it or its copies can be read. Then it is as it was.
    """
    if not file.is_file():
        raise QuizError(
            f"{file}: there is no history to rebuild; copies of one lie in {backups.folder(file)}"
            if backups.found(file)
            else f"{file}: there is no history to rebuild"
        )
    _alone(file)
    try:
        with tempfile.TemporaryDirectory(prefix=".rebuild-", dir=file.parent) as folder:
            whole = Path(folder, file.name)
            events, from_copies, missing = _into(whole, file)
            old = _kept(file, now)
            for end in ("-wal", "-shm"):  # of the old file; they would spoil the new one
                file.with_name(f"{file.name}{end}").unlink(missing_ok=True)
            whole.replace(file)
    except OSError as fault:
        raise QuizError(
            f"{file}: cannot be rebuilt ({fault.strerror}); make room, or let its folder be written"
        ) from None
    return Rebuilt(events, from_copies, missing, old)


def _alone(file: Path) -> None:
    """Leave WAL mode, which works only while nobody else has the file open."""
    with contextlib.closing(sqlite3.connect(file, timeout=1.0, isolation_level=None)) as database:
        try:
            database.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as fault:
            if "locked" in str(fault):
                raise QuizError(
                    f"{file}: is open in another aigc-quiz; end that one first"
                ) from None
        except sqlite3.DatabaseError:
            pass  # it is damaged: that is why we are here


def _kept(file: Path, now: datetime) -> Path:
    """Copy the file as it is, with what belongs to it."""
    old = file.with_name(f"{file.stem}-before-rebuild-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{file.suffix}")  # fmt: skip
    for end in ("", "-wal", "-shm"):
        part = file.with_name(f"{file.name}{end}")
        if part.exists():
            shutil.copy2(part, old.with_name(f"{old.name}{end}"))
    return old


def _into(whole: Path, file: Path) -> tuple[int, int, int]:
    """Write the new file; the numbers of `Rebuilt`."""
    own = _events(file)
    found = {str(row["uid"]): row for row in own.values()}
    places = set(own)
    for copy in backups.found(file):
        events = _events(copy)
        places |= events.keys()
        found = {str(row["uid"]): row for row in events.values()} | found
    if not found and file.stat().st_size:
        raise QuizError(
            f"{file}: nothing in it can be read, and it has no copies; move it away to begin a new one"
        )
    with History(whole, copies=False) as log:
        added = log.merge(rows.in_order_of_names(found.values()), strict=False)
        log.answers()  # it can be replayed, or all of this is for nothing
    gaps = max(places, default=0) - len(places)
    return added, len(found) - len(own), gaps


def _events(file: Path) -> dict[int, Row]:
    """The sound events by their number in the file, `about` by name."""
    try:
        with contextlib.closing(sqlite3.connect(file, timeout=1.0)) as database:
            database.text_factory = lambda data: data.decode("utf-8", "replace")
            version = database.execute("PRAGMA user_version").fetchone()[0]
            if version > latest():
                raise QuizError(f"{file}: was written by a newer aigc-quiz; upgrade this one")
            stored = {row["sequence"]: row for row in _read(database, file.stat().st_size)}
    except sqlite3.DatabaseError:
        return {}
    names = {
        place: str(row["uid"]) if "uid" in row else rows.old_uid(row)
        for place, row in stored.items()
    }
    sound: dict[int, Row] = {}
    for place, row in stored.items():
        with contextlib.suppress(QuizError, ValueError, KeyError):
            told = {
                name: json.loads(str(value)) if name in JSON_COLUMNS else value
                for name, value in row.items()
                if value is not None and name != "sequence"
            }
            told["uid"] = names[place]
            if "about" in told:
                told["about"] = names[row["about"]]
            sound[int(place or 0)] = transfer.checked(told, f"{file}: event {place}")
    return sound


def _read(database: sqlite3.Connection, size: int) -> Iterator[Row]:
    """Every row that can be read: from the front, from the back, then one by one between them."""
    names = [column[1] for column in database.execute("PRAGMA table_info(events)")]
    ends = []
    for order in ("ASC", "DESC"):
        last = None
        with contextlib.suppress(sqlite3.DatabaseError):
            for row in database.execute(f"SELECT * FROM events ORDER BY sequence {order}"):  # noqa: S608 - constants
                last = row[names.index("sequence")]
                yield dict(zip(names, row, strict=True))
            return  # all of it
        ends.append(last)
    first = ends[0] or 0
    for place in range(first + 1, ends[1] if ends[1] is not None else first + size // _SMALLEST):
        with contextlib.suppress(sqlite3.DatabaseError):
            for row in database.execute("SELECT * FROM events WHERE sequence = ?", (place,)):
                yield dict(zip(names, row, strict=True))
