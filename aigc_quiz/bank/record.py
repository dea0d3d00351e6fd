"""A YAML node becomes a question or an exercise."""

from datetime import date
from pathlib import Path
from typing import TypedDict, cast

from aigc_quiz.bank import question as q
from aigc_quiz.bank.fault import Fault
from aigc_quiz.bank.fields import Fields, Place
from aigc_quiz.bank.nodes import Mapping, Node, Scalar, Sequence


class _Common(TypedDict):
    """What every question has."""

    id: str
    type: str
    difficulty: int
    frequency: int | None
    title: q.Text
    stem: q.Text
    explanation: q.Text
    hints: tuple[q.Text, ...]
    references: tuple[q.Reference, ...]
    tags: tuple[str, ...]
    volatility: str
    reviewed: date
    follow_ups: tuple[str, ...]
    proof: str
    category: str
    topic: str
    path: str
    line: int


def questions(
    root: Node, path: str, category: str, topic: str, faults: list[Fault]
) -> list[q.Question]:
    """The questions of a topic file; a record with a fault is left out, its faults are noted."""
    if not isinstance(root, Sequence):
        text = "is not a list of questions; begin each question with '- id: ...'"
        faults.append(Fault(path, root.line, "", text, unreadable=True))
        return []
    found = []
    for number, node in enumerate(root.items, 1):
        place = Place(path, _name(node, f"record {number}"), faults)
        question = _question(Fields(node, "", place), category, topic)
        if question is not None and not place.broken:
            found.append(question)
    return found


def _name(node: Node, otherwise: str) -> str:
    given = node.values.get("id") if isinstance(node, Mapping) else None
    return given.text if isinstance(given, Scalar) and given.text else otherwise


def _question(fields: Fields, category: str, topic: str) -> q.Question | None:
    common: _Common = {
        "id": fields.handle("id"),
        "type": fields.word("type", q.TYPES),
        "difficulty": fields.whole("difficulty", 1, 5),
        "frequency": fields.whole("frequency", 1, 5, optional=True) or None,
        "title": fields.both("title"),
        "stem": fields.both("stem"),
        "explanation": fields.both("explanation"),
        "hints": fields.boths("hints", optional=True),
        "references": _references(fields),
        "tags": fields.texts("tags"),
        "volatility": fields.word("volatility", q.VOLATILITIES),
        "reviewed": fields.date("reviewed"),
        "follow_ups": fields.texts("follow_ups", optional=True),
        "proof": fields.text("proof", optional=True),
        "category": category,
        "topic": topic,
        "path": fields.place.path,
        "line": fields.line,
    }
    question: q.Question
    if common["type"] in q.CHOICES:
        question = q.Choice(**common, options=fields.mappings("options", _option))
    elif common["type"] == "fill":
        question = q.Fill(**common, accept=fields.phrases("accept"))
    elif common["type"] == "numeric":
        question = _numeric(fields, common)
    elif common["type"] == "short":
        question = _short(fields, common)
    else:
        return None  # which other keys belong to it cannot be told
    fields.close()
    return question


def _references(fields: Fields) -> tuple[q.Reference, ...]:
    def read(inner: Fields) -> q.Reference:
        return q.Reference(
            title=inner.text("title"),
            year=inner.whole("year", 1900, 2100),
            arxiv=inner.text("arxiv", optional=True),
            doi=inner.text("doi", optional=True),
            url=inner.text("url", optional=True),
        )

    return fields.mappings("references", read)


def _option(fields: Fields) -> q.Option:
    return q.Option(
        text=q.Text(fields.text("zh"), fields.text("en")),
        correct=fields.truth("correct", default=False),
        why=fields.both("why"),
        misconception=fields.text("misconception", optional=True),
    )


def _numeric(fields: Fields, common: _Common) -> q.Numeric:
    def error(inner: Fields) -> q.NumericError:
        return q.NumericError(inner.text("formula"), inner.text("misconception"), inner.both("why"))

    inside = fields.fields("variables", optional=True)
    variables = tuple((name, inside.numbers(name)) for name in inside.names()) if inside else ()
    answer, decimals = fields.decimal("answer")
    return q.Numeric(
        **common,
        answer=answer,
        decimals=decimals,
        unit=fields.unit("unit"),
        tolerance=fields.number("tolerance"),
        variables=variables,
        formula=fields.text("formula", optional=True),
        errors=fields.mappings("errors", error, optional=True),
    )


def _short(fields: Fields, common: _Common) -> q.Short:
    def key_point(inner: Fields) -> q.KeyPoint:
        return q.KeyPoint(
            text=q.Text(inner.text("zh"), inner.text("en")),
            any_of=inner.phrases("any_of"),
            weight=inner.number("weight", default=1.0),
            required=inner.truth("required", default=False),
        )

    def none_of(inner: Fields) -> q.NoneOf:
        return q.NoneOf(inner.text("misconception"), inner.phrases("any_of"), inner.both("why"))

    def case(inner: Fields) -> q.Case:
        return q.Case(
            lang=cast(q.Lang, inner.word("lang", ("zh", "en"))),
            answer=inner.text("answer"),
            low=inner.number("min"),
            high=inner.number("max"),
        )

    return q.Short(
        **common,
        key_points=fields.mappings("key_points", key_point),
        none_of=fields.mappings("none_of", none_of, optional=True),
        model_answer=fields.both("model_answer"),
        cases=fields.mappings("cases", case),
    )


def exercise(root: Node, path: str, folder: Path, faults: list[Fault]) -> q.Exercise | None:
    """The exercise of an `exercise.yaml`, whose slug is its folder's name; None after a fault."""
    place = Place(path, folder.name, faults)
    fields = Fields(root, "", place)
    found = q.Exercise(
        slug=folder.name,
        difficulty=fields.whole("difficulty", 1, 5),
        frequency=fields.whole("frequency", 1, 5, optional=True) or None,
        title=fields.both("title"),
        topic=fields.text("topic"),
        statement=fields.both("statement"),
        formula=fields.text("formula"),
        example=fields.text("example"),
        hints=fields.boths("hints"),
        references=_references(fields),
        tags=fields.texts("tags"),
        volatility=fields.word("volatility", q.VOLATILITIES),
        reviewed=fields.date("reviewed"),
        names=fields.texts("names"),
        forbidden=fields.texts("forbidden", optional=True),
        limits=_limits(fields),
        path=path,
        line=fields.line,
        folder=folder,
    )
    fields.close()
    return None if place.broken else found


def _limits(fields: Fields) -> q.Limits:
    inside = fields.fields("limits", optional=True)
    if inside is None:
        return q.Limits()
    limits = q.Limits(
        seconds=inside.number("seconds", default=30.0),
        memory_mb=inside.whole("memory_mb", 1, 1 << 20, optional=True) or 3000,
    )
    inside.close()
    return limits
