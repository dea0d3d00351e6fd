"""What the plan towards an interview says: today's share, the readiness, as data and as lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random
from typing import TypeVar

from aigc_quiz.bank.question import Brief, Question
from aigc_quiz.content import Language
from aigc_quiz.progress.events import Answer
from aigc_quiz.progress.plans import Plan
from aigc_quiz.quiz import plan as planning
from aigc_quiz.quiz.plan import Readiness, Target, Today
from aigc_quiz.quiz.schedule import Memory
from aigc_quiz.screen.render import Page, clean, width, wrap
from aigc_quiz.screen.words import words

_Told = TypeVar("_Told", bound=Question | Brief)
_FORESEEN = 30_000  # questions times days; more takes seconds to rehearse
_SHADES = ("░", "▒", "▓", "█")  # from weak to strong
_PLAIN_SHADES = ("-", "=", "+", "#")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """A plan as it stands now. `today` is None when the day of the interview is over.

    `days` to the interview; 0 on the day, negative after it. `questions` are those of its topics.
    """

    plan: Plan
    target: Target
    days: int
    questions: tuple[Question | Brief, ...]
    seen: int
    today: Today | None

    @property
    def over(self) -> bool:
        """Whether the day of the interview is over."""
        return self.days < 0


@dataclass(frozen=True, slots=True)
class Foresight:
    """What keeping to the plan should bring: recall on the day, 0 to 1, and questions left unseen."""

    recall: float
    unseen: int
    minutes_to_see_all: int  # a day


def look(
    plan: Plan | None,
    questions: Sequence[Question | Brief],
    answers: Sequence[Answer],
    memories: Mapping[str, Memory],
    now: datetime,
) -> Outlook | None:
    """The plan as it stands; None without one, or if these are no questions of its topics.

    `now` is in UTC; the day of the interview is one of the local calendar.
    """
    if plan is None:
        return None
    chosen = tuple(q for q in questions if not plan.topics or q.topic in plan.topics)
    if not chosen:
        return None
    topics = {q.topic for q in chosen}
    mine = [answer for answer in answers if answer.topic in topics]
    midnight = datetime.combine(plan.date, time()).astimezone(now.tzinfo)
    target = Target(moment=midnight, minutes=plan.minutes, pace=planning.pace(answers))
    days = (plan.date - now.astimezone().date()).days
    today = None
    if days >= 0:
        answered, introduced = planning.so_far(mine, target, now)
        today = planning.today(
            chosen, memories, target, now, answered=answered, introduced=introduced
        )
    return Outlook(
        plan=plan,
        target=target,
        days=days,
        questions=chosen,
        seen=sum(q.id in memories for q in chosen),
        today=today,
    )


def within(found: Outlook | None, wanted: Sequence[_Told]) -> tuple[Sequence[_Told], Today | None]:
    """Of the questions that practice may ask, those that the plan covers, and what it asks today.

    All of them, and None, where the plan has no say: there is none, its day is over, or what is
    wanted lies outside its topics.
    """
    if found is None or found.today is None:
        return wanted, None
    planned = {q.id for q in found.questions}
    covered = tuple(q for q in wanted if q.id in planned)
    return (covered, found.today) if covered else (wanted, None)


def foresee(found: Outlook, memories: Mapping[str, Memory], now: datetime) -> Foresight | None:
    """What keeping to the plan should bring; None where it would take too long to tell."""
    if found.days < 1 or found.days * len(found.questions) > _FORESEEN:
        return None
    from aigc_quiz.quiz import rehearsal

    rehearsed = rehearsal.foresee(found.questions, memories, found.target, now, Random(0))
    unseen = len(found.questions) - found.seen
    seconds = unseen * found.target.pace.new / planning.NEW_MOST / found.days
    return Foresight(
        recall=rehearsal.mean_recall(found.questions, rehearsed.memories, found.target),
        unseen=sum(q.id not in rehearsed.memories for q in found.questions),
        minutes_to_see_all=-int(-seconds // 60),
    )


def readiness(found: Outlook, memories: Mapping[str, Memory]) -> tuple[Readiness, ...]:
    """The forecast of each topic, as things stand."""
    return planning.readiness(found.questions, memories, found.target)


def line(found: Outlook, lang: Language) -> str:
    """The plan in one line, for those who came to do something else."""
    say = words(lang)
    if found.over:
        return f"{say.plan_past.format(date=found.plan.date)} {say.plan_past_hint}"
    head = say.plan_line.format(days=found.days) if found.days else say.plan_on_the_day
    return head + ("" if lang == "zh" else " ") + _today(found, lang)


def _today(found: Outlook, lang: Language) -> str:
    say, today = words(lang), found.today
    if today is None or not today.new + today.fit:
        return say.plan_today_nothing
    if today.done:
        return say.plan_today_done
    minutes = max(1, round(today.seconds / 60))
    return say.plan_today.format(new=today.new, reviews=today.fit, minutes=minutes)


def none_lines(today: date, lang: Language, page: Page) -> list[str]:
    """That there is no plan, and how to make one."""
    example = date.fromordinal(today.toordinal() + 21)
    return wrap(words(lang).plan_none.format(example=example), page.columns)


def lines(
    found: Outlook,
    topics: Sequence[Readiness],
    foresight: Foresight | None,
    lang: Language,
    page: Page,
) -> list[str]:
    """All of the plan: date, today's share, forecast, and a bar for each topic."""
    say, plan = words(lang), found.plan
    if found.over:
        return wrap(line(found, lang), page.columns)
    scope = ", ".join(map(clean, plan.topics)) or say.plan_all_topics
    mean = sum(t.recall * t.questions for t in topics) / len(found.questions)
    parts = [
        page.bold(
            say.plan_title.format(date=plan.date, days=found.days, minutes=f"{plan.minutes:g}")
            if found.days
            else say.plan_on_the_day
        ),
        say.plan_topics.format(topics=scope, seen=found.seen, total=len(found.questions)),
        _today(found, lang),
        say.plan_stop.format(percent=round(100 * mean)),
    ]
    if foresight is not None:
        parts[-1] += ("" if lang == "zh" else " ") + say.plan_follow.format(
            percent=round(100 * foresight.recall)
        )
        if foresight.unseen:
            parts.append(
                say.plan_unseen_left.format(
                    count=foresight.unseen, minutes=foresight.minutes_to_see_all
                )
            )
    shown = [part for text in parts for part in wrap(text, page.columns)]
    return [*shown, "", *_bars(topics, lang, page), "", page.bold(say.plan_practise)]


def _bars(topics: Sequence[Readiness], lang: Language, page: Page) -> list[str]:
    """A row a topic, the least ready first: a bar of its recall on the day, and how much was seen."""
    say = words(lang)
    counts = [f"{t.seen}/{t.questions}" for t in topics]
    tail = 7 + max(map(len, counts))  # the percentage, and the counts
    longest = min(max(width(t.topic) for t in topics), page.columns - tail - 6)
    cells = min(40, page.columns - longest - tail - 1)
    shades, track = (_SHADES, "·") if page.colour else (_PLAIN_SHADES, ".")
    rows = [*wrap(say.plan_by_topic, page.columns)]
    for topic, count in sorted(zip(topics, counts, strict=True), key=lambda row: row[0].recall):
        paint = page.good if topic.recall >= 0.8 else page.warm if topic.recall >= 0.5 else page.bad
        bar = shades[min(3, int(topic.recall * 4))] * round(topic.recall * cells)
        name = clean(topic.topic)[:longest].ljust(longest)
        rows.append(
            f"{name} {paint(bar)}{page.dim(track * (cells - len(bar)))}{round(100 * topic.recall):>4}%  {count}"
        )
    return rows


def as_json(
    found: Outlook, topics: Sequence[Readiness], foresight: Foresight | None = None
) -> dict[str, object]:
    """The plan for other programs. Recalls are 0 to 1; an unseen question counts 0."""
    today = found.today
    return {
        "date": found.plan.date.isoformat(),
        "days": found.days,
        "over": found.over,
        "minutes_per_day": found.plan.minutes,
        "topics": list(found.plan.topics),
        "questions": len(found.questions),
        "seen": found.seen,
        "today": today
        and {
            "new": today.new,
            "reviews": today.fit,
            "minutes": round(today.seconds / 60, 1),
            "done": today.done,
        },
        "recall": sum(t.recall * t.questions for t in topics) / len(found.questions),
        "recall_if_kept": foresight and foresight.recall,
        "unseen_if_kept": foresight and foresight.unseen,
        "by_topic": {
            t.topic: {"questions": t.questions, "seen": t.seen, "recall": t.recall} for t in topics
        },
    }
