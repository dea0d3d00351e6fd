"""Copies of the history: one before each migration, and one a day; a few of each are kept.

The log is append-only, so a later copy holds all that an earlier one holds: few are enough.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aigc_quiz.errors import QuizError

KEPT = 3  # of each sort
_STAMP = "%Y%m%dT%H%M%SZ"


def folder(file: Path) -> Path:
    """Where the copies of a history lie; it may not exist."""
    return file.parent / "backups"


def found(file: Path) -> tuple[Path, ...]:
    """The copies of a history, newest first."""
    copies = [*_of(file, "daily"), *_of(file, "migration")]
    return tuple(sorted(copies, key=lambda copy: _stamp(copy, file), reverse=True))


def before_migration(database: sqlite3.Connection, file: Path, version: int, now: datetime) -> None:
    """Copy the history before its format changes to that version.

    Raises:
        QuizError: the copy cannot be written; the history must not be migrated then.
    """
    try:
        _copy(database, file, "migration", now, f"-to-format-{version}")
    except (OSError, sqlite3.Error) as fault:
        raise QuizError(
            f"{folder(file)}: no copy of the history can be written before its format changes"
            f" ({_reason(fault)}); make room, or let the folder be written"
        ) from None


def daily(database: sqlite3.Connection, file: Path, now: datetime) -> str:
    """Copy the history unless a copy is less than a day old; a line if that fails, else nothing."""
    try:
        newest = max((_stamp(copy, file) for copy in _of(file, "daily")), default="")
        if not f"{now - timedelta(days=1):{_STAMP}}" < newest <= f"{now:{_STAMP}}":
            _copy(database, file, "daily", now)
    except (OSError, sqlite3.Error) as fault:
        return (
            f"{folder(file)}: the daily copy of the history failed ({_reason(fault)});"
            " all answers are saved"
        )
    return ""


def _copy(
    database: sqlite3.Connection, file: Path, sort: str, now: datetime, more: str = ""
) -> None:
    place = folder(file)
    place.mkdir(parents=True, exist_ok=True)
    whole = place / f"{file.stem}-{sort}-{now.astimezone(UTC):{_STAMP}}{more}{file.suffix}"
    part = whole.with_suffix(f".{os.getpid()}.new")
    try:
        with contextlib.closing(sqlite3.connect(part)) as copy:
            database.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, whole in itself
        part.replace(whole)  # never half a copy
    finally:
        _remove([part, *(part.with_name(f"{part.name}{end}") for end in ("-wal", "-shm"))])
    _remove(_of(file, sort)[KEPT:])


def _of(file: Path, sort: str) -> list[Path]:
    """The copies of one sort, newest first: their names hold the time."""
    return sorted(folder(file).glob(f"{file.stem}-{sort}-*{file.suffix}"), reverse=True)


def _stamp(copy: Path, file: Path) -> str:
    return copy.name.removeprefix(f"{file.stem}-").split("-")[1].removesuffix(file.suffix)


def _remove(copies: Iterable[Path]) -> None:
    for copy in copies:
        with contextlib.suppress(OSError):
            copy.unlink(missing_ok=True)


def _reason(fault: Exception) -> str:
    return (fault.strerror if isinstance(fault, OSError) else None) or str(fault)
