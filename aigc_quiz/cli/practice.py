"""`practice`: an adaptive session in the terminal, or one answer a line by pipe."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aigc_quiz.errors import QuizError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aigc_quiz.bank.question import Brief

_LIMIT = 10


def command(
    topic: Annotated[
        list[str] | None, typer.Option("--topic", help="Only this topic; repeatable.")
    ] = None,
    category: Annotated[
        list[str] | None, typer.Option("--category", help="Only this category; repeatable.")
    ] = None,
    type_: Annotated[
        list[str] | None,
        typer.Option("--type", help="single multi true_false fill numeric short; repeatable."),
    ] = None,
    difficulty: Annotated[
        list[str] | None, typer.Option("--difficulty", help="1 to 5, or 2-4; repeatable.")
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option("--tag", help="Only with this tag; repeatable.")
    ] = None,
    new: Annotated[
        int | None, typer.Option("--new", min=0, help="At most so many new questions.")
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, help="At most so many questions.")
    ] = _LIMIT,
    minutes: Annotated[
        float | None, typer.Option("--minutes", min=0.0, help="Ask no more after so many minutes.")
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="zh or en.")] = None,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain",
            help="For screen readers: whole lines, nothing drawn. Also: AIGC_QUIZ_PLAIN=1.",
        ),
    ] = False,
    seed: Annotated[
        int | None, typer.Option("--seed", help="The same seed picks the same questions.")
    ] = None,
    bank: Annotated[
        Path | None,
        typer.Option(
            "--bank", help="A folder of questions of your own; its history is kept apart."
        ),
    ] = None,
    judge: Annotated[
        str | None,
        typer.Option(
            "--judge",
            metavar="MODEL@URL",
            help="Let a language model judge short answers, by an OpenAI-compatible address such as"
            " qwen3:8b@http://localhost:11434/v1; the key comes from AIGC_QUIZ_JUDGE_KEY.",
        ),
    ] = None,
) -> None:
    """Practise: what is due first, then new questions, topics mixed.

    By pipe one line answers one question and is saved before the next line is read; a line `?` asks
    for a hint, `!skip` skips, `!undo` takes the last answer back, `!quit` ends.
    """
    import gc
    import os
    import random
    import shlex
    import sys
    from datetime import UTC, datetime

    from aigc_quiz import content
    from aigc_quiz.bank.briefs import at, ids
    from aigc_quiz.bank.loader import open_bank
    from aigc_quiz.bank.selection import Wanted, select
    from aigc_quiz.progress import asides, naming, plans, weights
    from aigc_quiz.progress.history import History, path
    from aigc_quiz.quiz import session
    from aigc_quiz.quiz.relations import related
    from aigc_quiz.screen import render
    from aigc_quiz.screen.ask import Lines
    from aigc_quiz.screen.known import known
    from aigc_quiz.screen.learnt import postponed
    from aigc_quiz.screen.practice import Practice
    from aigc_quiz.screen.typed import at_terminal
    from aigc_quiz.screen.words import words

    gc.disable()  # nothing that a start makes is garbage, and of a large bank it makes much
    language = content.language(lang)
    say = words(language)
    shelf = open_bank(bank)
    everything = shelf.briefs
    found = select(
        everything,
        Wanted(
            topics=tuple(topic or ()),
            categories=tuple(category or ()),
            types=tuple(type_ or ()),
            difficulties=tuple(difficulty or ()),
            tags=tuple(tag or ()),
        ),
    )
    if not found:
        hint = (
            "; exercises are answered with a file: aigc-quiz start SLUG"
            if type_ == ["code"]
            else ""
        )
        raise QuizError(f"no question fits all of these filters{hint or '; leave one out'}")
    second = None
    if judge is not None:
        from aigc_quiz.opinion.endpoint import endpoint
        from aigc_quiz.screen.second import SecondOpinion

        second = SecondOpinion(endpoint(judge), content.home() / "opinions")
    page = render.page(plain=plain)
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    with History(path()) as history:
        fitted = weights.standing(history)
        own = naming.prefix(bank)
        learner = known(history, own, fitted)
        draw = random.Random(seed)
        later = asides.standing(history)
        memories = postponed(learner.memories, later, own)
        now = datetime.now(UTC)
        scope: Sequence[Brief] = found
        latest = today = None
        if (plan := plans.standing(history)) is not None:
            from aigc_quiz.screen import outlook

            awake = [q for q in everything if later.get(own + q.id, now) <= now]
            answers = [a for a in history.answers() if naming.own(a.question, own) is not None]
            ahead = outlook.look(plan, awake, answers, memories, now)
            scope, today = outlook.within(ahead, found)
            if ahead is not None and (ahead.over or today is not None):
                said = outlook.line(ahead, language)
                typer.echo("\n".join([*render.wrap(said, page.columns), ""]))
                latest = ahead.target.moment if ahead.days > 0 else None
        pool = scope
        if later or new is not None:
            seen = memories.keys()
            pool = at(
                scope,
                [
                    place
                    for place, id_ in enumerate(ids(scope))
                    if later.get(own + id_, now) <= now and (new is None or id_ in seen)
                ],
            )
        planned = session.begin(
            scope,
            memories,
            now,
            draw,
            limit=limit,
            new=new,
            levels=learner.levels,
            other_sides=lambda unseen: related(learner.missed(everything), unseen),
            today=today,
            read=shelf.take,
        )
        if today is not None and planned.current is None:
            planned = session.begin(
                scope, memories, now, draw, limit=limit, new=new, read=shelf.take
            )
        if planned.current is None:
            typer.echo(say.none_left)
            return
        practice = Practice(
            session=planned,
            memories=memories,
            history=history,
            source=at_terminal(page, language) if terminal else Lines(sys.stdin.buffer),
            random=draw,
            lang=language,
            page=page,
            name=os.urandom(8).hex(),
            prefix=own,
            shelf=shelf,
            found=found,
            pool=pool,
            weights=fitted,
            seconds=None if minutes is None else 60 * minutes,
            latest=latest,
            second=second,
        )
        command_ = _again(topic, category, type_, difficulty, tag, new, limit, minutes, lang, bank)
        if plain:
            command_ += " --plain"
        if judge is not None:
            command_ += f" --judge {shlex.quote(judge)}"
        gc.enable()
        try:
            practice.run()
        except KeyboardInterrupt:
            typer.echo("\n".join(["", say.stopped, *practice.summary(command_)]), err=True)
            raise typer.Exit(130) from None
        practice.show([say.done, *practice.summary(command_)])
    if history.warning:
        typer.echo(f"aigc-quiz: {history.warning}", err=True)


def _again(
    topic: list[str] | None,
    category: list[str] | None,
    type_: list[str] | None,
    difficulty: list[str] | None,
    tag: list[str] | None,
    new: int | None,
    limit: int,
    minutes: float | None,
    lang: str | None,
    bank: Path | None,
) -> str:
    """The command that goes on with the same wishes; a seed would pick the same questions."""
    import shlex

    parts = ["aigc-quiz", "practice"]
    for name, values in (
        ("--topic", topic),
        ("--category", category),
        ("--type", type_),
        ("--difficulty", difficulty),
        ("--tag", tag),
    ):
        for value in values or ():
            parts += [name, value]
    for name, given in (("--new", new), ("--minutes", minutes), ("--lang", lang), ("--bank", bank)):
        if given is not None:
            parts += [name, f"{given:g}" if isinstance(given, float) else str(given)]
    if limit != _LIMIT:
        parts += ["--limit", str(limit)]
    return shlex.join(parts)
