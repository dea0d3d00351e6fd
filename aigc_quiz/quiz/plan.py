"""Planning towards a date: what to answer today so that most is recalled on the day of an interview.

Plain FSRS asks a question when its recall has fallen to 90 %, for ever. Before an interview only the
recall on that day counts, and the minutes until then are few. So under a plan a review is worth what
it adds to the predicted recall on the day, and the reviews worth most come first; new questions come
early, tapering off. docs/scheduling.md has the formulas, what was tried and the measurements.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Protocol

from aigc_quiz.bank.question import Brief, Question
from aigc_quiz.quiz import schedule
from aigc_quiz.quiz.schedule import AGAIN, GOOD, Memory

_DAY = timedelta(days=1)
_TAPER = 3  # new questions today: so many times the even share of the days left
NEW_MOST = 0.8  # of a day's minutes
_WORTH = 0.005  # of recall on the day; a review that adds less is not worth the time
_LOOKED_AT = 2000  # seen questions whose worth is computed, those with the least recall on the day
_PAUSE = 300.0  # seconds; a longer gap between two answers was a break
_GLANCE = 2.0  # seconds; a shorter one was no reading, but a script
_TRUST = 20  # answers after which the measured pace counts as much as the assumed one


class Timed(Protocol):
    """What the pace needs of a logged answer."""

    @property
    def question(self) -> str:
        """Which question."""
        ...

    @property
    def session(self) -> str:
        """Of which session."""
        ...

    @property
    def at(self) -> datetime:
        """When, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds that one question takes, from question to question, reading of the verdict included."""

    new: float = 60.0
    review: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is planned for: `moment` is the local midnight at which the day of the interview begins."""

    moment: datetime
    minutes: float  # a day
    pace: Pace = Pace()

    def days(self, at: datetime) -> int:
        """Calendar days from then to the interview: 1 on the eve, 0 on the day itself."""
        return max(0, ceil((self.moment - at) / _DAY))


@dataclass(frozen=True, slots=True)
class Today:
    """What the plan asks for on one day, less what was already answered on it.

    `reviews` are ids, worth most first; there may be more than `fit` into the minutes. `new` is the
    number of new questions. When `done`, today's share is fulfilled, and `new` and `fit` are what
    one more share would hold.
    """

    reviews: tuple[str, ...]
    fit: int
    new: int
    seconds: float  # that `fit` reviews and `new` questions take
    done: bool


@dataclass(frozen=True, slots=True)
class Readiness:
    """One topic on the day: `recall` is the mean predicted recall, where an unseen question counts 0."""

    topic: str
    questions: int
    seen: int
    recall: float


def recall_on(memory: Memory, target: Target) -> float:
    """FSRS's probability that the question is answered on the day, if it is not asked before, 0 to 1.

    What was answered on the eve is one day old then, at whatever hour it was answered.
    """
    return memory.recall(memory.last + max(1, target.days(memory.last)) * _DAY)


def worth(memory: Memory, target: Target, now: datetime) -> float:
    """How much an answer now is expected to add to the recall on the day.

    With the probability that FSRS gives, it is recalled (Good), else not (Again).
    """
    chance = memory.recall(now)
    good, again = (
        recall_on(schedule.review(memory, rating, now, question=""), target)
        for rating in (GOOD, AGAIN)
    )
    return chance * good + (1 - chance) * again - recall_on(memory, target)


def today(
    questions: Iterable[Question | Brief],
    memories: Mapping[str, Memory],
    target: Target,
    now: datetime,
    *,
    answered: int = 0,
    introduced: int = 0,
) -> Today:
    """What to answer today.

    Args:
        questions: those of the plan's topics.
        memories: by question id; a question that is not in it is new.
        target: the date and the minutes.
        now: in UTC.
        answered: how many answers were given today, new questions included.
        introduced: how many questions were answered today for the first time.
    """
    questions = tuple(questions)
    held = {q.id: memories[q.id] for q in questions if q.id in memories}
    unseen = len(questions) - len(held)
    reviews = _reviews(held, target, now)
    pace, all_seconds = target.pace, 60 * target.minutes
    left = all_seconds - introduced * pace.new - (answered - introduced) * pace.review
    done = left < min(pace.new, pace.review)
    if done:
        left, introduced = all_seconds, 0
    new = _share(unseen + introduced, target, now) - introduced
    new = max(0, min(unseen, new, ceil(left / pace.new)))
    fit = min(len(reviews), max(0, int((left - new * pace.new) / pace.review)))
    if target.days(now):  # minutes that no review is worth
        spare = left - new * pace.new - fit * pace.review
        new = min(unseen, new + max(0, int(spare / pace.new)))
    seconds = new * pace.new + fit * pace.review
    return Today(reviews, fit, new, seconds, done or not new + fit)


def _reviews(held: Mapping[str, Memory], target: Target, now: datetime) -> tuple[str, ...]:
    """Seen questions that are worth asking, not those answered today, worth most first."""
    day = target.days(now)
    on_day = {
        id_: recall_on(memory, target)
        for id_, memory in held.items()
        if target.days(memory.last) != day
    }
    looked_at = sorted(on_day, key=on_day.__getitem__)[:_LOOKED_AT]
    worths = {id_: worth(held[id_], target, now) for id_ in looked_at}
    return tuple(
        sorted(
            (id_ for id_, value in worths.items() if value >= _WORTH),
            key=worths.__getitem__,
            reverse=True,
        )
    )


def _share(unseen: int, target: Target, now: datetime) -> int:
    """How many new questions a day is to bring; none on the day itself."""
    days = target.days(now)
    if not days:
        return 0
    most = max(1, int(NEW_MOST * 60 * target.minutes / target.pace.new))
    return min(unseen, ceil(_TAPER * unseen / days), most)


def pace(answers: Iterable[Timed]) -> Pace:
    """The learner's own pace: from the gaps between the answers of each session, breaks left out.

    A mean that is drawn to the assumed pace while there are few answers.
    """
    seen: set[str] = set()
    last: dict[str, datetime] = {}
    gaps: defaultdict[bool, list[float]] = defaultdict(list)
    for answer in answers:
        before = last.get(answer.session)
        if before is not None:
            seconds = (answer.at - before).total_seconds()
            if _GLANCE <= seconds <= _PAUSE:
                gaps[answer.question in seen].append(seconds)
        last[answer.session] = answer.at
        seen.add(answer.question)
    assumed = Pace()
    return Pace(_drawn(gaps[False], assumed.new), _drawn(gaps[True], assumed.review))


def _drawn(measured: Sequence[float], assumed: float) -> float:
    return (sum(measured) + _TRUST * assumed) / (len(measured) + _TRUST)


def so_far(answers: Iterable[Timed], target: Target, now: datetime) -> tuple[int, int]:
    """How many answers were given today, and how many of them were a question's first."""
    day = target.days(now)
    seen: set[str] = set()
    answered = introduced = 0
    for answer in answers:
        if target.days(answer.at) == day:
            answered += 1
            introduced += answer.question not in seen
        seen.add(answer.question)
    return answered, introduced


def readiness(
    questions: Iterable[Question | Brief], memories: Mapping[str, Memory], target: Target
) -> tuple[Readiness, ...]:
    """The forecast of each topic, as things stand, in the order of the questions."""
    members: defaultdict[str, list[float | None]] = defaultdict(list)
    for question in questions:
        memory = memories.get(question.id)
        members[question.topic].append(None if memory is None else recall_on(memory, target))
    return tuple(
        Readiness(
            topic=topic,
            questions=len(recalls),
            seen=sum(recall is not None for recall in recalls),
            recall=sum(recall or 0.0 for recall in recalls) / len(recalls),
        )
        for topic, recalls in members.items()
    )
