"""`list`: the questions and exercises of the bank."""

import json
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

_Names = list[str] | None


def command(
    topic: Annotated[_Names, typer.Option("--topic", help="Only this topic; may repeat.")] = None,
    category: Annotated[
        _Names, typer.Option("--category", help="Only this category; may repeat.")
    ] = None,
    type_: Annotated[
        _Names,
        typer.Option("--type", help="single multi true_false fill numeric short code; may repeat."),
    ] = None,
    difficulty: Annotated[
        _Names, typer.Option("--difficulty", help="1 to 5, or a range such as 2-4; may repeat.")
    ] = None,
    tag: Annotated[_Names, typer.Option("--tag", help="Only with this tag; may repeat.")] = None,
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
    from aigc_quiz.bank.selection import Wanted, select

    language = content.language(lang)
    given = (tuple(names or ()) for names in (topic, category, type_, difficulty, tag))
    found = select(load_bank(bank).items, Wanted(*given))
    if as_json:
        lines = [json.dumps(listed(item), ensure_ascii=False) for item in found]
    else:
        from aigc_quiz.screen import browse, render

        page = render.page()
        lines = (
            list(browse.rows(found, language, page))
            if sys.stdout.isatty()
            else [browse.row(item, language) for item in found]
        )
    for line in lines:
        typer.echo(line)
    if not as_json and sys.stdout.isatty() and len(found) > shutil.get_terminal_size().lines // 2:
        said = "共 {}；缩小范围：--topic gan，或 aigc-quiz search GAN" if language == "zh" else "{} in all; to see fewer: --topic gan, or aigc-quiz search GAN"  # fmt: skip
        typer.echo("\n".join(render.wrap(said.format(len(found)), render.page().columns)), err=True)
    if not found:
        typer.echo("nothing fits all of these filters; leave one out", err=True)
