"""`list`: the questions and exercises of the bank."""

import json
from pathlib import Path
from typing import Annotated

import typer


def command(
    topic: Annotated[
        list[str] | None, typer.Option("--topic", help="Only this topic; may repeat.")
    ] = None,
    category: Annotated[
        list[str] | None, typer.Option("--category", help="Only this category; may repeat.")
    ] = None,
    type_: Annotated[
        list[str] | None,
        typer.Option("--type", help="single multi true_false fill numeric short code; may repeat."),
    ] = None,
    difficulty: Annotated[
        list[int] | None, typer.Option("--difficulty", help="1 to 5; may repeat.")
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option("--tag", help="Only with this tag; may repeat.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    lang: Annotated[str | None, typer.Option("--lang", help="zh or en.")] = None,
    bank: Annotated[
        Path | None, typer.Option("--bank", help="A folder of your own questions.")
    ] = None,
) -> None:
    """List questions and exercises."""
    from aigc_quiz import content
    from aigc_quiz.bank.loader import load_bank
    from aigc_quiz.bank.question import listed

    language = content.language(lang)
    for item in load_bank(bank).items:
        if (
            (topic and item.topic not in topic)
            or (category and item.category not in category)
            or (type_ and item.type not in type_)
            or (difficulty and item.difficulty not in difficulty)
            or (tag and not set(tag) & set(item.tags))
        ):
            continue
        if as_json:
            typer.echo(json.dumps(listed(item), ensure_ascii=False))
        else:
            typer.echo(f"{item.id}  {item.title.get(language)}")
