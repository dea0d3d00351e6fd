"""`show`: one question or exercise."""

import json
from pathlib import Path
from typing import Annotated

import typer


def command(
    id_: Annotated[
        str, typer.Argument(help="A question's id or an exercise's slug.", metavar="ID")
    ],
    answer: Annotated[bool, typer.Option("--answer", help="Show the answer too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    lang: Annotated[str | None, typer.Option("--lang", help="zh or en.")] = None,
    bank: Annotated[
        Path | None, typer.Option("--bank", help="A folder of your own questions.")
    ] = None,
) -> None:
    """Show one question or exercise; --answer reveals."""
    from aigc_quiz import content
    from aigc_quiz.bank.loader import load_bank
    from aigc_quiz.bank.question import Exercise, listed

    language = content.language(lang)
    item = load_bank(bank).find(id_)
    text = item.statement if isinstance(item, Exercise) else item.stem
    if as_json:
        typer.echo(json.dumps(listed(item), ensure_ascii=False))
    else:
        typer.echo(f"{item.title.get(language)}\n\n{text.get(language)}")
