"""Practice that has not happened: what the days until an interview would bring, by a model of the learner.

`plan` shows it as "if you keep to the plan"; benchmarks/scheduling.py compares rules with it, with
learners whose memory the scheduler does not know.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aigc_quiz.bank.question import Brief, Question
from aigc_quiz.quiz import plan, schedule, session
from aigc_quiz.quiz.asked import Random
from aigc_quiz.quiz.plan import Target
from aigc_quiz.quiz.schedule import AGAIN, GOOD, Memory
from aigc_quiz.quiz.session import Session

_AGAIN_COSTS = 0.5  # of a review: what was just explained is answered faster
_KNOWN = 0.5  # the chance that a question is answered right at first sight
_RETAINED = 0.9  # the chance that it is, minutes after it was explained

# From the question, its memory (None at first sight), the time, and whether it is asked again in
# the same session: the rating.
Answers = Callable[[Question, Memory | None, datetime, bool], int]
Begins = Callable[[Sequence[Question | Brief], Mapping[str, Memory], datetime, Random], Session]


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """The memories on the day, and the minutes that were spent."""

    memories: dict[str, Memory]
    minutes: float


def rehearse(
    questions: Sequence[Question | Brief],
    memories: Mapping[str, Memory],
    target: Target,
    now: datetime,
    random: Random,
    *,
    begins: Begins,
    answers: Answers,
) -> Rehearsed:
    """One session a day, at the hour of `now`, until the minutes of the day are used or it is over.

    Args:
        questions: those of the plan's topics.
        memories: as they stand now, by question id.
        target: the date, the minutes a day, and what a question really takes.
        now: the time of the first session, in UTC.
        random: draws what the sessions draw.
        begins: plans a day's session; `by_plan` is what `practice` does under a plan.
        answers: the learner.
    """
    held, spent = dict(memories), 0.0
    for day in range(target.days(now)):
        at = now + timedelta(days=day)
        left = 60 * target.minutes
        running = begins(questions, held, at, random)
        while left > 0 and (asked := running.current) is not None:
            id_ = asked.question.id
            before = held.get(id_)
            rating = answers(asked.question, before, at, asked.again)
            held[id_] = schedule.review(before, rating, at, question=id_)
            running = running.answered(correct=rating != AGAIN, random=random)
            seconds = target.pace.review * (_AGAIN_COSTS if asked.again else 1.0)
            left -= target.pace.new if before is None else seconds
        spent += 60 * target.minutes - left
    return Rehearsed(held, spent / 60)


def by_plan(target: Target) -> Begins:
    """Sessions as the plan asks for them."""

    def begins(
        questions: Sequence[Question | Brief],
        memories: Mapping[str, Memory],
        now: datetime,
        random: Random,
    ) -> Session:
        day = plan.today(questions, memories, target, now)
        # Wrong answers come once more, which takes room.
        return session.begin(
            questions, memories, now, random, limit=2 * (day.fit + day.new), today=day
        )

    return begins


def as_predicted(random: Random) -> Answers:
    """The learner that FSRS predicts: recalls with its probability, half of what is new."""

    def answers(_: Question, memory: Memory | None, at: datetime, again: bool) -> int:  # noqa: FBT001
        chance = _RETAINED if again else _KNOWN if memory is None else memory.recall(at)
        return GOOD if random.random() < chance else AGAIN

    return answers


def foresee(
    questions: Sequence[Question | Brief],
    memories: Mapping[str, Memory],
    target: Target,
    now: datetime,
    random: Random,
) -> Rehearsed:
    """What keeping to the plan would bring, by FSRS's own predictions: one possible course of it."""
    return rehearse(
        questions,
        memories,
        target,
        now,
        random,
        begins=by_plan(target),
        answers=as_predicted(random),
    )


def mean_recall(
    questions: Iterable[Question | Brief], memories: Mapping[str, Memory], target: Target
) -> float:
    """The mean predicted recall on the day, 0 to 1; unseen questions count 0."""
    recalls = [
        plan.recall_on(memories[q.id], target) if q.id in memories else 0.0 for q in questions
    ]
    return sum(recalls) / max(1, len(recalls))
