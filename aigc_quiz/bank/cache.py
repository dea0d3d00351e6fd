"""Keeps a bank that was read without a fault as JSON, so that the next start need not parse YAML.

The key is a hash of every file's bytes and of the records' own fields: a changed file, or a changed
program, never meets an old cache. JSON, because reading it can run nothing.
"""

import json
import os
from dataclasses import fields, is_dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import cast

from aigc_quiz import __version__, content
from aigc_quiz.bank import question as q

FORMAT = 1  # raise it when the loader reads the same bytes differently
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
_NUMBERS = {cls: number for number, cls in enumerate(_CLASSES)}
_TUPLE, _DATE, _PATH = -1, -2, -3

Items = tuple[tuple[q.Question, ...], tuple[q.Exercise, ...]]


def key(files: list[tuple[str, bytes]]) -> str:
    """What a cache of these files, (path as shown, content), is filed under."""
    state = blake2b(repr((FORMAT, __version__, _FIELDS)).encode(), digest_size=16)
    for path, data in files:
        state.update(b"%d %s %d " % (len(path), os.fsencode(path), len(data)))
        state.update(data)
    return state.hexdigest()


def load(folder: Path, wanted: str) -> Items | None:
    """What was saved for this folder under this key; None where there is nothing sound."""
    try:
        head, _, body = _file(folder).read_bytes().partition(b"\n")
        if head.decode() != _head(wanted, body):
            return None
        questions, exercises = cast(Items, _decode(json.loads(body), folder))
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None  # no cache, or a damaged one: the files themselves are there to be read
    return questions, exercises


def save(folder: Path, under: str, items: Items) -> None:
    """Save a bank; a later `save` for the same folder replaces it."""
    body = json.dumps(_encode(items, folder), separators=(",", ":")).encode()
    file = _file(folder)
    new = file.with_suffix(f".{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(_head(under, body).encode() + b"\n" + body)
        new.replace(file)
    except OSError:
        # A read-only home or a full disk costs the next start a few milliseconds and nothing else;
        # a warning on every command would cost the user more.
        return


def _file(folder: Path) -> Path:
    name = blake2b(os.fsencode(folder), digest_size=8).hexdigest()
    return content.home() / "cache" / f"bank-{name}.json"


def _head(under: str, body: bytes) -> str:
    return f"{under} {blake2b(body, digest_size=16).hexdigest()}"


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
