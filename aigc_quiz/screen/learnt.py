"""What the history says about the learner: retention, forecast, topics."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from aigc_quiz.bank.question import Question
from aigc_quiz.progress import naming
from aigc_quiz.progress.agreement import Agreement, agreement
from aigc_quiz.progress.events import Answer
from aigc_quiz.quiz import schedule
from aigc_quiz.quiz.schedule import AGAIN, Memory, Weights

_Held = TypeVar("_Held", bound=MutableMapping[str, Memory])
_RECENT = 20  # answers of a topic that its score is the mean of
DAYS = 7  # of the forecast


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: `score` is the mean of the last 20 answers, None before the first.

    `retention` is as in Learnt, `seconds` the time spent on it.
    """

    topic: str
    category: str
    questions: int
    seen: int
    reviews: int
    due: int
    score: float | None
    retention: float | None = None
    retention_reviews: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Learnt:
    """All of it, for one bank.

    `retention` is the share of reviews, a day or more after the one before, that were not Again;
    None where there was none. `forecast` counts what falls due in each of the next seven days, 24
    hours each, without what is due now; `days` the answers of the last 14 days, oldest first.
    """

    reviews: int
    seen: int
    total: int
    due: tuple[str, ...]  # ids, longest overdue first
    next_due: datetime | None
    forecast: tuple[int, ...]
    retention: float | None
    retention_reviews: int
    seconds: float
    days: tuple[int, ...]
    topics: tuple[Topic, ...]
    agreement: Agreement | None = None


def recall(
    answers: Iterable[Answer], directory: Path | None, weights: Weights | None = None
) -> tuple[tuple[Answer, ...], dict[str, Memory]]:
    """Those of the answers that belong to one bank, and the memory of each question, by id.

    `weights` are the learner's own FSRS parameters, if `stats --optimize` has fitted some.
    """
    prefix = naming.prefix(directory)
    mine = tuple(a for a in answers if naming.own(a.question, prefix) is not None)
    memories = schedule.replay(mine, weights) if mine else {}
    return mine, {key.removeprefix(prefix): memory for key, memory in memories.items()}


def postponed(memories: _Held, until: Mapping[str, datetime], prefix: str) -> _Held:
    """The memories of one bank, changed so that what is set aside is not due before its time."""
    for name, when in until.items():
        id_ = naming.own(name, prefix)
        if id_ is not None and id_ in memories:
            memories[id_] = replace(memories[id_], due=max(memories[id_].due, when))
    return memories


def learnt(
    questions: Sequence[Question],
    answers: Sequence[Answer],
    memories: Mapping[str, Memory],
    now: datetime,
) -> Learnt:
    """Everything that `due` and `stats` show. A question that left the bank is not due."""
    held = {q.id: memories[q.id] for q in questions if q.id in memories}
    due = sorted((m.due, id_) for id_, m in held.items() if m.due <= now)
    later = sorted(m.due for m in held.values() if m.due > now)
    forecast = Counter((when - now) // timedelta(days=1) for when in later)
    by_topic = _kept(answers)
    kept = [known for topic in by_topic.values() for known in topic]
    days = Counter((now.date() - answer.at.date()).days for answer in answers)
    return Learnt(
        reviews=len(answers),
        seen=len(held),
        total=len(questions),
        due=tuple(id_ for _, id_ in due),
        next_due=later[0] if later else None,
        forecast=tuple(forecast[day] for day in range(DAYS)),
        retention=sum(kept) / len(kept) if kept else None,
        retention_reviews=len(kept),
        seconds=sum(answer.duration_ms for answer in answers) / 1000,
        days=tuple(days[day] for day in reversed(range(14))),
        topics=_topics(questions, answers, held, {id_ for _, id_ in due}, by_topic),
        agreement=agreement(answers),
    )


def _kept(answers: Iterable[Answer]) -> dict[str, list[bool]]:
    """By topic, for each review a day or more after the one before: was the answer still known?"""
    last: dict[str, datetime] = {}
    kept: defaultdict[str, list[bool]] = defaultdict(list)
    for answer in answers:
        before = last.get(answer.question)
        if before is not None and answer.at - before >= timedelta(days=1):
            kept[answer.topic].append(answer.rating != AGAIN)
        last[answer.question] = answer.at
    return kept


def _topics(
    questions: Sequence[Question],
    answers: Iterable[Answer],
    held: Mapping[str, Memory],
    due: set[str],
    kept: Mapping[str, Sequence[bool]],
) -> tuple[Topic, ...]:
    spent: Counter[str] = Counter()
    scores: defaultdict[str, list[float]] = defaultdict(list)
    for answer in answers:
        scores[answer.topic].append(answer.score)
        spent[answer.topic] += answer.duration_ms
    members: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for question in questions:
        members[question.category, question.topic].append(question.id)
    return tuple(
        Topic(
            topic=topic,
            category=category,
            questions=len(ids),
            seen=sum(id_ in held for id_ in ids),
            reviews=len(scores[topic]),
            due=sum(id_ in due for id_ in ids),
            score=_mean(scores[topic][-_RECENT:]),
            retention=_mean(kept.get(topic, ())),
            retention_reviews=len(kept.get(topic, ())),
            seconds=spent[topic] / 1000,
        )
        for (category, topic), ids in members.items()
    )


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
