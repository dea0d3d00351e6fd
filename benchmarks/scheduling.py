"""Does planning towards a date pay? Simulated learners, whose memory the scheduler does not know.

`python benchmarks/scheduling.py [--learners 24] [--days 7 21 60] [--minutes 15 30 60] [--write]` prints the
tables of docs/scheduling.md; `--write` puts them there. Everything is seeded: the same numbers each time.
"""

import argparse
import random
import statistics
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from fsrs import Card, Rating, Scheduler
from fsrs.scheduler import (
    DEFAULT_PARAMETERS,
    LOWER_BOUNDS_PARAMETERS,
    UPPER_BOUNDS_PARAMETERS,
)

from aigc_quiz.bank.question import Question, Text
from aigc_quiz.quiz import plan, rehearsal, session
from aigc_quiz.quiz.asked import Random, ask
from aigc_quiz.quiz.plan import Pace, Target, Today
from aigc_quiz.quiz.rehearsal import Begins
from aigc_quiz.quiz.schedule import Memory
from aigc_quiz.quiz.session import Session

START = datetime(2026, 11, 23, 11, tzinfo=UTC)
DOCUMENT = Path(__file__).parents[1] / "docs" / "scheduling.md"
ALL = 10_000  # questions: no cap, a session ends with its minutes


def bank(size: int, topics: int = 15) -> list[Question]:
    """Questions that hold nothing but what scheduling looks at."""
    empty = Text("", "")
    return [
        Question(
            id=f"q{i}", type="single", difficulty=1 + i % 5, title=empty, stem=empty,
            explanation=empty, references=(), tags=(), volatility="stable",
            reviewed=date(2026, 11, 1), category="c", topic=f"t{i % topics}", path="", line=1,
        )
        for i in range(size)
    ]  # fmt: skip


@dataclass
class Learner:
    """A memory of FSRS's form with parameters of its own, and a stability of its own for each question.

    Every parameter is FSRS's default times exp(`spread` z), z normal, within FSRS's bounds; the first
    stability of a question times exp(0.5 z), its difficulty plus z. The scheduler sees the ratings only.
    """

    seed: int
    spread: float = 0.15
    cards: dict[str, Card] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        drawn = (w * self._log_normal(self.spread) for w in DEFAULT_PARAMETERS)
        bounds = zip(drawn, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
        self.memory = Scheduler(
            tuple(min(high, max(low, w)) for w, low, high in bounds), enable_fuzzing=False
        )
        self.known = self.random.uniform(0.2, 0.6)  # of questions never seen
        speed = self._log_normal(0.25)
        self.pace = Pace(60 * speed, 30 * speed)

    def answer(self, question: Question, _: Memory | None, at: datetime, again: bool) -> int:  # noqa: FBT001
        """Recall by the true memory, rate it, and learn."""
        card = self.cards.get(question.id)
        chance = 0.9 if again else self.recall(question, at)
        drawn = self.random.random()
        recalled = 1 + sum(drawn < chance * share for share in (1.0, 0.9, 0.08))
        rating = (1, 2, 3, 4)[recalled - 1]
        first = card is None
        card, _log = self.memory.review_card(card or Card(card_id=1), Rating(rating), at)
        if first:
            card.stability = max(0.001, card.stability * self._log_normal(0.5))
            card.difficulty = min(10.0, max(1.0, card.difficulty + self.random.gauss(0, 1)))
        self.cards[question.id] = card
        return rating

    def recall(self, question: Question, at: datetime) -> float:
        """The true chance of recall; of an unseen question, that it is known already."""
        card = self.cards.get(question.id)
        return self.known if card is None else self.memory.get_card_retrievability(card, at)

    def on_the_day(self, question: Question, target: Target, unseen: float) -> float:
        """The true recall on the day of the interview; an unseen question counts as `unseen`."""
        card = self.cards.get(question.id)
        if card is None or card.last_review is None:
            return unseen
        return self.recall(
            question, card.last_review + timedelta(days=target.days(card.last_review))
        )

    def _log_normal(self, spread: float) -> float:
        return 2.718281828459045 ** (spread * self.random.gauss(0, 1))


def plain(_: Target) -> Begins:
    """`practice` without a plan: FSRS at 90 %, then new questions without end."""
    return partial(_session)


def _session(
    questions: Sequence[Question],
    memories: Mapping[str, Memory],
    now: datetime,
    draw: Random,
    *,
    today: Today | None = None,
) -> Session:
    return session.begin(questions, memories, now, draw, limit=ALL, today=today)


def plain_filled(target: Target) -> Begins:
    """The same; when nothing is due or new, the likeliest forgotten, until the minutes are used."""

    def begins(
        questions: Sequence[Question], memories: Mapping[str, Memory], now: datetime, draw: Random
    ) -> Session:
        first = _session(questions, memories, now, draw)
        planned = {asked.question.id for asked in first.waiting}
        rest = [
            q
            for q in questions
            if q.id not in planned and target.days(memories[q.id].last) != target.days(now)
        ]
        rest.sort(key=lambda q: memories[q.id].recall(now))
        return Session(first.waiting + tuple(ask(q, draw) for q in rest), ALL)

    return begins


def even_new(target: Target) -> Begins:
    """Plain FSRS, with the unseen questions spread evenly over the days left."""

    def begins(
        questions: Sequence[Question], memories: Mapping[str, Memory], now: datetime, draw: Random
    ) -> Session:
        unseen = sum(q.id not in memories for q in questions)
        return session.begin(
            questions, memories, now, draw, limit=ALL, new=-(-unseen // target.days(now))
        )

    return begins


def rising(target: Target) -> Begins:
    """The rule first thought of: intervals capped by the days left, retention wanted rising from 90 to 97 %."""
    whole = target.days(START)

    def begins(
        questions: Sequence[Question], memories: Mapping[str, Memory], now: datetime, draw: Random
    ) -> Session:
        wanted = 0.97 - 0.07 * target.days(now) / whole
        last = target.days(now) == 1
        old = [
            q
            for q in questions
            if q.id in memories and target.days(memories[q.id].last) != target.days(now)
        ]
        old.sort(key=lambda q: memories[q.id].recall(now))
        due = [q for q in old if last or memories[q.id].recall(now) < wanted]
        new = [
            a
            for a in _session(questions, memories, now, draw).waiting
            if a.question.id not in memories
        ]
        share = -(-len(new) // target.days(now))
        rest = [q for q in old if q not in due]
        return Session(
            tuple(ask(q, draw) for q in due)
            + tuple(new[:share])
            + tuple(ask(q, draw) for q in rest),
            ALL,
        )

    return begins


def worth_only(target: Target) -> Begins:
    """Ablation of the plan: all unseen questions first, then reviews by their worth."""

    def begins(
        questions: Sequence[Question], memories: Mapping[str, Memory], now: datetime, draw: Random
    ) -> Session:
        reviews = plan.today(questions, memories, target, now).reviews
        by_id = {q.id: q for q in questions}
        new = [
            a
            for a in _session(questions, memories, now, draw).waiting
            if a.question.id not in memories
        ]
        return Session(tuple(new) + tuple(ask(by_id[id_], draw) for id_ in reviews), ALL)

    return begins


RULES: dict[str, Callable[[Target], Begins]] = {
    "plain FSRS": plain,
    "plain, minutes filled": plain_filled,
    "plain, new spread evenly": even_new,
    "retention rising": rising,
    "unseen first, then worth": worth_only,
    "the plan": rehearsal.by_plan,
}


@dataclass(frozen=True)
class Case:
    """One learner under one rule."""

    rule: str
    days: int
    minutes: float
    seed: int
    size: int = 300
    spread: float = 0.15
    absent: float = 0.0  # the share of days without practice


@dataclass(frozen=True)
class Result:
    """What one learner recalls on the day: means over all questions."""

    predicted: float
    true: float  # an unseen question counts 0
    true_known: float  # an unseen question counts as known as it was before
    seen: float
    minutes: float  # a day


def simulate(case: Case) -> Result:
    """One learner, from nothing to the day."""
    learner = Learner(case.seed, case.spread)
    midnight = datetime.combine(START.date() + timedelta(days=case.days), datetime.min.time(), UTC)
    target = Target(moment=midnight, minutes=case.minutes, pace=learner.pace)
    questions = bank(case.size)
    begins = RULES[case.rule](target)
    skips = random.Random(case.seed + 1)

    def present(
        questions: Sequence[Question], memories: Mapping[str, Memory], now: datetime, draw: Random
    ) -> Session:
        if skips.random() < case.absent:
            return Session((), 0)
        return begins(questions, memories, now, draw)

    found = rehearsal.rehearse(
        questions,
        {},
        target,
        START,
        random.Random(case.seed),
        begins=present,
        answers=learner.answer,
    )
    return Result(
        predicted=rehearsal.mean_recall(questions, found.memories, target),
        true=statistics.fmean(learner.on_the_day(q, target, 0.0) for q in questions),
        true_known=statistics.fmean(
            learner.on_the_day(q, target, learner.known) for q in questions
        ),
        seen=len(found.memories) / len(questions),
        minutes=found.minutes / case.days,
    )


def _spread(values: Sequence[float]) -> str:
    return f"{100 * statistics.fmean(values):.1f} ± {100 * statistics.stdev(values):.1f}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]
    return [*lines, ""]


def tables(learners: int, days: Sequence[int], minutes: Sequence[float], workers: int) -> list[str]:
    """Everything that docs/scheduling.md shows, as lines of Markdown."""
    cells = [(d, m) for d in days for m in minutes]
    seeds = range(learners)
    others = {
        "as above": {},
        "memory parameters off by twice as much": {"spread": 0.3},
        "one day in three skipped": {"absent": 1 / 3},
        "100 questions": {"size": 100},
        "600 questions": {"size": 600},
    }
    main = [Case(r, d, m, s) for d, m in cells for r in RULES for s in seeds]
    odd = {
        name: {
            r: [Case(r, 21, 30, s, **more) for s in seeds]
            for r in ("plain FSRS", "plain, minutes filled", "the plan")
        }
        for name, more in others.items()
    }
    cases = dict.fromkeys(
        [*main, *(c for by in odd.values() for group in by.values() for c in group)]
    )
    with ProcessPoolExecutor(workers) as pool:
        results = dict(zip(cases, pool.map(simulate, cases, chunksize=4), strict=True))

    def column(rule: str, cell: tuple[int, float], what: str) -> list[float]:
        return [getattr(results[Case(rule, *cell, s)], what) for s in seeds]

    def gain(after: Sequence[float], before: Sequence[float]) -> str:
        differences = [a - b for a, b in zip(after, before, strict=True)]
        better = sum(d > 0 for d in differences)
        return f"{_spread(differences)} ({better}/{len(differences)})"

    lines = [
        f"{learners} learners, 300 questions; percent, mean ± standard deviation over the learners.",
        "",
    ]
    for what, title in (
        ("predicted", "Predicted recall on the day"),
        ("true", "True recall on the day"),
    ):
        rows = [
            [
                str(d), f"{m:g}",
                *(_spread(column(rule, (d, m), what)) for rule in ("plain FSRS", "plain, minutes filled", "the plan")),
                gain(column("the plan", (d, m), what), column("plain FSRS", (d, m), what)),
                gain(column("the plan", (d, m), what), column("plain, minutes filled", (d, m), what)),
            ]
            for d, m in cells
        ]  # fmt: skip
        lines += [f"**{title}** (unseen questions count 0)", ""]
        lines += _table(
            ["days", "min/day", "plain FSRS", "plain, minutes filled", "the plan", "gain over plain (better for)", "gain over filled (better for)"],
            rows,
        )  # fmt: skip
    for what, title in (
        ("true", "Every rule that was tried: true recall, unseen questions count 0"),
        (
            "true_known",
            "The same, where an unseen question counts as known as it was before (20 to 60 %)",
        ),
        ("seen", "Share of the questions that were seen"),
    ):
        rows = [
            [
                str(d),
                f"{m:g}",
                *(f"{100 * statistics.fmean(column(r, (d, m), what)):.1f}" for r in RULES),
            ]
            for d, m in cells
        ]
        lines += [f"**{title}**", "", *_table(["days", "min/day", *RULES], rows)]
    rows = [
        [
            str(d),
            f"{m:g}",
            *(f"{statistics.fmean(column(r, (d, m), 'minutes')):.1f}" for r in RULES),
        ]
        for d, m in cells
    ]
    lines += ["**Minutes a day that were used**", "", *_table(["days", "min/day", *RULES], rows)]
    rows = []
    for name, by in odd.items():
        true = {rule: [results[c].true for c in group] for rule, group in by.items()}
        rows.append(
            [
                name,
                *map(_spread, true.values()),
                gain(true["the plan"], true["plain, minutes filled"]),
            ]
        )
    lines += ["**Other learners and banks: true recall, 21 days, 30 minutes**", ""]
    return lines + _table(
        ["", "plain FSRS", "plain, minutes filled", "the plan", "gain over filled (better for)"],
        rows,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=24)
    parser.add_argument("--days", type=int, nargs="+", default=[7, 21, 60])
    parser.add_argument("--minutes", type=float, nargs="+", default=[15, 30, 60])
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument(
        "--write", action="store_true", help="Put the tables into docs/scheduling.md."
    )
    given = parser.parse_args()
    found = "\n".join(tables(given.learners, given.days, given.minutes, given.workers)).rstrip()
    print(found)
    if given.write:
        before, _, rest = DOCUMENT.read_text("utf-8").partition("<!-- measured -->")
        after = rest.partition("<!-- end -->")[2]
        DOCUMENT.write_text(f"{before}<!-- measured -->\n\n{found}\n\n<!-- end -->{after}", "utf-8")


if __name__ == "__main__":
    main()
