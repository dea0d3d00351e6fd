"""`search`: questions and exercises that hold a text."""

import json
from pathlib import Path
from typing import Annotated

import typer


def command(
    text: Annotated[list[str], typer.Argument(help="What to look for.", metavar="TEXT")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="The best so many.")] = 20,
    lang: Annotated[str | None, typer.Option("--lang", help="zh or en.")] = None,
    bank: Annotated[
        Path | None, typer.Option("--bank", help="A folder of your own questions.")
    ] = None,
) -> None:
    """Search questions and exercises in both languages, best first."""
    from aigc_quiz import content
    from aigc_quiz.bank.loader import load_bank
    from aigc_quiz.bank.question import listed

    language = content.language(lang)
    wanted = " ".join(text).casefold()
    for item in load_bank(bank).items:
        if wanted in f"{item.id} {item.title.zh} {item.title.en}".casefold():
            line = json.dumps(listed(item), ensure_ascii=False)
            typer.echo(line if as_json else f"{item.id}  {item.title.get(language)}")
