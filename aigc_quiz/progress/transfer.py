"""The history as one JSON object, and back: for the user's own keeping, and to merge two machines."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict, cast

from aigc_quiz import __version__
from aigc_quiz.errors import QuizError
from aigc_quiz.progress.events import Answer
from aigc_quiz.progress.history import History, latest
from aigc_quiz.progress.rows import JSON_COLUMNS, Row, Value, storable

FORMAT = 1
Exercises = dict[str, dict[str, int]]  # by slug: `passed`, `hints`
_CONTENT = "aigc-quiz history"
_NUMBERS = ("rating", "difficulty", "duration_ms", "hints")
_TEXTS = ("uid", "at", "app", "session", "kind")  # every event has them
_ANSWER = ("question", "category", "topic", "type", "lang", "answer", "options", "variables")
_LARGEST = 2**63
_YEARS = range(2000, 2200)
CSV_COLUMNS = (
    "at", "question", "category", "topic", "type", "difficulty", "lang", "answer", "options", "variables", "score",
    "suggested", "rating", "duration_ms", "hints", "session", "app",
)  # fmt: skip


class Export(TypedDict):
    """What an export file holds; `events` by time, each with the keys that it has."""

    format: int
    content: str
    app: str
    history: int
    events: list[dict[str, object]]
    exercises: Exercises


@dataclass(frozen=True, slots=True)
class Import:
    """What an export gave: events for `History.merge`, and what is remembered of exercises."""

    events: list[Row]
    exercises: Exercises


def exported(file: Path, exercises: Exercises) -> Export:
    """Everything the history holds, by time: two histories with the same events give the same.

    `exercises` is what is remembered of exercises, which are no part of the history.

    If there is no history, it is empty, and none is made.

    `about` is the `uid` of the answer that a rating or an undo is about; what an event does not
    have is left out.
    """
    stored: list[Row] = []
    version = latest()
    if file.exists():
        with History(file) as history:
            stored, version = history.rows(), history.version()
    names = {row["sequence"]: row["uid"] for row in stored}
    events = []
    for row in stored:
        shown: dict[str, object] = {}
        for name, value in row.items():
            if name == "sequence" or value is None:
                continue
            if name == "about":
                shown[name] = names[value]
            elif name in JSON_COLUMNS:
                shown[name] = json.loads(str(value))
            else:
                shown[name] = value
        events.append(shown)
    return {
        "format": FORMAT,
        "content": _CONTENT,
        "app": __version__,
        "history": version,
        "events": events,
        "exercises": exercises,
    }


def read(text: str | bytes, origin: str, history: History) -> Import:
    """What an export holds.

    Raises:
        QuizError: this is no export of ours, or a newer version wrote it, or an event is not
            sound; the message begins with `origin` and says what to do.
    """
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise QuizError(
            f"{origin}: is not JSON; give a file that `aigc-quiz export` wrote"
        ) from None
    if not isinstance(told, dict) or told.get("content") != _CONTENT:
        raise QuizError(
            f"{origin}: is not a history of aigc-quiz; give a file that `aigc-quiz export` wrote"
        )
    versions = told.get("format"), told.get("history")
    if not all(isinstance(version, int) for version in versions):
        raise QuizError(f"{origin}: does not say its format; export it anew")
    if cast(int, versions[0]) > FORMAT or cast(int, versions[1]) > history.version():
        raise QuizError(
            f"{origin}: was written by a newer aigc-quiz ({told.get('app')}); upgrade this one"
        )
    events = told.get("events")
    if not isinstance(events, list):
        raise QuizError(f"{origin}: holds no list of events; export it anew")
    columns = history.columns()
    found = []
    for n, event in enumerate(events, 1):
        where = f"{origin}: event {n}"
        if not isinstance(event, dict):
            raise QuizError(f"{where}: is not an object")
        unknown = [name for name in event if name not in columns or name == "sequence"]
        if unknown:
            raise QuizError(f"{where}: has an unknown key {unknown[0]!r}")
        found.append(checked(event, where))
    return Import(found, _exercises(told.get("exercises", {}), origin))


def _exercises(told: object, origin: str) -> Exercises:
    if isinstance(told, dict) and all(
        isinstance(entry, dict)
        and all(type(value) is int and 0 <= value < _LARGEST for value in entry.values())
        for entry in told.values()
    ):
        return told
    raise QuizError(f"{origin}: 'exercises' must hold whole numbers by exercise; export it anew")


def checked(event: Mapping[str, object], where: str) -> Row:
    """An event of an export as a row for `History.merge`.

    Raises:
        QuizError: a value is not what its key needs; the message begins with `where`.
    """
    row: dict[str, Value] = {"about": None}
    for name, value in event.items():
        if name in JSON_COLUMNS:
            try:
                row[name] = json.dumps(value, ensure_ascii=False, allow_nan=False)
            except ValueError:
                raise QuizError(f"{where}: {name!r} holds what is no number") from None
        elif isinstance(value, str):
            row[name] = storable(value)
        elif isinstance(value, bool) or not isinstance(value, (int, float, type(None))):
            raise QuizError(f"{where}: {name!r} must be a text or a number")
        elif isinstance(value, int) and abs(value) >= _LARGEST:
            raise QuizError(f"{where}: {name!r} is too large")
        else:
            row[name] = value
    needed = (*_TEXTS, *_ANSWER) if event.get("kind") == "answer" else _TEXTS
    for name in needed:
        if not isinstance(row.get(name), str):
            raise QuizError(f"{where}: {name!r} must be a text")
    for name in _NUMBERS:
        if not isinstance(row.get(name), (int, type(None))) or (
            row["kind"] == "answer" and row.get(name) is None
        ):
            raise QuizError(f"{where}: {name!r} must be a whole number")
    if not isinstance(row["about"], (str, type(None))):
        raise QuizError(f"{where}: 'about' must be the uid of an answer")
    _check_json(event, where)
    row["at"] = _moment(str(row["at"]), where)
    return row


def _check_json(event: Mapping[str, object], where: str) -> None:
    options, variables = event.get("options", []), event.get("variables", {})
    if not isinstance(options, list) or not all(type(place) is int for place in options):
        raise QuizError(f"{where}: 'options' must be a list of whole numbers")
    if not isinstance(variables, dict) or not all(
        type(value) in (int, float) for value in variables.values()
    ):
        raise QuizError(f"{where}: 'variables' must be an object of numbers")


def _moment(text: str, where: str) -> str:
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is not None and at.year in _YEARS:
            return at.astimezone(UTC).isoformat(timespec="microseconds")
    except (ValueError, OverflowError):
        pass
    raise QuizError(f"{where}: 'at' must be a time with its zone, such as 2026-11-23T12:30:00Z")


def table(answers: Iterable[Answer]) -> Iterable[tuple[str | int | float, ...]]:
    """The answers that stand as rows of CSV_COLUMNS, with the rating that counts."""
    for a in answers:
        yield (
            a.at.isoformat(timespec="seconds"), a.question, a.category, a.topic, a.type, a.difficulty, a.lang, a.text,
            json.dumps(a.options), json.dumps(dict(a.variables)), a.score, a.suggested, a.rating, a.duration_ms,
            a.hints, a.session, a.app,
        )  # fmt: skip
