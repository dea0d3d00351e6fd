"""What marking free answers by rules is worth: `python benchmarks/marking.py [--errors] [--half tuning|held-back]`.

The labelled answers (tests/quiz/answers/labelled.jsonl) were written by somebody who had not seen the
phrases. A question belongs to one half by the hash of its id; errors are shown of the tuning half only.
"""

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from aigc_quiz.bank.loader import load_bank
from aigc_quiz.bank.question import Short
from aigc_quiz.quiz import schedule
from aigc_quiz.quiz.marking import RIGHT
from aigc_quiz.quiz.prose import CAP, Reading, read

ANSWERS = Path(__file__).parent.parent / "tests" / "quiz" / "answers" / "labelled.jsonl"
NOTHING = ("wrong", "negated", "pile", "off-topic")  # kinds that should be rated Again
RIGHTLY = ("good", "partial")
HALVES = ("tuning", "held-back")


@dataclass(frozen=True, slots=True)
class Labelled:
    """An answer, and the key points (from 1) that a person says it makes."""

    question: Short
    lang: str
    kind: str
    style: str
    points: frozenset[int]
    answer: str

    @property
    def half(self) -> str:
        """Which half of the set the question belongs to."""
        return HALVES[hashlib.sha256(self.question.id.encode()).digest()[0] % 2]

    @property
    def rating(self) -> int:
        """The rating that the labels give by the engine's own mapping."""
        points = self.question.key_points
        made = [point for i, point in enumerate(points, 1) if i in self.points]
        score = sum(p.weight for p in made) / sum(p.weight for p in points)
        if any(p.required and p not in made for p in points):
            score = min(score, CAP)
        if self.kind in NOTHING:
            score = 0.0
        return schedule.suggest(score, correct=score >= RIGHT, hints=0)


@dataclass(frozen=True, slots=True)
class Marked:
    """A labelled answer and what the marking made of it."""

    labelled: Labelled
    reading: Reading

    @property
    def credited(self) -> frozenset[int]:
        """The numbers of the points that count: none of a pile's."""
        if self.reading.pile:
            return frozenset()
        places = {id(point): i for i, point in enumerate(self.labelled.question.key_points, 1)}
        return frozenset(places[id(hit.point)] for hit in self.reading.hits)

    @property
    def rating(self) -> int:
        """The suggested rating."""
        score = self.reading.score
        return schedule.suggest(score, correct=score >= RIGHT, hints=0)


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures over some marked answers; each is 0 to 1, but `answers`."""

    answers: int
    precision: float
    recall: float
    f1: float
    exact: float  # share of suggested ratings that are the labelled one
    near: float  # share within one rating
    score: float  # mean score
    low: float  # share that scores below 0.2


def labelled() -> list[Labelled]:
    """The labelled answers, in the order of the file."""
    bank = {q.id: q for q in load_bank(None).questions if isinstance(q, Short)}
    rows = map(json.loads, ANSWERS.read_text(encoding="utf-8").splitlines())
    return [
        Labelled(
            bank[row["question"]],
            row["lang"],
            row["kind"],
            row["style"],
            frozenset(row["points"]),
            row["answer"],
        )
        for row in rows
    ]


def marked(rows: Iterable[Labelled]) -> list[Marked]:
    """Each answer marked by the rules."""
    return [Marked(row, read(row.question, row.answer)) for row in rows]


def measure(rows: list[Marked]) -> Measured:
    """The figures of at least one marked answer."""
    right = sum(len(row.credited & row.labelled.points) for row in rows)
    given = sum(len(row.credited) for row in rows)
    due = sum(len(row.labelled.points) for row in rows)
    gaps = [abs(row.rating - row.labelled.rating) for row in rows]
    return Measured(
        answers=len(rows),
        precision=right / given if given else 1.0,
        recall=right / due if due else 1.0,
        f1=2 * right / (given + due) if given + due else 1.0,
        exact=mean(gap == 0 for gap in gaps),
        near=mean(gap <= 1 for gap in gaps),
        score=mean(row.reading.score for row in rows),
        low=mean(row.reading.score < 0.2 for row in rows),
    )


def table(rows: list[Marked]) -> Iterable[str]:
    """A Markdown table by half, language and kind."""
    yield "| half | answers of | n | precision | recall | F1 | rating exact | within one | mean score | below 0.2 |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    groups: list[tuple[str, Callable[[Labelled], bool]]] = [("all", lambda _: True)]
    groups += [(lang, lambda row, lang=lang: row.lang == lang) for lang in ("zh", "en")]
    kinds = ("good", "partial", *NOTHING)
    groups += [(kind, lambda row, kind=kind: row.kind == kind) for kind in kinds]
    groups += [
        (f"right, {style}", lambda row, style=style: row.style == style and row.kind in RIGHTLY)
        for style in ("plain", "typos", "unusual")
    ]
    for half in HALVES:
        for name, belongs in groups:
            some = [row for row in rows if row.labelled.half == half and belongs(row.labelled)]
            if not some:
                continue
            m = measure(some)
            points = (
                ("–", "–", "–")
                if name in NOTHING
                else (f"{m.precision:.2f}", f"{m.recall:.2f}", f"{m.f1:.2f}")
            )
            yield (
                f"| {half} | {name} | {m.answers} | {' | '.join(points)} | {m.exact:.2f} | {m.near:.2f}"
                f" | {m.score:.2f} | {m.low:.2f} |"
            )


def errors(rows: Iterable[Marked]) -> Iterable[str]:
    """What was marked otherwise than labelled, of the tuning half only."""
    for row in rows:
        one = row.labelled
        missed, extra = one.points - row.credited, row.credited - one.points
        if one.half == "tuning" and (missed or extra or row.rating != one.rating):
            yield (
                f"{one.question.id} {one.lang} {one.kind} score {row.reading.score:.2f} rating"
                f" {row.rating} for {one.rating} missed {sorted(missed)} extra {sorted(extra)}"
            )
            yield f"    {one.answer}"
            for hit in row.reading.hits:
                number = one.question.key_points.index(hit.point) + 1
                if number in extra:
                    said = " … ".join(one.answer[a:b] for a, b in hit.spans)
                    yield f"    +{number} {hit.point.text.get(one.question and one.lang)} <- {said}"
            for number in sorted(missed):
                point = one.question.key_points[number - 1]
                yield f"    -{number} {point.text.zh if one.lang == 'zh' else point.text.en}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="list the tuning half's errors")
    wants = parser.parse_args()
    rows = labelled()
    marked(rows)  # the phrases are compiled once
    started = time.process_time()
    found = marked(rows)
    spent = time.process_time() - started
    if wants.errors:
        print("\n".join(errors(found)))
        return 0
    print("\n".join(table(found)))
    print(f"\n{1e3 * spent / len(rows):.2f} ms of CPU an answer")
    return 0


if __name__ == "__main__":
    sys.exit(main())
