"""A question or an exercise as one JSON object, for other programs."""

from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path

from aigc_quiz.bank.question import Exercise, Question, listed

# What gives the answer away, whatever the type.
_ANSWER = {
    "correct", "why", "misconception", "accept", "answer", "formula", "errors", "key_points", "none_of",
    "model_answer", "cases", "explanation", "proof", "hints",
}  # fmt: skip
_STATED = {"formula"}  # of an exercise it is part of the task
Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


def as_object(item: Question | Exercise, *, answer: bool) -> dict[str, Json]:
    """The fields by the names of the YAML file, with `format` and what `list --json` gives.

    Without `answer` everything that tells it is left out.
    """
    hidden = set() if answer else _ANSWER - (_STATED if isinstance(item, Exercise) else set())
    found: dict[str, Json] = {"format": 1}
    for name, value in listed(item).items():
        found[name] = _json(value, hidden)
    inside = _json(item, hidden)
    return found | (inside if isinstance(inside, dict) else {})


def _json(value: object, hidden: set[str]) -> Json:
    if is_dataclass(value):
        return {
            field.name: _json(getattr(value, field.name), hidden)
            for field in fields(value)
            if field.name not in hidden
        }
    if isinstance(value, (list, tuple)):
        return [_json(item, hidden) for item in value]
    if isinstance(value, dict):
        return {str(key): _json(item, hidden) for key, item in value.items()}
    if isinstance(value, (date, Path)):
        return str(value)
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise TypeError(type(value))
