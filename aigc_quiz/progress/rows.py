"""How events lie in the table: their columns, their names, their order, and what they say."""

import json
import os
from collections.abc import Iterable, Mapping
from datetime import datetime

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


def in_order(rows: Iterable[Row]) -> list[Row]:
    """The rows by time, an answer before what is said about it; equal on machines that merged.

    Times can tie and clocks be set back: what is about an answer never comes before it, and ties
    are settled by name, which begins with the place in the log.
    """
    found = list(rows)
    at = {row["sequence"]: str(row["at"]) for row in found if row["kind"] == "answer"}

    def key(row: Row) -> tuple[str, bool, str]:
        when = max(str(row["at"]), at.get(row["about"], ""))
        return when, row["about"] is not None, str(row["uid"])

    return sorted(found, key=key)


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
        options=tuple(json.loads(str(row["options"]))),
        variables=tuple(json.loads(str(row["variables"])).items()),
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


def storable(text: str) -> str:
    """The text without what SQLite cannot store: a lone surrogate becomes a replacement."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _whole(value: Value) -> int:
    return int(value or 0)
