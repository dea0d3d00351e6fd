"""What a replay of a long history's beginning gave, kept beside it: a start need replay only what came later.

A cache and nothing more: the log is right. The file is used only if it is whole, was made by the same program with
the same parameters, and the log still begins with the events that it was made from; else all is replayed.
"""

import json
import os
import sys
from array import array
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from aigc_quiz.progress.events import Begun

FORMAT = 1  # raise it when the same log gives other values
_SEPARATOR = "\n"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Values after a beginning of the log: a row of columns for each name, and one number for each level."""

    begun: Begun
    names: list[str]
    columns: "tuple[array[int] | array[float], ...]"
    levels: dict[str, float]


def place(history: Path) -> Path:
    """Where the snapshot of a history lies; it may not exist."""
    return history.parent / "cache" / f"{history.stem}.snapshot"


def load(file: Path, key: str) -> Snapshot | None:
    """What was saved under this key; None where there is nothing sound."""
    try:
        data = file.read_bytes()
        head, _, body = data.partition(b"\n")
        digest, _, told = head.partition(b" ")
        if digest.decode() != _digest(told, body):
            return None
        facts = json.loads(told)
        if facts["key"] != _key(key):
            return None
        view, columns = memoryview(body), []
        for kind, size in facts["columns"]:
            column = array(kind)
            column.frombytes(view[:size])
            view = view[size:]
            columns.append(column)
        names = str(view, "utf-8").split(_SEPARATOR) if len(view) else []
        if any(len(column) != len(names) for column in columns):
            return None
        return Snapshot(Begun(*facts["begun"]), names, tuple(columns), facts["levels"])
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None  # none, a damaged one, or one of another shape


def save(file: Path, key: str, snapshot: Snapshot) -> None:
    """Keep a snapshot in place of the one before; where it cannot be written, the next start is slow."""
    begun = snapshot.begun
    facts = {
        "key": _key(key),
        "begun": [begun.sequence, begun.uid, begun.at, begun.latest],
        "columns": [[c.typecode, len(c) * c.itemsize] for c in snapshot.columns],
        "levels": snapshot.levels,
    }
    told = json.dumps(facts, separators=(",", ":")).encode()
    body = b"".join(
        [
            *(column.tobytes() for column in snapshot.columns),
            _SEPARATOR.join(snapshot.names).encode(),
        ]
    )
    new = file.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(b"%s %s\n%s" % (_digest(told, body).encode(), told, body))
        new.replace(file)


def forget(history: Path) -> None:
    """Remove the snapshot of a history: all of it is replayed at the next start."""
    with suppress(OSError):
        place(history).unlink(missing_ok=True)


def _key(key: str) -> str:
    return f"{FORMAT} {sys.byteorder} {key}"


def _digest(told: bytes, body: bytes) -> str:
    return blake2b(body, digest_size=16, key=blake2b(told, digest_size=32).digest()).hexdigest()
