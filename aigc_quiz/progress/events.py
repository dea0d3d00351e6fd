"""What the history logs, and how the log is replayed into the answers that stand."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answered question, with all that a later reader of the log needs.

    `question` is the id; of a foreign bank `<bank>/<id>`. `options` holds, for each place on
    screen, the number of the file's option, from 0. `score` is 0 to 1; `suggested` and `rating`
    are 1 Again, 2 Hard, 3 Good, 4 Easy. `at` is UTC. `sequence` is 0 until the history sets it.
    """

    question: str
    category: str
    topic: str
    type: str
    difficulty: int
    lang: str
    text: str
    options: tuple[int, ...] = ()
    variables: tuple[tuple[str, float], ...] = ()
    score: float
    suggested: int
    rating: int
    duration_ms: int
    hints: int
    session: str
    at: datetime
    app: str
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Rated:
    """The user's own rating of the answer `about`, in place of the suggested one."""

    about: int
    rating: int


@dataclass(frozen=True, slots=True)
class Undone:
    """The answer `about` was taken back."""

    about: int


Event = Answer | Rated | Undone


@dataclass(frozen=True, slots=True)
class Begun:
    """A beginning of the log: its last event's number, name and time, and the latest time in it."""

    sequence: int
    uid: str
    at: str
    latest: str


def apply(standing: dict[int, Answer], event: Event) -> None:
    """Bring the standing answers (by sequence) up to date with the next event of the log."""
    match event:
        case Answer():
            standing[event.sequence] = event
        case Rated(about, rating):
            if about in standing:
                standing[about] = replace(standing[about], rating=rating)
        case Undone(about):
            standing.pop(about, None)


def replay(events: Iterable[Event]) -> tuple[Answer, ...]:
    """The answers that stand after all events, in the order in which they were given."""
    standing: dict[int, Answer] = {}
    for event in events:
        apply(standing, event)
    return tuple(standing.values())
