"""`search`: questions and exercises that hold a text."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from aigc_quiz.errors import QuizError


def command(
    text: Annotated[list[str], typer.Argument(help="What to look for.", metavar="TEXT...")],
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    lang: Annotated[str | None, typer.Option("--lang", help="zh or en.")] = None,
    bank: Annotated[
        Path | None, typer.Option("--bank", help="A folder of your own questions.")
    ] = None,
) -> None:
    """Search questions and exercises in both languages, best first."""
    from aigc_quiz import content
    from aigc_quiz.bank.loader import load_bank
    from aigc_quiz.bank.question import listed
    from aigc_quiz.bank.search import search

    language = content.language(lang)
    query = " ".join(text)
    if not query.strip():
        raise QuizError("search: the text is empty; name a word, such as GAN or 扩散")
    found = search(load_bank(bank).items, query)
    if as_json:
        lines = [json.dumps(listed(item), ensure_ascii=False) for item in found[:limit]]
    else:
        from aigc_quiz.screen import browse, render

        page = render.page()
        lines = (
            list(browse.rows(found[:limit], language, page, topics=False))
            if sys.stdout.isatty()
            else [browse.row(item, language) for item in found[:limit]]
        )
    for line in lines:
        typer.echo(line)
    said = {
        "zh": ("没有找到 {0!r}；换个说法，或用 aigc-quiz list 浏览", "还有 {} 条：加上 --limit"),
        "en": ("nothing holds {0!r}; try other words, or `aigc-quiz list`", "{} more: add --limit"),
    }[language]
    if not found:
        typer.echo(said[0].format(query), err=True)
    elif len(found) > limit:
        typer.echo(said[1].format(len(found) - limit), err=True)
