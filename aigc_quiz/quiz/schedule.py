"""When a question comes again: FSRS, through py-fsrs, without its global randomness."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from fsrs import Card, Scheduler

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
RATINGS = (AGAIN, HARD, GOOD, EASY)
Weights = tuple[float, ...]  # FSRS's 21 parameters
_PARTIAL = 0.5  # the least score that is not Again
_SPREAD_FROM = 3  # days; shorter intervals are kept to the day
_SPREAD = 0.05  # of the interval


class Review(Protocol):
    """What replay needs of a logged answer."""

    @property
    def question(self) -> str:
        """Which question."""
        ...

    @property
    def at(self) -> datetime:
        """When, in UTC."""
        ...

    @property
    def rating(self) -> int:
        """1 Again, 2 Hard, 3 Good, 4 Easy."""
        ...


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known about one question: when it is due, and FSRS's own state.

    `stability` is in days (the interval after which recall has fallen to 90 %), `difficulty` 1 to
    10, `state` 1 learning, 2 review, 3 relearning; `step` counts within learning. `weights` are
    the parameters that it was reckoned with; None is FSRS's own.
    """

    due: datetime
    last: datetime
    stability: float
    difficulty: float
    state: int
    step: int | None
    reviews: int
    lapses: int
    weights: Weights | None = None

    def recall(self, now: datetime) -> float:
        """FSRS's probability that the question is answered right now, 0 to 1."""
        return _scheduler(self.weights).get_card_retrievability(_card(self), now)


def suggest(score: float, *, correct: bool, hints: int) -> int:
    """The rating that a mark suggests: wrong Again; partly right, or right with hints, Hard; right Good."""
    if correct:
        return HARD if hints else GOOD
    return HARD if score >= _PARTIAL else AGAIN


def review(
    memory: Memory | None,
    rating: int,
    at: datetime,
    *,
    question: str,
    weights: Weights | None = None,
) -> Memory:
    """The memory after one more answer; `memory` is None before the first.

    `weights` are the learner's own FSRS parameters; a memory keeps those that it was reckoned with.

    Intervals of three days or more are spread by up to 5 %, by the question's id and its number of
    reviews: what was learnt on one day does not all come back on one day, and replay is exact.
    """
    from fsrs import Rating

    weights = memory.weights if memory else weights
    card, _ = _scheduler(weights).review_card(_card(memory), Rating(rating), at)
    reviews = memory.reviews + 1 if memory else 1
    due = card.due
    days = (due - at).days
    if days >= _SPREAD_FROM:
        most = max(1, round(days * _SPREAD))
        due += timedelta(days=zlib.crc32(f"{question}:{reviews}".encode()) % (2 * most + 1) - most)
    return Memory(
        due=due,
        last=at,
        stability=cast(float, card.stability),  # every review sets both
        difficulty=cast(float, card.difficulty),
        state=int(card.state),
        step=card.step,
        reviews=reviews,
        lapses=(memory.lapses if memory else 0) + (rating == AGAIN),
        weights=weights,
    )


def intervals(
    memory: Memory | None,
    at: datetime,
    *,
    question: str,
    weights: Weights | None = None,
    latest: datetime | None = None,
) -> tuple[timedelta, ...]:
    """How long until the question comes again, for each of RATINGS; no later than `latest`."""
    dues = (
        review(memory, rating, at, question=question, weights=weights).due for rating in RATINGS
    )
    return tuple((due if latest is None else max(at, min(due, latest))) - at for due in dues)


def replay(reviews: Iterable[Review], weights: Weights | None = None) -> dict[str, Memory]:
    """The memory of every question after all reviews, in the order given."""
    memories: dict[str, Memory] = {}
    for given in reviews:
        before = memories.get(given.question)
        memories[given.question] = review(
            before, given.rating, given.at, question=given.question, weights=weights
        )
    return memories


@lru_cache(maxsize=4)
def _scheduler(weights: Weights | None) -> "Scheduler":
    from fsrs import Scheduler

    # Its fuzz draws from the global `random`, which no replay could repeat.
    if weights is None:
        return Scheduler(enable_fuzzing=False)
    return Scheduler(weights, enable_fuzzing=False)


def _card(memory: Memory | None) -> "Card":
    from fsrs import Card, State

    if memory is None:
        # Without an id, py-fsrs sleeps a millisecond to draw a unique one from the clock.
        return Card(card_id=1)
    return Card(
        card_id=1,
        state=State(memory.state),
        step=memory.step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=memory.due,
        last_review=memory.last,
    )
