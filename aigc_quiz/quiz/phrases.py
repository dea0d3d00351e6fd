"""Finds phrases in a free answer: within a sentence, in light inflection, not where they are negated."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

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
# Denies all of its clause: "D is not updated", "判别器不更新".
_DENIES = re.compile(
    r"\b(?:not(?! only| just| merely| simply)|never|cannot|neither|nor|hardly)\b|n't\b"
    r"|并非|不是|没(?!有|错)|未(?!来|知|必)"
    r"|不(?!同|仅|但|断|过|管|论|妨|止|只|少|可避免|得不|如|久|错|难|变|等|确定|稳定|平衡|对称|可微|可逆|可导|连续|"
    r"均|匀|一致|良|当|足|够|利|一定|必|需|用|再|是|含)"
)
# Denies what follows: "without labels", "无需标签".
_DENIES_AFTER = re.compile(
    r"\b(?:without|no|instead of|rather than|lacks?|lacking|free of|fails? to|failed to)\b"
    r"|没有|无需|无须|不需要?|不必|不用|不再|不含|而不是|而非|无(?!论|关|穷|限|损|偏|界|分类器|监督|条件|参考)|缺乏|缺少"
)
# Denies the very word that it is part of: 不稳定, 无监督, 非线性, "non-linear".
_PREFIX = re.compile(r"[不无非未]$|\bnon $|\bun$")


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


def find(phrase: str, answer: Plain) -> tuple[tuple[int, int], ...]:
    """The stretches of the typed text, one a part, where the answer states the phrase; () if nowhere.

    ` + ` joins parts that must all occur in one sentence, in any order.
    """
    parts = _parts(phrase)
    for start, end in sentences(answer.text):
        sentence = answer.text[start:end]
        places = [
            [found.span() for found in part.finditer(sentence) if found[0]][:8] for part in parts
        ]
        if not all(places):
            continue
        bounds = tuple(clauses(sentence))
        for spans in islice(product(*places), 64):
            if not any(_denied(sentence, span, spans, bounds) for span in spans):
                return tuple(answer.span(start + a, start + b) for a, b in spans)
    return ()


def _denied(
    sentence: str,
    span: tuple[int, int],
    spans: tuple[tuple[int, int], ...],
    bounds: tuple[tuple[int, int], ...],
) -> bool:
    """Whether a negation outside the phrase's own words reaches the span."""
    begin, end = next(((a, b) for a, b in reversed(bounds) if a <= span[0] < b), (span[0], span[1]))
    if _PREFIX.search(sentence[max(0, span[0] - 4) : span[0]]):
        return not any(a < span[0] <= b for a, b in spans if (a, b) != span)

    def ours(found: re.Match[str]) -> bool:
        return any(a <= begin + found.start() < b for a, b in spans)

    clause = sentence[begin:end]
    if any(not ours(found) for found in _DENIES.finditer(clause)):
        return True
    before = clause[: span[0] - begin]
    return any(not ours(found) for found in _DENIES_AFTER.finditer(before))


@lru_cache(maxsize=20_000)
def _parts(phrase: str) -> tuple[re.Pattern[str], ...]:
    found = []
    for part in phrase.split(" + "):
        acronym = part.strip().isupper()
        text = plain(part.strip()).text
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
        found.append(re.compile(pattern))
    return tuple(found)


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
