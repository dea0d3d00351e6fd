"""`hint`: the next hint of an exercise."""

import sys
from typing import Annotated

import typer

from aigc_quiz.errors import QuizError


def command(
    slug: Annotated[str, typer.Argument(help="The exercise.")],
    number: Annotated[
        int | None, typer.Option("--number", "-n", help="Show this hint, and count nothing.")
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="zh or en.")] = None,
) -> None:
    """Show the next hint of an exercise: from vague to concrete, one a call."""
    from aigc_quiz import content
    from aigc_quiz.grading import exercise, record

    language = content.language(lang)
    found = exercise.find(slug)
    hints = found.hints
    if number is not None and not 1 <= number <= len(hints):
        raise QuizError(f"{slug} has {len(hints)} hints; --number takes 1 to {len(hints)}")
    shown = number or min(record.hints_shown(slug) + 1, len(hints))
    if number is None:
        record.count_hint(slug, shown)
    text = f"[{shown}/{len(hints)}] {hints[shown - 1].get(language)}"
    if sys.stdout.isatty():
        from aigc_quiz.screen import render

        text = "\n".join(render.body(text, render.page()))
    typer.echo(text)
