"""`grade`: judge submissions."""

from pathlib import Path
from typing import Annotated

import typer

from aigc_quiz.errors import QuizError


def command(
    files: Annotated[list[Path], typer.Argument(help="Your files.", metavar="FILE...")],
    exercise: Annotated[
        str | None, typer.Option("--exercise", help="The exercise, where the file does not say.")
    ] = None,
    device: Annotated[str, typer.Option("--device", help="auto, cpu, cuda or mps.")] = "auto",
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a file, one line each.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option("--report", help="A folder for pictures and report.json.")
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option("--timeout", help="Wall seconds, in place of the exercise's own."),
    ] = None,
    memory: Annotated[
        int | None, typer.Option("--memory", help="MiB, in place of the exercise's own.")
    ] = None,
    isolation: Annotated[str, typer.Option("--isolation", help="auto, strict or none.")] = "auto",
    seed: Annotated[
        int | None, typer.Option("--seed", help="Repeat a grading; secret when absent.")
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="zh or en.")] = None,
) -> None:
    """Grade your files in a jail; exit 0 when every one passes."""
    raise QuizError("grading is not installed")
