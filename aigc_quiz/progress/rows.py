"""How events lie in the table: their columns, their names, and what they say."""

import json
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache

from aigc_quiz.progress.events import Answer, Event, Rated, Undone

Value = str | int | float | None
Row = Mapping[str, Value]
JSON_COLUMNS = ("options", "variables", "data")


def uid(place: int) -> str:
    """A name for a new event at this place of the log, unlike any other on any machine."""
    return f"{place:010d}-{os.urandom(8).hex()}"


def old_uid(row: Row) -> str:
    """The name that an event of format 1 gets; migration 2 makes the same one."""
    return f"{row['sequence']:010d}-{row['session']}"


def in_order_of_names(rows: Iterable[Row]) -> list[Row]:
    """The rows by their place in the log that each was first written to, which names begin with."""
    return sorted(rows, key=lambda row: str(row["uid"]))


def event(row: Row) -> Event:
    """A row of kind answer, rating or undo as an event."""
    if row["kind"] == "undo":
        return Undone(_whole(row["about"]))
    if row["kind"] == "rating":
        return Rated(_whole(row["about"]), _whole(row["rating"]))
    rating = _whole(row["rating"])
    return Answer(
        question=str(row["question"]),
        category=str(row["category"]),
        topic=str(row["topic"]),
        type=str(row["type"]),
        difficulty=_whole(row["difficulty"]),
        lang=str(row["lang"]),
        text=str(row["answer"]),
        options=_options(str(row["options"])),
        variables=_variables(str(row["variables"])),
        score=float(row["score"] or 0.0),
        suggested=rating,
        rating=rating,
        duration_ms=_whole(row["duration_ms"]),
        hints=_whole(row["hints"]),
        session=str(row["session"]),
        at=datetime.fromisoformat(str(row["at"])),
        app=str(row["app"]),
        sequence=_whole(row["sequence"]),
    )


@lru_cache(maxsize=1024)  # a few orders make up most of a history
def _options(text: str) -> tuple[int, ...]:
    return tuple(json.loads(text))


@lru_cache(maxsize=1024)
def _variables(text: str) -> tuple[tuple[str, float], ...]:
    return tuple(json.loads(text).items())


def storable(text: str) -> str:
    """The text without what SQLite cannot store: a lone surrogate becomes a replacement."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _whole(value: Value) -> int:
    return int(value or 0)
