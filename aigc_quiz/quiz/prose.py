"""Marks a free answer by its key points, and tells prose from piles of keywords."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from aigc_quiz.bank.question import KeyPoint, NoneOf, Phrases, Short
from aigc_quiz.quiz.phrases import Plain, clauses, find, plain, sentences

Span = tuple[int, int]
CAP = 0.5  # of a score with a misconception in it, or without a required point

_FUNCTION_EN = frozenset(
    """a about after all an and any are as at back be because been before being both but by can could
    did do does done down during each either else every few first for from get gets give gives had
    has have he her his how if in into is it its itself just let like made make makes many may might
    more most much must need needs no nor not of off on once one only onto or other our out over own
    per second should since so some still such take takes than that the their them then there these
    they this those through to too toward towards two under until up upon use used uses using very
    via was we were what when where which while who whose will with within without would yet you
    your""".split()  # noqa: SIM905 - a list of 130 strings reads worse
)
_FUNCTION_ZH = re.compile(
    r"[的是在和与把用将让被使对从到会要能以及了就再先后而每都也由向为其这那给按据通过根若如则但或着不没更最有等它们只需可做跟]"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_SEPARATORS = re.compile(r"[\s,，、;；/|+&.。:：-]+")


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


def read(question: Short, answer: str) -> Reading:
    """Find the key points and the misconceptions in an answer, in either language.

    Sentences that only repeat the stem do not count, and neither do keywords without sentences.
    """
    text = plain(_without_echo(answer, question))
    hits, missed = [], []
    for point in question.key_points:
        spans = _first(point.any_of, text)
        if spans:
            hits.append(Hit(point, spans))
        else:
            missed.append(point)
    wrong = tuple(trap for trap in question.none_of if _first(trap.any_of, text))
    pile = len(hits) > 0 and _is_pile(answer, hits)
    score = sum(hit.point.weight for hit in hits) / sum(p.weight for p in question.key_points)
    if wrong or any(point.required for point in missed):
        score = min(score, CAP)
    return Reading(0.0 if pile else score, tuple(hits), tuple(missed), wrong, pile)


def _first(phrases: Phrases, text: Plain) -> tuple[Span, ...]:
    for phrase in (*phrases.zh, *phrases.en):
        spans = find(phrase, text)
        if spans:
            return spans
    return ()


def _without_echo(answer: str, question: Short) -> str:
    """The answer with each sentence that the stem holds already blanked out; places do not move."""
    text = plain(answer)
    stem = _bare(question.stem.zh) + "\n" + _bare(question.stem.en)
    letters = list(answer)
    for start, end in sentences(text.text):
        sentence = text.text[start:end]
        pieces = [_bare(sentence[a:b]) for a, b in clauses(sentence)]
        if any(pieces) and all(piece in stem for piece in pieces):
            first, last = text.span(start, end)
            letters[first:last] = " " * (last - first)
    return "".join(letters)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", plain(text).text)


def _is_pile(answer: str, hits: Iterable[Hit]) -> bool:
    """Whether an answer is keywords side by side: short pieces, and outside the hits nothing that binds."""
    letters = list(answer)
    for hit in hits:
        for start, end in hit.spans:
            letters[start:end] = "#" * (end - start)
    rest = unicodedata.normalize("NFKC", "".join(letters)).casefold()
    latin = len(re.findall(r"[a-z][a-z']*", answer.casefold()))
    han = len(_HAN.findall(answer))
    pieces = [piece for piece in _SEPARATORS.split(answer) if piece]
    if han > latin:
        long = (han + 2 * latin) / len(pieces) > 4.5
        return len(pieces) >= 4 and not long and len(_FUNCTION_ZH.findall(rest)) < len(pieces) / 4
    binding = sum(word in _FUNCTION_EN for word in re.findall(r"[a-z][a-z']*", rest))
    return latin >= 5 and binding < latin / 10
