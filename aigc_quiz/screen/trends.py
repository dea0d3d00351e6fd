"""What the history says over time: a calendar, a forecast, misconceptions, and how ratings were changed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from aigc_quiz.bank.question import Choice, Numeric, Question, Text
from aigc_quiz.errors import QuizError
from aigc_quiz.progress.events import Answer
from aigc_quiz.quiz.asked import Asked
from aigc_quiz.quiz.marking import Mark, mark
from aigc_quiz.quiz.schedule import Memory

AHEAD = 14  # days of the forecast, today among them
_A_DAY = timedelta(days=1)
_LOOKED_AT = 2_000  # the last wrong answers that are marked again to find their misconceptions


@dataclass(frozen=True, slots=True)
class Mixup:
    """A misconception that wrong answers showed, `times` in all, the last at `last`.

    It is `open` until the question that showed it was answered right a day or more later.
    """

    tag: str
    why: Text
    times: int
    last: datetime
    questions: tuple[str, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class Ratings:
    """How often the user kept the suggested rating; an answer by pipe counts as kept."""

    answers: int
    same: int
    lower: int
    higher: int
    by_type: Mapping[str, tuple[int, int]]  # answers, same

    @property
    def share(self) -> float | None:
        """The share that was kept, 0 to 1; None before the first answer."""
        return self.same / self.answers if self.answers else None


@dataclass(frozen=True, slots=True)
class Trends:
    """All of it. Days are the user's local days.

    `ahead` counts what falls due on each of the next 14 days, from `today`; what is overdue counts
    for today.
    """

    today: date
    calendar: Mapping[date, int]  # answers
    seconds: Mapping[date, float]
    ahead: tuple[int, ...]
    mixups: tuple[Mixup, ...]  # open ones first, then by how often
    ratings: Ratings


def trends(
    questions: Sequence[Question],
    answers: Sequence[Answer],
    memories: Mapping[str, Memory],
    now: datetime,
    prefix: str,
) -> Trends:
    """What the answers of one bank say; `prefix` is the bank's in the history."""
    today = day(now)
    calendar: Counter[date] = Counter()
    spent: Counter[date] = Counter()
    for answer in answers:
        when = day(answer.at)
        calendar[when] += 1
        spent[when] += answer.duration_ms
    held = (memories[q.id] for q in questions if q.id in memories)
    ahead = Counter(max(0, (day(memory.due) - today).days) for memory in held)
    return Trends(
        today=today,
        calendar=calendar,
        seconds={when: ms / 1000 for when, ms in spent.items()},
        ahead=tuple(ahead[n] for n in range(AHEAD)),
        mixups=_mixups(questions, answers, prefix),
        ratings=_ratings(answers),
    )


def day(at: datetime) -> date:
    """The local day of a moment."""
    return at.astimezone().date()


def days_ahead(today: date) -> tuple[date, ...]:
    """The days that `Trends.ahead` counts for."""
    return tuple(today + timedelta(days=n) for n in range(AHEAD))


def _mixups(
    questions: Iterable[Question], answers: Sequence[Answer], prefix: str
) -> tuple[Mixup, ...]:
    by_key = {prefix + question.id: question for question in questions}
    right = {a.question: a.at for a in answers if a.score == 1}  # the last time
    wrong = [a for a in answers if a.score < 1 and a.question in by_key]
    shown: defaultdict[str, list[tuple[Answer, Text]]] = defaultdict(list)
    for answer in wrong[-_LOOKED_AT:]:
        found = _marked(by_key[answer.question], answer)
        for mixup in found.misconceptions if found else ():
            shown[mixup.tag].append((answer, mixup.why))
    mixups = [
        Mixup(
            tag=tag,
            why=given[-1][1],
            times=len(given),
            last=given[-1][0].at,
            questions=tuple(sorted({a.question.removeprefix(prefix) for a, _ in given})),
            open=any(right.get(a.question, a.at) - a.at < _A_DAY for a, _ in given),
        )
        for tag, given in shown.items()
    ]
    return tuple(sorted(mixups, key=lambda one: (not one.open, -one.times, one.tag)))


def _marked(question: Question, answer: Answer) -> Mark | None:
    """A logged answer marked again; None if the question has changed its shape since."""
    asked = Asked(question, answer.options, answer.variables)
    match question:
        case Choice(options=options):
            if sorted(answer.options) != list(range(len(options))):
                return None
        case Numeric(variables=variables):
            if [name for name, _ in variables] != [name for name, _ in answer.variables]:
                return None
    try:
        return mark(asked, answer.text)
    except (QuizError, ArithmeticError, ValueError):
        return None  # its formula has changed, and cannot take the numbers that were asked


def _ratings(answers: Iterable[Answer]) -> Ratings:
    steps = Counter((answer.rating > answer.suggested) - (answer.rating < answer.suggested) for answer in answers)  # fmt: skip
    all_: Counter[str] = Counter(answer.type for answer in answers)
    same: Counter[str] = Counter(a.type for a in answers if a.rating == a.suggested)
    return Ratings(
        answers=sum(steps.values()),
        same=steps[0],
        lower=steps[-1],
        higher=steps[1],
        by_type={name: (all_[name], same[name]) for name in sorted(all_)},
    )
