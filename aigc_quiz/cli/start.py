"""`start`: write an exercise's starter file."""

from pathlib import Path
from typing import Annotated

import typer

from aigc_quiz.errors import QuizError


def command(
    slug: Annotated[
        str, typer.Argument(help="The exercise, as `aigc-quiz list --category coding` names it.")
    ],
    path: Annotated[
        Path | None, typer.Argument(help="Where to write it. Default: ./<slug>.py")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")] = False,
    lang: Annotated[str | None, typer.Option("--lang", help="zh or en.")] = None,
) -> None:
    """Write the starter file of an exercise; never over a file of yours."""
    from aigc_quiz import content
    from aigc_quiz.grading import exercise

    language = content.language(lang)
    found = exercise.find(slug)
    target = Path(f"{slug}.py") if path is None else path
    if target.is_dir():
        target = target / f"{slug}.py"
    if target.exists() and not force:
        raise QuizError(f"{target}: is there already; --force overwrites it, or name another path")
    try:
        target.write_text(exercise.starter(found), encoding="utf-8")
    except OSError as fault:
        raise QuizError(
            f"{target}: cannot be written ({fault.strerror}); name another path"
        ) from None
    typer.echo(f"{target}")
    said = {
        "zh": f"补全它，然后运行：aigc-quiz grade {target}",
        "en": f"Fill it in, then run: aigc-quiz grade {target}",
    }
    typer.echo(said[language], err=True)
