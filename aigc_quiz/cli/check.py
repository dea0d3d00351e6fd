"""`check`: every rule on every content file."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    directory: Annotated[
        Path | None,
        typer.Argument(help="A bank's folder; the shipped one without it.", metavar="[DIR]"),
    ] = None,
    exercises: Annotated[
        bool,
        typer.Option(
            "--exercises", help="Also grade solutions, variants, starters, mistakes (long)."
        ),
    ] = False,
    stats: Annotated[
        bool, typer.Option("--stats", help="Also print the bank's statistics.")
    ] = False,
    write_index: Annotated[
        bool, typer.Option("--write-index", help="Write the bank's README.md, when all is well.")
    ] = False,
    lang: Annotated[str | None, typer.Option("--lang", help="zh or en.")] = None,
) -> None:
    """Check every content file; exit 1 when a rule is broken, 2 when a file cannot be read."""
    from aigc_quiz import content
    from aigc_quiz.bank.loader import read_bank

    content.language(lang)
    reading = read_bank(directory)
    for fault in reading.faults:
        typer.echo(str(fault))
    if reading.faults:
        raise typer.Exit(2 if any(fault.unreadable for fault in reading.faults) else 1)
