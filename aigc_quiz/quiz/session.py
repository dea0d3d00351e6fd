"""One practice session: which questions, in which order, and what an answer does to the rest."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import nsmallest
from typing import TYPE_CHECKING, Protocol, TypeVar

from aigc_quiz.bank.briefs import at, ids
from aigc_quiz.bank.question import Brief, Question
from aigc_quiz.quiz.asked import Asked, Random, ask
from aigc_quiz.quiz.memories import apart
from aigc_quiz.quiz.relations import spaced
from aigc_quiz.quiz.schedule import Memory

if TYPE_CHECKING:
    from aigc_quiz.quiz.plan import Today

_Told = TypeVar("_Told", bound=Question | Brief)
GAP = 3  # other questions before a wrong one comes again
_LEAST_GAP = 2
_SIDE_GAP = 2  # other questions before the same thing is asked from another side
_SIDE_LEAD = 2.0  # how many levels of difficulty a new question of that kind is brought forward
_START = 2.0  # the difficulty at which a topic begins
_PACE = 0.5  # how far one answer moves a topic's level
_EXPECTED = 0.65  # the mean score at which a level stays
_NOISE = 1.5  # in levels of difficulty: sessions differ, but stay near the level


class Scored(Protocol):
    """What `levels` needs of a logged answer."""

    @property
    def topic(self) -> str:
        """Which topic."""
        ...

    @property
    def score(self) -> float:
        """0 to 1."""
        ...


@dataclass(frozen=True, slots=True)
class Session:
    """The state of a session. `waiting[0]` is on screen; every change makes a new session.

    `asked` counts what was answered or skipped, `limit` caps it. `before` is the session as it was
    when the last answered question was still on screen, for undo.
    """

    waiting: tuple[Asked, ...]
    limit: int
    asked: int = 0
    before: "Session | None" = None

    @property
    def current(self) -> Asked | None:
        """The question to put now; None when the session is over."""
        return self.waiting[0] if self.waiting and self.asked < self.limit else None

    @property
    def size(self) -> int:
        """How many questions the session will have asked at its end, as it stands now."""
        return min(self.limit, self.asked + len(self.waiting))

    def answered(
        self, *, correct: bool, random: Random, other_side: Question | None = None
    ) -> "Session":
        """The session after an answer; a wrong one comes once more, three questions later if there is room.

        `other_side` is a question that looks at the same thing from another side: after a wrong
        answer it comes two questions later, in place of what the limit then leaves out.
        """
        head, *rest = self.waiting
        room = self.limit - self.asked - 1
        place = min(GAP, len(rest))
        if not correct and not head.again and _LEAST_GAP <= place < room:
            rest.insert(place, ask(head.question, random, again=True))
        if not correct and other_side is not None and room > 0:
            rest = [asked for asked in rest if asked.question.id != other_side.id]
            near = ask(other_side, random, other_side=True)
            rest.insert(min(_SIDE_GAP, len(rest), room - 1), near)
        return Session(tuple(rest[:room]), self.limit, self.asked + 1, before=self)

    def reopened(self, question: Question, random: Random) -> "Session":
        """The session with a question back on screen whose answer, some while ago, was taken back."""
        rest = [asked for asked in self.waiting if asked.question.id != question.id]
        return Session((ask(question, random), *rest), self.limit, max(0, self.asked - 1))

    def without(self, id_: str) -> "Session":
        """The session without the copy of a question that still waits."""
        return replace(self, waiting=tuple(a for a in self.waiting if a.question.id != id_))

    def skipped(self) -> "Session":
        """The session after the question on screen was left; it does not come again."""
        return replace(self, waiting=self.waiting[1:], asked=self.asked + 1)


def _whole(question: Question | Brief) -> Question:
    if isinstance(question, Question):
        return question
    raise TypeError(f"{question.id} is in brief, and nothing was given to read it with")


def begin(
    questions: Sequence[_Told],
    memories: Mapping[str, Memory],
    now: datetime,
    random: Random,
    *,
    limit: int,
    new: int | None = None,
    levels: Mapping[str, float] | None = None,
    other_sides: Callable[[Sequence[_Told]], Container[str]] | None = None,
    today: "Today | None" = None,
    read: Callable[[_Told], Question] = _whole,
) -> Session:
    """Plan a session: what is due, the likeliest forgotten first, then new questions.

    Under a plan: today's reviews, worth most first, and today's new questions, evenly mixed.

    Args:
        questions: what may be asked.
        memories: by question id; a question that is not in it is new.
        now: in UTC.
        random: draws new questions, orders of options, and numbers.
        limit: questions at most.
        new: new questions at most; None for no cap.
        levels: the difficulty wanted in each topic, see `levels`.
        other_sides: tells which ids of new questions to bring forward, see `relations.related`.
        today: what the plan towards an interview asks for, see `plan.today`; None without one.
        read: gives the whole of a question that is in brief.
    """
    ripest, new_ones = apart(memories, ids(questions), now, limit)
    due, unseen, wanted = at(questions, ripest), at(questions, new_ones), levels or {}
    near = other_sides(unseen) if unseen and other_sides else ()
    fresh = [
        (
            abs(q.difficulty - wanted.get(q.topic, _START))
            - 0.3 * (q.frequency or 3)
            - _SIDE_LEAD * (q.id in near)
            + _NOISE * random.random(),
            q,
        )
        for q in unseen
    ]
    fresh.sort(key=lambda pair: pair[0])
    unseen = [question for _, question in fresh]
    if today is not None:
        chosen = _by_plan(questions, unseen, today, limit, new)
        return _asking(map(read, chosen), random, limit)
    chosen = interleaved(due, limit)
    room = limit - len(chosen) if new is None else min(new, limit - len(chosen))
    chosen += interleaved(unseen, room)
    return _asking(map(read, chosen), random, limit)


def _asking(questions: Iterable[Question], random: Random, limit: int) -> Session:
    return Session(tuple(ask(question, random) for question in spaced([*questions])), limit)


def _by_plan(
    questions: Iterable[_Told],
    unseen: Sequence[_Told],
    today: "Today",
    limit: int,
    new: int | None,
) -> list[_Told]:
    """Reviews and new questions in the proportion in which the day holds them."""
    by_id = {question.id: question for question in questions}
    reviews = [by_id[id_] for id_ in today.reviews if id_ in by_id]
    most = min(len(unseen), today.new if new is None else new)
    room = limit if new is not None else min(limit, today.fit + today.new)
    share = round(room * today.new / max(1, today.fit + today.new)) if new is None else new
    olds = min(len(reviews), room - min(most, share))
    news = min(most, room - olds)
    placed = [((i + 0.5) / olds, q) for i, q in enumerate(interleaved(reviews[:olds], olds))]
    placed += [((i + 0.5) / news, q) for i, q in enumerate(interleaved(unseen, news))]
    placed.sort(key=lambda pair: pair[0])
    return [question for _, question in placed]


def interleaved(questions: Sequence[_Told], limit: int) -> list[_Told]:
    """The first questions of each topic in turn: no topic comes twice while another waits."""
    seen: Counter[str] = Counter()
    first: dict[str, int] = {}
    ranked = []
    for place, question in enumerate(questions):
        turn = seen[question.topic]
        if turn < limit:  # no later one can be among them
            ranked.append((turn, first.setdefault(question.topic, place), question))
            seen[question.topic] = turn + 1
    return [question for _, _, question in nsmallest(limit, ranked, key=lambda entry: entry[:2])]


def levels(answers: Iterable[Scored]) -> dict[str, float]:
    """The difficulty to ask for in each topic, 1 to 5: it rises with good answers and falls with bad ones."""
    found: dict[str, float] = {}
    for answer in answers:
        found[answer.topic] = moved(found.get(answer.topic), answer.score)
    return found


def moved(level: float | None, score: float) -> float:
    """A topic's level after one more answer; None before the first."""
    moved_ = (_START if level is None else level) + _PACE * (score - _EXPECTED)
    return min(5.0, max(1.0, moved_))
