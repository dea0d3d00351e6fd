"""`show`: one question or exercise."""

import json
import shlex
from pathlib import Path
from typing import Annotated

import typer


def command(
    id_: Annotated[
        str, typer.Argument(help="A question's id or an exercise's slug.", metavar="ID")
    ],
    answer: Annotated[
        bool, typer.Option("--answer", help="Show the answer too; of an exercise, its hints.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    lang: Annotated[str | None, typer.Option("--lang", help="zh or en.")] = None,
    bank: Annotated[
        Path | None, typer.Option("--bank", help="A folder of your own questions.")
    ] = None,
) -> None:
    """Show one question or exercise; --answer reveals."""
    from aigc_quiz import content
    from aigc_quiz.bank.loader import load_bank
    from aigc_quiz.bank.question import Exercise

    language = content.language(lang)
    loaded = load_bank(bank)
    item = loaded.find(id_)
    if as_json:
        from aigc_quiz.bank.export import as_object

        typer.echo(json.dumps(as_object(item, answer=answer), ensure_ascii=False))
        return
    from aigc_quiz.screen import browse, render

    page = render.page()
    place = "" if bank is None else f" --bank {shlex.quote(str(bank))}"
    reveal = f"aigc-quiz show {shlex.quote(id_)}{place} --answer"
    lines = (
        browse.exercise(item, language, page, hints=answer, leading=loaded.leading_to(item))
        if isinstance(item, Exercise)
        else browse.question(item, language, page, answer=answer, reveal=reveal)
    )
    for line in lines:
        typer.echo(line)
