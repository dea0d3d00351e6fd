"""Near-duplicates: stems of nearly the same wording, and questions that share their rarer words."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from math import log, sqrt

from aigc_quiz.bank import words
from aigc_quiz.bank.choice_rules import LANGUAGES
from aigc_quiz.bank.question import Choice, Lang, Question

Pair = tuple[Question, Question, str]  # what the second is of the first, to be followed by its id

NEAR = 0.8  # Jaccard similarity of 5-grams of the stems' characters, in one language
LEAST = 100  # of fewer questions none tells which words are rare
LINE = 0.3  # likeness by rarer words, in both languages
_RARE = 40  # a term of more questions than these says nothing, and would take long
_WORD = re.compile(r"[a-z_]{2,}|[一-鿿]")


def near_duplicates(questions: Sequence[Question]) -> Iterator[Pair]:
    """The pairs that are alike in wording, then those that ask nearly the same."""
    told = set()
    for one, other, share in _same_wording(questions):
        told.add((one.id, other.id))
        yield one, other, f"its stem is {share:.0%} that of"
    for one, other, share in sharing_rare_words(questions):
        if (one.id, other.id) not in told:
            yield one, other, f"by its rarer words ({share:.0%}) it asks what is asked in"


def sharing_rare_words(questions: Sequence[Question]) -> Iterator[tuple[Question, Question, float]]:
    """The pairs whose likeness reaches LINE, from 0 to 1.

    It is the geometric mean, over zh and en, of the cosine between the two questions' terms
    (words and pairs of words in title, stem and options), each weighed by
    (1 + ln count) ln (N / questions with it): SMART's `ltc` (Manning, Raghavan and Schuetze,
    Introduction to Information Retrieval, 2008, figure 6.15).
    """
    if len(questions) < LEAST:
        return
    zh, en = _cosines(questions, "zh"), _cosines(questions, "en")
    for pair, cosine in sorted(en.items()):
        likeness = sqrt(cosine * zh.get(pair, 0.0))
        if likeness >= LINE:
            yield questions[pair[0]], questions[pair[1]], likeness


def _cosines(questions: Sequence[Question], lang: Lang) -> dict[tuple[int, int], float]:
    counts = [_terms(question, lang) for question in questions]
    spread = Counter(term for count in counts for term in count)
    holding = defaultdict[str, list[tuple[int, float]]](list)
    for number, count in enumerate(counts):
        weights = {t: (1 + log(n)) * log(len(counts) / spread[t]) for t, n in count.items()}
        length = sqrt(sum(weight**2 for weight in weights.values()))
        for term, weight in weights.items():
            if spread[term] <= _RARE:
                holding[term].append((number, weight / length))
    found = defaultdict[tuple[int, int], float](float)
    for entries in holding.values():
        for (a, here), (b, there) in combinations(entries, 2):
            found[a, b] += here * there
    return found


def _terms(question: Question, lang: Lang) -> Counter[str]:
    texts = [question.title.get(lang), question.stem.get(lang)]
    if isinstance(question, Choice):
        texts += (option.text.get(lang) for option in question.options)
    found = _WORD.findall(" ".join(texts).lower())
    return Counter(found + [f"{a} {b}" for a, b in pairwise(found)])


def _same_wording(questions: Sequence[Question]) -> Iterator[tuple[Question, Question, float]]:
    zh, en = ([_grams(q.stem.get(lang)) for q in questions] for lang in LANGUAGES)
    for (i, a), (j, b) in combinations(enumerate(questions), 2):
        share = max(_alike(en[i], en[j]), _alike(zh[i], zh[j]))
        if share >= NEAR:
            yield a, b, share


def _alike(here: frozenset[str], there: frozenset[str]) -> float:
    """The Jaccard similarity, where it can reach NEAR at all; else 0."""
    small, large = sorted((len(here), len(there)))
    if not small or small < NEAR * large:
        return 0.0
    shared = len(here & there)
    return shared / (small + large - shared)


def _grams(text: str) -> frozenset[str]:
    plain = words.folded(text)
    return frozenset(plain[i : i + 5] for i in range(len(plain) - 4))
