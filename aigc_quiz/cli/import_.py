"""`import`: an export of one's own, from this machine or another."""

from pathlib import Path
from typing import Annotated

import typer

from aigc_quiz.errors import QuizError

_LARGEST = 2 * 1024**3  # bytes


def command(
    file: Annotated[
        Path, typer.Argument(help="What `export` wrote; - reads standard input.", metavar="FILE")
    ],
) -> None:
    """Add the events of an export to the history: twice is once, and two machines become one."""
    from aigc_quiz import content
    from aigc_quiz.grading import record
    from aigc_quiz.progress import history, transfer
    from aigc_quiz.progress.history import History

    origin = "standard input" if str(file) == "-" else str(file)
    text = _text(file, origin)
    with History(history.path()) as log:
        told = transfer.read(text, origin, log)
        try:
            added = log.merge(told.events)
        except QuizError as fault:
            raise QuizError(f"{origin}: {fault}; nothing was imported") from None
    record.merge(told.exercises)
    if log.warning:
        typer.echo(f"aigc-quiz: {log.warning}", err=True)
    known = len(told.events) - added
    said = (
        f"{origin}：新增 {added} 条记录，{known} 条早已有了"
        if content.language() == "zh"
        else f"{origin}: {added} new events, {known} known already"
    )
    typer.echo(said, err=True)


def _text(file: Path, origin: str) -> bytes:
    import sys

    try:
        if str(file) == "-":
            return sys.stdin.buffer.read()
        if file.stat().st_size > _LARGEST:
            raise QuizError(f"{origin}: is larger than any export of ours")
        return file.read_bytes()
    except OSError as fault:
        raise QuizError(
            f"{origin}: cannot be read ({fault.strerror}); give a file that `aigc-quiz export` wrote"
        ) from None
