"""Finds questions and exercises by words, in both languages, best first."""

import re
from collections.abc import Iterable, Iterator, Sequence

from aigc_quiz.bank.question import Choice, Exercise, Fill, Question, Short, Text
from aigc_quiz.bank.words import folded

Item = Question | Exercise
# What a hit is worth: the name of a thing counts more than a mention.
_NAME, _TITLE, _TAG, _STEM, _OPTION, _EXPLANATION = 9.0, 8.0, 6.0, 4.0, 2.0, 1.0
_LIKE = 0.5  # the least share of a query's pieces, where nothing holds all its words


def search(items: Sequence[Item], query: str) -> tuple[Item, ...]:
    """The items that hold every word of the query, best first; the like of it where none does.

    Width, case and spaces do not matter. Equal items keep their order.
    """
    terms = folded(query).split()
    if not terms:
        return ()
    fields = [[(weight, folded(text)) for weight, text in _fields(item)] for item in items]
    scores = [_score(here, terms) for here in fields]
    if not any(scores):
        pieces = _pieces(" ".join(terms))
        scores = [_likeness(here, pieces) for here in fields]
    ranked = sorted(
        zip(scores, range(len(items)), strict=True), key=lambda pair: (-pair[0], pair[1])
    )
    return tuple(items[number] for score, number in ranked if score > 0)


def _fields(item: Item) -> Iterator[tuple[float, str]]:
    yield _NAME, item.id
    yield _NAME, item.id.replace("-", " ").replace("_", " ")
    yield from _both(_TITLE, [item.title])
    for name in (item.topic, item.category, *item.tags):
        yield _TAG, name
        yield _TAG, name.replace("_", " ").replace("-", " ")
    if isinstance(item, Exercise):
        yield from _both(_STEM, [item.statement])
        yield from ((_OPTION, name) for name in item.names)
        yield _OPTION, item.formula
        return
    yield from _both(_STEM, [item.stem])
    yield from _both(_EXPLANATION, [item.explanation])
    match item:
        case Choice(options=options):
            yield from _both(_OPTION, [option.text for option in options])
        case Fill(accept=accept):
            yield from ((_OPTION, text) for text in (*accept.zh, *accept.en))
        case Short(key_points=points, model_answer=model):
            yield from _both(_OPTION, [*(point.text for point in points), model])
    yield from ((_EXPLANATION, reference.title) for reference in item.references)


def _both(weight: float, texts: Iterable[Text]) -> Iterator[tuple[float, str]]:
    for text in texts:
        yield weight, text.zh
        yield weight, text.en


def _score(fields: list[tuple[float, str]], terms: list[str]) -> float:
    """0 unless every term is found; a whole word counts more than a part of one."""
    total = 0.0
    for term in terms:
        word = re.compile(rf"(?<![a-z0-9]){re.escape(term)}(?![a-z0-9])")
        best = 0.0
        for weight, text in fields:
            if term in text:
                best = max(best, weight * (1.0 if word.search(text) else 0.5))
        if not best:
            return 0.0
        total += best
    phrase = " ".join(terms)
    if len(terms) > 1:
        total += max((weight for weight, text in fields if phrase in text), default=0.0)
    return total


def _pieces(query: str) -> frozenset[str]:
    """Latin words, and pairs of Chinese characters: Chinese has no spaces to part words."""
    found = set()
    for run in re.findall(r"[a-z0-9]{3,}|[\u3400-\u9fff]+", query):
        found |= {run} if run.isascii() else {run[i : i + 2] for i in range(max(1, len(run) - 1))}
    return frozenset(found)


def _likeness(fields: list[tuple[float, str]], wanted: frozenset[str]) -> float:
    """The share of the pieces that an item holds, names before mentions; 0 below a floor."""
    worth = [
        max((weight for weight, text in fields if piece in text), default=0) for piece in wanted
    ]
    if not worth or sum(map(bool, worth)) < _LIKE * len(worth):
        return 0.0
    return sum(worth)
