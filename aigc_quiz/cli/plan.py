"""`plan`: the day of the interview, and what it asks for until then."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aigc_quiz.errors import QuizError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aigc_quiz.bank.question import Question
    from aigc_quiz.progress.plans import Plan

_MINUTES = 30
_YEARS = 10  # a later date is a slip of the keyboard


def command(
    day: Annotated[
        str | None, typer.Option("--date", help="The day of the interview, as 2026-12-20.")
    ] = None,
    minutes: Annotated[
        int | None,
        typer.Option(
            "--minutes-per-day", min=1, max=1440, help="How long you want to practise a day. [30]"
        ),
    ] = None,
    topic: Annotated[
        list[str] | None,
        typer.Option("--topic", help="Plan for this topic only; repeatable; `all` for all."),
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Remove the plan.")] = False,
    lang: Annotated[str | None, typer.Option("--lang", help="zh or en.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    bank: Annotated[
        Path | None,
        typer.Option(
            "--bank", help="A folder of questions of your own; its history is kept apart."
        ),
    ] = None,
) -> None:
    """Plan towards an interview: what to practise each day so that most is recalled on that day.

    Without options it shows the plan: today's share, and the predicted recall on the day by topic.
    `practice` follows the plan until the day; what is not given again stays as it was.
    """
    import json
    from datetime import UTC, datetime

    from aigc_quiz import content
    from aigc_quiz.bank.loader import load_bank
    from aigc_quiz.progress import history, plans, weights
    from aigc_quiz.screen import outlook, render
    from aigc_quiz.screen.learnt import recall
    from aigc_quiz.screen.words import words

    language = content.language(lang)
    now = datetime.now(UTC)
    today = now.astimezone().date()
    changes = day is not None or minutes is not None or bool(topic)
    if clear and changes:
        raise QuizError("--clear removes the plan; it goes with no other setting")
    questions = load_bank(bank).questions
    standing = plans.current()
    if clear:
        if standing is not None:
            with history.History(history.path()) as log:
                plans.save(log, None, at=now)
        standing = None
    elif changes:
        standing = _changed(standing, day, minutes, topic, questions, today)
        with history.History(history.path()) as log:
            plans.save(log, standing, at=now)
    answers, memories = recall(history.answers(), bank, weights.current())
    found = outlook.look(standing, questions, answers, memories, now)
    if standing and not found:
        raise QuizError(
            f"the plan is for {', '.join(standing.topics)}, of which this bank has no question;"
            " set other topics: aigc-quiz plan --topic NAME (`all` for all)"
        )
    topics = outlook.readiness(found, memories) if found else ()
    foresight = outlook.foresee(found, memories, now) if found else None
    if json_:
        shown = {"format": 1, "plan": found and outlook.as_json(found, topics, foresight)}
        typer.echo(json.dumps(shown, ensure_ascii=False))
        return
    page = render.page()
    if found:
        lines = outlook.lines(found, topics, foresight, language, page)
    elif clear:
        lines = render.wrap(words(language).plan_cleared, page.columns)
    else:
        lines = outlook.none_lines(today, language, page)
    typer.echo("\n".join(lines))


def _changed(
    standing: "Plan | None",
    day: str | None,
    minutes: int | None,
    topic: list[str] | None,
    questions: "Sequence[Question]",
    today: date,
) -> "Plan":
    """The plan with what was given; what was not stays as it was."""
    from aigc_quiz.bank.selection import Wanted, select
    from aigc_quiz.progress.plans import Plan

    if standing is not None and standing.date < today:
        standing = None
    if day is None and standing is None:
        raise QuizError("there is no plan yet; say when the interview is: --date YYYY-MM-DD")
    if not topic:
        topics = standing.topics if standing else ()
    elif any(name.strip().casefold() == "all" for name in topic):
        topics = ()
    else:
        chosen = select(questions, Wanted(topics=tuple(topic)))
        topics = tuple(sorted({question.topic for question in chosen}))
    if minutes is None:
        minutes = int(standing.minutes) if standing else _MINUTES
    when = standing.date if day is None and standing else _date(day or "", today)
    return Plan(date=when, minutes=minutes, topics=topics)


def _date(text: str, today: date) -> date:
    """A day to come, from year-month-day with `-`, `/` or `.` between.

    Raises:
        QuizError: it is no date, or no day to come.
    """
    import re

    found = re.fullmatch(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", text.strip())
    try:
        when = date(int(found[1]), int(found[3]), int(found[4])) if found else None
    except ValueError:
        when = None
    if when is None:
        raise QuizError(f"--date: {text!r} is no date; write it as {_example(today)}")
    if when <= today:
        what = "today" if when == today else "past"
        raise QuizError(f"--date: {when} is {what}; a plan needs a day to come")
    if when.year - today.year > _YEARS:
        raise QuizError(f"--date: {when} is more than {_YEARS} years away; is the year right?")
    return when


def _example(today: date) -> date:
    return date.fromordinal(today.toordinal() + 21)
