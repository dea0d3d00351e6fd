"""`practice`: an adaptive session in the terminal, or one answer a line by pipe."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    topic: Annotated[
        list[str] | None, typer.Option("--topic", help="Only this topic; repeatable.")
    ] = None,
    category: Annotated[
        list[str] | None, typer.Option("--category", help="Only this category; repeatable.")
    ] = None,
    type_: Annotated[
        list[str] | None,
        typer.Option(
            "--type", help="single multi true_false fill numeric short code_reading; repeatable."
        ),
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
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many questions.")] = 10,
    minutes: Annotated[
        float | None, typer.Option("--minutes", min=0.0, help="Ask no more after so many minutes.")
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="zh or en.")] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", help="The same seed picks the same questions.")
    ] = None,
    bank: Annotated[
        Path | None, typer.Option("--bank", help="A folder of questions of your own.")
    ] = None,
) -> None:
    """Practise: what is due first, then new questions, topics mixed.

    By pipe one line answers one question and is saved before the next line is read; a line `?` asks
    for a hint, `!skip` skips, `!undo` takes the last answer back, `!quit` ends.
    """
    from aigc_quiz import content
    from aigc_quiz.bank.loader import load_bank

    language = content.language(lang)
    wanted = load_bank(bank)
    typer.echo(f"{len(wanted.questions)} {language}")
