"""Marks a free answer by its key points, and tells prose from piles of keywords."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from aigc_quiz.bank.question import KeyPoint, NoneOf, Phrases, Short
from aigc_quiz.quiz.denial import is_no
from aigc_quiz.quiz.phrases import Plain, Stands, always, clauses, find, plain, sentences
from aigc_quiz.quiz.piles import is_pile
from aigc_quiz.quiz.roles import Role, elsewhere, roles
from aigc_quiz.quiz.spelling import mended, vocabulary

Span = tuple[int, int]
CAP = 0.5  # of a score with a misconception in it, or without a required point


@dataclass(frozen=True, slots=True)
class Hit:
    """A key point that the answer makes, and the stretches of the typed text that make it."""

    point: KeyPoint
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a free answer; `score` is 0 to 1."""

    score: float
    hits: tuple[Hit, ...]
    missed: tuple[KeyPoint, ...]
    misconceptions: tuple[NoneOf, ...]
    pile: bool  # keywords without sentences: scores nothing


@dataclass(frozen=True, slots=True)
class _Key:
    """What is worked out of a question once: the words it uses, whom each key point is about."""

    words: frozenset[str]
    roles: tuple[tuple[Role, ...], ...]


@lru_cache(maxsize=512)
def _key(question: Short) -> _Key:
    points = [(plain(p.text.zh).text, plain(p.text.en).text) for p in question.key_points]
    phrases = [phrase for p in question.key_points for phrase in (*p.any_of.zh, *p.any_of.en)]
    texts = (question.stem.en, question.model_answer.en, question.model_answer.zh, *phrases)
    said = [*(plain(text).text for text in texts), *(text for pair in points for text in pair)]
    return _Key(vocabulary(*said), roles(points))


def read(question: Short, answer: str) -> Reading:
    """Find the key points and the misconceptions in an answer, in either language.

    Sentences that only repeat the stem do not count, and neither do keywords without sentences.
    """
    key = _key(question)
    text = mended(plain(_told(answer, question)), key.words)
    hits, missed = [], []
    for point, role in zip(question.key_points, key.roles, strict=True):
        spans = _first(point.any_of, text, partial(_about, role))
        if spans:
            hits.append(Hit(point, spans))
        else:
            missed.append(point)
    wrong = tuple(trap for trap in question.none_of if _first(trap.any_of, text))
    pile = len(hits) > 0 and is_pile(answer, (span for hit in hits for span in hit.spans))
    return _reading(question, hits, missed, wrong, pile=pile)


def decided(question: Short, found: Reading, made: Sequence[bool]) -> Reading:
    """The reading where somebody else says of each key point whether the answer makes it.

    Misconceptions cap the score as before, and a pile stays one. A point that only they found has
    no stretches of the answer.
    """
    spans = {id(hit.point): hit.spans for hit in found.hits}
    hits, missed = [], []
    for point, yes in zip(question.key_points, made, strict=True):
        if yes:
            hits.append(Hit(point, spans.get(id(point), ())))
        else:
            missed.append(point)
    return _reading(question, hits, missed, found.misconceptions, pile=found.pile)


def _reading(
    question: Short,
    hits: Sequence[Hit],
    missed: Sequence[KeyPoint],
    wrong: tuple[NoneOf, ...],
    *,
    pile: bool,
) -> Reading:
    score = sum(hit.point.weight for hit in hits) / sum(p.weight for p in question.key_points)
    if wrong or any(point.required for point in missed):
        score = min(score, CAP)
    return Reading(0.0 if pile else score, tuple(hits), tuple(missed), wrong, pile)


def _about(role: tuple[Role, ...], clause: str, place: int) -> bool:
    return not elsewhere(clause, place, role)


def _first(phrases: Phrases, text: Plain, stands: Stands = always) -> tuple[Span, ...]:
    for phrase in (*phrases.zh, *phrases.en):
        spans = find(phrase, text, stands)
        if spans:
            return spans
    return ()


def _told(answer: str, question: Short) -> str:
    """The answer without sentences that repeat the stem or are answered with no.

    They are blanked out, so that places do not move.
    """
    text = plain(answer)
    stem = _bare(question.stem.zh) + "\n" + _bare(question.stem.en)
    letters = list(answer)
    bounds = list(sentences(text.text))
    for (start, end), after in zip(bounds, [*bounds[1:], (0, 0)], strict=True):
        sentence = text.text[start:end]
        pieces = [_bare(sentence[a:b]) for a, b in clauses(sentence)]
        echo = any(pieces) and all(piece in stem for piece in pieces)
        asked = text.text[end : end + 1] == "?" and is_no(text.text[slice(*after)])
        if echo or asked:
            first, last = text.span(start, end)
            letters[first:last] = " " * (last - first)
    return "".join(letters)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", plain(text).text)
