"""Keeps a bank that was read without a fault as JSON, so that the next start need not parse YAML.

A line that tells what the cache is of; every question in brief, as columns, and the place of each record; then the
records: a start that asks ten questions of very many reads ten. The key is a hash of every file's bytes and of the
records' own fields: a changed file, or a changed program, never meets an old cache. JSON and plain numbers, because
reading them can run nothing.
"""

import json
import os
import sys
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from hashlib import blake2b
from itertools import accumulate
from pathlib import Path
from typing import cast
from zlib import crc32

from aigc_quiz import __version__, content
from aigc_quiz.bank import question as q
from aigc_quiz.bank.briefs import FIELDS, Briefs, Column, kind

FORMAT = 3  # raise it when the loader reads the same bytes differently
_CLASSES: tuple[type, ...] = (
    q.Text,
    q.Phrases,
    q.Reference,
    q.Option,
    q.Choice,
    q.Fill,
    q.NumericError,
    q.Numeric,
    q.KeyPoint,
    q.NoneOf,
    q.Case,
    q.Short,
    q.Limits,
    q.Exercise,
)
_FIELDS = tuple(tuple(field.name for field in fields(cls)) for cls in _CLASSES)
_MADE_BY = repr((FORMAT, __version__, sys.byteorder, _FIELDS)).encode()
_NUMBERS = {cls: number for number, cls in enumerate(_CLASSES)}
_TUPLE, _DATE, _PATH = -1, -2, -3
NO_STAMP = "-"
_SETTLED = 2.0  # seconds after a change, from which a file's times tell a further one
_HEAD, _PARTS = 200, 4  # the first line: its length at most, and its words
DAMAGE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)

Items = tuple[tuple[q.Question, ...], tuple[q.Exercise, ...]]


def key(files: list[tuple[str, bytes]]) -> str:
    """What a cache of these files, (path as shown, content), is filed under."""
    state = blake2b(_MADE_BY, digest_size=16)
    for path, data in files:
        state.update(b"%d %s %d " % (len(path), os.fsencode(path), len(data)))
        state.update(data)
    return state.hexdigest()


@dataclass(frozen=True, slots=True)
class Held:
    """A cache that was found sound: the questions in brief, and where each record lies in the file."""

    file: Path
    folder: Path
    briefs: Briefs
    starts: "array[int]"  # of the records, questions, then exercises; and the end of the last
    checksums: "array[int]"
    start: int  # of the first record in the file

    def read(self, rows: Iterable[int]) -> list[q.Question | q.Exercise]:
        """The records of some rows.

        Raises:
            ValueError: the file is damaged, or was replaced meanwhile.
            OSError: it cannot be read.
        """
        found: list[q.Question | q.Exercise] = []
        with self.file.open("rb") as file:
            for row in rows:
                file.seek(self.start + self.starts[row])
                data = file.read(self.starts[row + 1] - self.starts[row])
                if crc32(data) != self.checksums[row]:
                    raise ValueError("not what was saved")
                record = _decode(json.loads(data), self.folder)
                if not isinstance(record, (q.Question, q.Exercise)):
                    raise ValueError("no record")  # noqa: TRY004 - of the file, not of an argument
                found.append(record)
        return found


def load(folder: Path, wanted: str) -> Items | None:
    """What was saved for this folder under this key; None where there is nothing sound."""
    held = find(folder, key_=wanted)
    if held is None:
        return None
    try:
        found = held.read(range(len(held.checksums)))
    except DAMAGE:
        return None
    count = len(held.briefs)
    return cast(Items, (tuple(found[:count]), tuple(found[count:])))


def find(folder: Path, *, key_: str = "", stamp: str = "") -> Held | None:
    """The cache of this folder that was saved under this key, or for files of this stamp; None if there is none."""
    try:
        file = _file(folder)
        with file.open("rb") as opened:
            head = opened.readline(_HEAD).decode().split()
            if len(head) != _PARTS or (head[0] != key_ if key_ else head[1] != stamp):
                return None
            size = int(head[2])
            told = opened.read(size)
            if len(told) != size or blake2b(told, digest_size=16).hexdigest() != head[3]:
                return None
        briefs, starts, checksums = _unpacked(told)
        start = len(" ".join(head)) + 1 + size
        return Held(file, folder, briefs, starts, checksums, start)
    except DAMAGE:
        return None  # no cache, or a damaged one: the files themselves are there to be read


def save(folder: Path, under: str, items: Items, stamp: str = NO_STAMP) -> None:
    """Save a bank; a later `save` for the same folder replaces it.

    `stamp` is the files' as it was before they were read, see `stamp_of`.
    """
    questions, exercises = items
    bodies = [
        json.dumps(_encode(item, folder), separators=(",", ":")).encode()
        for item in (*questions, *exercises)
    ]
    told = _packed(Briefs.of(map(q.brief, questions)), bodies)
    file = _file(folder)
    new = file.with_suffix(f".{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with new.open("wb") as out:
            out.write(_head(under, told, stamp).encode() + b"\n" + told)
            out.writelines(bodies)
        new.replace(file)
    except OSError:
        # A read-only home or a full disk costs the next start a few milliseconds and nothing else;
        # a warning on every command would cost the user more.
        return


def stamp_of(paths: Iterable[Path], now: float) -> str:
    """What tells files from changed ones without reading them; none where that would not be sure.

    Size, inode and both times of each: a program can set back the time of a change, but not the
    inode's. A file that was changed just now, in seconds since 1970, may be changed again within
    the same tick of the clock.
    """
    state = blake2b(_MADE_BY, digest_size=16)
    for path in paths:
        try:
            found = path.stat()
        except OSError:
            return NO_STAMP
        if max(found.st_mtime, found.st_ctime) > now - _SETTLED:
            return NO_STAMP
        told = (found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns)
        state.update(repr((os.fsencode(path), told)).encode())
    return state.hexdigest()


def _packed(briefs: Briefs, bodies: list[bytes]) -> bytes:
    """A line of JSON with the counts and each column's values, then the numbers."""
    facts = [len(briefs), len(bodies), [column.values for column in briefs.columns]]
    numbers = [column.places for column in briefs.columns if isinstance(column.places, array)]
    numbers.append(array("Q", accumulate(map(len, bodies), initial=0)))
    numbers.append(array("I", map(crc32, bodies)))
    line = json.dumps(facts, separators=(",", ":")).encode()
    return b"\n".join([line, b"".join(numbers)])


def _unpacked(told: bytes) -> "tuple[Briefs, array[int], array[int]]":
    """What `_packed` was given: the questions in brief, where records start and end, and their checksums.

    Raises:
        ValueError: or another of DAMAGE, if it is of another shape.
    """
    line, _, rest = told.partition(b"\n")
    questions, records, values = json.loads(line)
    view, columns = memoryview(rest), []

    def taken(typecode: str, count: int) -> "array[int]":
        nonlocal view
        numbers = array(typecode)
        size = count * numbers.itemsize
        if not 0 <= size <= len(view):
            raise ValueError("too short")
        numbers.frombytes(view[:size])
        view = view[size:]
        return numbers

    for held in values:
        if len(held) == questions:
            columns.append(Column(held, range(questions)))
            continue
        places = taken(kind(held), questions)
        if max(places, default=-1) >= len(held):
            raise ValueError("a place without a value")
        columns.append(Column(held, places))
    starts, checksums = taken("Q", records + 1), taken("I", records)
    if len(columns) != len(FIELDS) or questions > records or len(view):
        raise ValueError("of another shape")
    return Briefs(columns), starts, checksums


def _file(folder: Path) -> Path:
    name = blake2b(os.fsencode(folder), digest_size=8).hexdigest()
    return content.home() / "cache" / f"bank-{name}.json"


def _head(under: str, told: bytes, stamp: str = NO_STAMP) -> str:
    return f"{under} {stamp} {len(told)} {blake2b(told, digest_size=16).hexdigest()}"


def _encode(value: object, folder: Path) -> object:
    if isinstance(value, tuple):
        return [_TUPLE, *(_encode(item, folder) for item in value)]
    if isinstance(value, date):
        return [_DATE, value.isoformat()]
    if isinstance(value, Path):
        return [_PATH, value.relative_to(folder).as_posix()]
    if is_dataclass(value):
        number = _NUMBERS[type(value)]
        inside = (_encode(getattr(value, name), folder) for name in _FIELDS[number])
        return [number, *inside]
    return value


def _decode(value: object, folder: Path) -> object:
    if not isinstance(value, list):
        return value
    number = value[0]
    if number == _DATE:
        return date.fromisoformat(value[1])
    if number == _PATH:
        return folder / value[1]
    inside = [_decode(item, folder) if item.__class__ is list else item for item in value[1:]]
    if number == _TUPLE:
        return tuple(inside)
    return _CLASSES[number](**dict(zip(_FIELDS[number], inside, strict=True)))
