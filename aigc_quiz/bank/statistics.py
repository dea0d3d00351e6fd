"""What only shows in the bank as a whole: key positions, lengths, guessing strategies, near-duplicates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import mean

from aigc_quiz.bank.choice_rules import LANGUAGES, absolute
from aigc_quiz.bank.fault import Fault
from aigc_quiz.bank.likeness import Pair, near_duplicates
from aigc_quiz.bank.loader import Bank
from aigc_quiz.bank.question import Choice, Lang

# Fewer questions than these say nothing about a habit.
LEAST_SINGLES = 20
LEAST_TRUE_FALSE = 4
SHARE = 0.35  # what a guessing strategy may score; pure guessing among four scores 0.25
RUN = 4
# Chi-square, 99th percentile by degrees of freedom (NIST/SEMATECH e-Handbook, table 1.3.6.7.4).
_CRITICAL = {1: 6.635, 2: 9.210, 3: 11.345, 4: 13.277}


@dataclass(frozen=True, slots=True)
class Strategy:
    """A way to guess without knowing, and the share of the single questions that it gets right."""

    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of a bank's choice questions; shares are from 0 to 1."""

    singles: int
    positions: tuple[int, ...]  # how often the key stands first, second, ...
    expected: tuple[float, ...]  # how often it would, drawn evenly
    chi_square: float
    longest_run: int  # of keys in the same place, one topic file after its own order
    strategies: tuple[Strategy, ...]
    true: int
    true_false: int
    near_duplicates: tuple[Pair, ...]


def gather(bank: Bank) -> Statistics:
    """Count everything."""
    choices = [question for question in bank.questions if isinstance(question, Choice)]
    singles = [q for q in choices if q.type == "single" and sum(o.correct for o in q.options) == 1]
    judged = [q for q in choices if q.type == "true_false"]
    width = max((len(question.options) for question in singles), default=0)
    places = [_place(question) for question in singles]
    positions = tuple(places.count(place) for place in range(width))
    expected = tuple(
        sum(1 / len(question.options) for question in singles if len(question.options) > place)
        for place in range(width)
    )
    return Statistics(
        singles=len(singles),
        positions=positions,
        expected=expected,
        chi_square=sum((n - e) ** 2 / e for n, e in zip(positions, expected, strict=True)),
        longest_run=_longest_run(singles),
        strategies=tuple(_strategies(singles, positions)),
        true=sum(question.options[0].correct for question in judged if question.options),
        true_false=len(judged),
        near_duplicates=tuple(near_duplicates(bank.questions)),
    )


def faults(bank: Bank, figures: Statistics) -> list[Fault]:
    """The whole-bank rules that are broken; each needs enough questions to say anything."""
    return [Fault(bank.directory.name, 0, "", text) for text in _faults(figures)]


def _faults(figures: Statistics) -> Iterator[str]:
    if figures.singles >= LEAST_SINGLES:
        critical = _CRITICAL.get(len(figures.positions) - 1, _CRITICAL[4])
        if figures.chi_square > critical:
            yield (
                f"keys stand in places {list(figures.positions)} "
                f"(chi-square {figures.chi_square:.1f} > {critical:.1f}); reorder options"
            )
        for strategy in figures.strategies:
            if strategy.share > SHARE:
                yield (
                    f"{strategy.name!r} scores {strategy.share:.0%} of {figures.singles} single "
                    f"questions; {SHARE:.0%} is the most: reword or reorder options"
                )
    if figures.longest_run > RUN:
        yield f"{figures.longest_run} keys in a row stand in the same place; {RUN} is the most: reorder"
    if figures.true_false >= LEAST_TRUE_FALSE:
        share = figures.true / figures.true_false
        if not 0.4 <= share <= 0.6:
            yield f"{figures.true} of {figures.true_false} true_false questions are true; 40-60 % should be"


def warnings(figures: Statistics) -> list[Fault]:
    """Questions that are nearly the same."""
    return [
        Fault(b.path, b.line, b.id, f"{said} {a.id}; are both needed?")
        for a, b, said in figures.near_duplicates
    ]


def _place(question: Choice) -> int:
    return next(number for number, option in enumerate(question.options) if option.correct)


def _longest_run(singles: Sequence[Choice]) -> int:
    longest = run = 0
    before: tuple[str, int] | None = None
    for question in singles:
        here = (question.path, _place(question))
        run = run + 1 if here == before else 1
        longest, before = max(longest, run), here
    return longest


def _strategies(singles: Sequence[Choice], positions: tuple[int, ...]) -> Iterator[Strategy]:
    if not singles:
        return
    for place, count in enumerate(positions):
        yield Strategy(f"pick {'ABCDEFGH'[place]}", count / len(singles))
    for lang in LANGUAGES:
        lengths = [[len(option.text.get(lang)) for option in q.options] for q in singles]
        for name, best in (("longest", max), ("shortest", min)):
            hits = [
                _share([length == best(row) for length in row], _place(question))
                for question, row in zip(singles, lengths, strict=True)
            ]
            yield Strategy(f"pick the {name} ({lang})", mean(hits))
        yield Strategy(f"avoid absolutes ({lang})", mean(_avoiding(q, lang) for q in singles))


def _avoiding(question: Choice, lang: Lang) -> float:
    plain = [not absolute(option.text.get(lang)) for option in question.options]
    return _share(plain if any(plain) else [True] * len(plain), _place(question))


def _share(picked: list[bool], key: int) -> float:
    """The chance to hit the key by an even draw among the picked options."""
    return picked[key] / sum(picked)
