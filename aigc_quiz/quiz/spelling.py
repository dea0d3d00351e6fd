"""Mends slips of the keyboard in English words, by the words that a question's own texts use."""

import re
from collections.abc import Set
from dataclasses import replace

from aigc_quiz.quiz.phrases import Plain

_LONG = 6  # letters; in shorter words one changed letter makes another word
_WORD = re.compile(r"[a-z]{6,}")
# Words a letter away from one of the field, that are meant as they stand.
_MEANT = frozenset(
    """attend attends contend content contents contest contests critics encode encoded encodes encoding
    further intention intentions inference interference losses master matter models modest pattern
    patters preference preferences process processed processes produce produced reference references
    regarding rescale reserve resist retain retained retaining retains retrain retrained retraining
    retrains reverse reversed sample samples several simple simpler simples sketch stable starting
    station stating stream strength trained training trainings unstable working writer writers
    written""".split()  # noqa: SIM905 - reads better
)


def vocabulary(*texts: str) -> frozenset[str]:
    """The long English words of folded texts: what a slip can be mended to."""
    return frozenset(word for text in texts for word in _WORD.findall(text))


def mended(answer: Plain, words: Set[str]) -> Plain:
    """The answer with each long word that is one slip away from exactly one of `words` as that word.

    A slip is a letter too many, too few, another, or two swapped; the first letter is right. Places
    in the typed text stay.
    """
    text, places = answer.text, list(answer.places)
    for found in reversed(list(_WORD.finditer(text))):
        typed = found[0]
        if typed in words or typed in _MEANT:
            continue
        near = [
            word
            for word in words
            if word[0] == typed[0] and abs(len(word) - len(typed)) < 2 and _slip(typed, word)
        ]
        if len({_stem(word) for word in near}) != 1:
            continue
        word = min(near, key=len)
        start, end = found.span()
        old = places[start:end]
        text = text[:start] + word + text[end:]
        places[start:end] = [old[min(i, len(old) - 1)] for i in range(len(word) - 1)] + [old[-1]]
    return answer if text == answer.text else replace(answer, text=text, places=tuple(places))


def _stem(word: str) -> str:
    return re.sub(r"(?:es|s|ed|d|ing|e)$", "", word)


def _slip(typed: str, word: str) -> bool:
    """Whether two different words are one slip apart, other than in their ending."""
    start = 0
    while start < min(len(typed), len(word)) and typed[start] == word[start]:
        start += 1
    if start >= min(len(typed), len(word)) - 1:
        return False  # an inflection
    a, b = typed[start:], word[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
