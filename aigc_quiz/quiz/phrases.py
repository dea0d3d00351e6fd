"""Finds phrases in a free answer: within a sentence, in light inflection, not where they are negated."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from aigc_quiz.quiz.denial import clause_of, denied
from aigc_quiz.quiz.lexicon import SYNONYMS

_HAN = "\u3400-\u9fff"
_QUOTES = frozenset('$`“”"「」『』《》*')
_FOLD = {"’": "'", "‘": "'", "－": " ", "‐": " ", "‑": " "}
_BULLET = re.compile(r"\n\s*(?:\n|[-•·▪*]\s|\d+[.)、]|[(（]\d)")
_SENTENCE = re.compile(r"[。!?\n]|(?<!e\.g)(?<!i\.e)(?<!\bvs)(?<!\bcf)(?<!\betc)\.(?=\s|$)")
_CLAUSE = re.compile(
    r"[,:;()—…]"
    r"|\b(?:but|while|whereas|although|though|because|since|so(?: that| it| the)|instead(?! of)|yet|however|unless|then"
    r"|which|whose|where)\b"
    r"|但是?|而是|而(?!不是|非|且)|却|然而|不过|因为|所以|因此|并且|而且|(?<!不)同时(?![刻间期])|从而|然后|就是?|则是?|(?<!不)再"
)


Stands = Callable[[str, int], bool]


def always(clause: str, place: int) -> bool:
    """Anything that is said counts."""
    return True


@dataclass(frozen=True, slots=True)
class Plain:
    """A text made comparable, and for each of its characters the place in the text as typed."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the typed text that `text[start:end]` comes from."""
        return self.places[start], self.places[end - 1] + 1


def plain(typed: str) -> Plain:
    """Fold width, case, quotes, hyphens and spaces; a line break that begins no list is a space."""
    breaks = {found.start() for found in _BULLET.finditer(typed)}
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(typed):
        if letter in _QUOTES:
            continue
        folded = _FOLD.get(letter) or unicodedata.normalize("NFKC", letter).casefold()
        for part in folded:
            part = "\n" if place in breaks else " " if part.isspace() else part
            if part == " " and letters and letters[-1] in " \n":
                continue
            letters.append(part)
            places.append(place)
    text = "".join(letters)
    text = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text)
    keep = [
        i
        for i, letter in enumerate(text)
        if not (letter == " " and (_han(text, i - 1) or _han(text, i + 1)))
    ]
    return Plain("".join(text[i] for i in keep), tuple(places[i] for i in keep))


def _han(text: str, i: int) -> bool:
    return 0 <= i < len(text) and ("\u3000" <= text[i] <= "\u9fff")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of a plain text."""
    start = 0
    for found in _SENTENCE.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def clauses(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each clause of a plain sentence, without the conjunctions between them."""
    start = 0
    for found in _CLAUSE.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def find(phrase: str, answer: Plain, stands: Stands = always) -> tuple[tuple[int, int], ...]:
    """The stretches of the typed text, one a part, where the answer states the phrase; () if nowhere.

    ` + ` joins parts that must all occur in one sentence, in any order. `stands` says of a clause
    and a place in it whether what is said there can count.
    """
    parts = _parts(phrase)
    for start, end in sentences(answer.text):
        sentence = answer.text[start:end]
        places = [[found.span() for found in part.finditer(sentence)][:8] for part in parts]
        if not all(places):
            continue
        bounds = tuple(clauses(sentence))
        for spans in islice(product(*places), 64):
            if any(denied(sentence, span, spans, bounds) for span in spans):
                continue
            if all(_stand(stands, sentence, span, bounds) for span in spans):
                return tuple(answer.span(start + a, start + b) for a, b in spans)
    return ()


def _stand(
    stands: Stands, sentence: str, span: tuple[int, int], bounds: tuple[tuple[int, int], ...]
) -> bool:
    begin, end = clause_of(span, bounds)
    return stands(sentence[begin:end], span[0] - begin)


@lru_cache(maxsize=20_000)
def _parts(phrase: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_pattern(part.strip())) for part in phrase.split(" + "))


def _pattern(part: str) -> str:
    """A pattern for a part of a phrase in which each word of the lexicon may be one that means the same."""
    text = plain(part).text
    same, any_term = _synonyms()
    pieces, start = [], 0
    for found in any_term.finditer(text):
        first, last = found.span()
        pieces.append(_literal(text[start:first], part))
        pieces.append("(?:" + "|".join(_literal(term, term) for term in same[found[0]]) + ")")
        start = last
    pieces.append(_literal(text[start:], part))
    return "".join(pieces)


@lru_cache(maxsize=1)
def _synonyms() -> tuple[dict[str, tuple[str, ...]], re.Pattern[str]]:
    """Each word of the lexicon with those that mean the same, and a pattern that finds any of them."""
    same: dict[str, set[str]] = {}
    for line in SYNONYMS.strip().splitlines():
        terms = [plain(term.strip()).text for term in line.split("|")]
        for term in terms:
            same.setdefault(term, {term}).update(terms)
    words = sorted(same, key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in words if word[0].isascii())
    han = "|".join(re.escape(word) for word in words if not word[0].isascii())
    pattern = re.compile(rf"(?<![a-z0-9])(?:{latin})(?![a-z0-9])|{han}")
    return {
        word: tuple(sorted(terms, key=len, reverse=True)) for word, terms in same.items()
    }, pattern


def _literal(text: str, part: str) -> str:
    acronym = part.isupper()
    pieces = re.split(r"([a-z]+)", text)
    pattern = "".join(
        _word(piece, last=i >= len(pieces) - 2, acronym=acronym)
        if i % 2
        else re.escape(piece).replace(r"\ ", r"\s?")
        for i, piece in enumerate(pieces)
    )
    if re.match(r"[a-z0-9]", text):
        pattern = r"(?<![a-z0-9])" + pattern
    if re.search(r"[0-9]$", text):
        pattern += r"(?![0-9]|\.[0-9])"
    return pattern


def _word(word: str, *, last: bool, acronym: bool) -> str:
    """A pattern for an English word and its light inflections; short words stay as they are."""
    if len(word) <= 2:
        return word + ("s?(?![a-z])" if len(word) == 2 or not last else "(?![a-z])")
    if len(word) == 3 and not acronym:
        return word + r"(?:'?s|e[srd]|ers|ing|d)?(?![a-z])"
    stem = re.sub(r"i[sz](?=e|ing|ation)", "i[sz]", word) if len(word) >= 6 else word
    stem = re.sub(r"our$", "ou?r", stem)
    if not last:
        return stem + r"(?:s|es|ed|d|ing)?(?![a-z])"
    if len(word) == 4 and not acronym:
        return stem + r"[a-z]{0,3}(?![a-z])"
    if stem.endswith("e"):
        return stem[:-1] + r"(?:e[a-z]*|ing|ation[a-z]*|able|or[a-z]*)"
    if stem.endswith("y"):
        return stem[:-1] + r"(?:y[a-z]*|ies|ied)"
    return stem + "[a-z]*"
