"""`grade`: judge submissions."""

import json
import math
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aigc_quiz.errors import QuizError

if TYPE_CHECKING:
    from rich.text import Text as RichText

    from aigc_quiz.content import Language
    from aigc_quiz.grading.report import Check, Report


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
        Path | None, typer.Option("--report", help="The folder for pictures. Default: here.")
    ] = None,
    timeout: Annotated[
        float | None, typer.Option("--timeout", help="Seconds, in place of the exercise's own.")
    ] = None,
    memory: Annotated[
        int | None, typer.Option("--memory", help="MiB, in place of the exercise's own.")
    ] = None,
    isolation: Annotated[
        str,
        typer.Option("--isolation", help="auto, strict (refuse below the namespace tier) or none."),
    ] = "auto",
    seed: Annotated[
        int | None, typer.Option("--seed", help="Repeat a grading. Default: a secret one.")
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="zh or en.")] = None,
) -> None:
    """Grade your files in a jail; exits 0 when every one passes."""
    from aigc_quiz import content
    from aigc_quiz.grading import install

    language = content.language(lang)
    if timeout is not None and not timeout > 0:
        raise QuizError(f"--timeout {timeout:g}: needs seconds above 0")
    if memory is not None and memory < 256:
        raise QuizError(f"--memory {memory}: torch alone needs 256 MiB")
    install.require()
    from aigc_quiz.grading import device as devices
    from aigc_quiz.grading import exercise as exercises
    from aigc_quiz.grading.jail import tier
    from aigc_quiz.grading.judge import grade_file
    from aigc_quiz.grading.link import Limits

    tier.choose(isolation)  # a wrong word or a missing jail is told before any file is read
    wanted = exercises.find(exercise) if exercise else None
    place = devices.choose(device)
    worst = 0
    for file in files:
        try:
            chosen = wanted or exercises.of(exercises.read(file))
            folder = (Path() if report is None else report) / chosen.slug
            _check_folder(folder)
            made = grade_file(
                file,
                chosen,
                device=place,
                seed=seed,
                limits=Limits(
                    seconds=timeout or chosen.limits.seconds,
                    memory_mb=memory or chosen.limits.memory_mb,
                ),
                isolation=isolation,
                progress=_progress if sys.stderr.isatty() else None,
            )
            _clear_progress()
            pictures = _write_pictures(made, folder)
        except QuizError as fault:
            if len(files) == 1:
                raise
            typer.echo(f"aigc-quiz: {fault}", err=True)
            worst = max(worst, fault.exit_code)
            continue
        if made.passed:
            _remember(made.exercise)
        worst = max(worst, 0 if made.passed else 1)
        if as_json:
            typer.echo(json.dumps(made.as_json(language, pictures), ensure_ascii=False))
        else:
            _show(made, language, pictures)
    if worst:
        raise typer.Exit(worst)


def _remember(slug: str) -> None:
    """A home that cannot be written costs the memory of passing, never the verdict."""
    from aigc_quiz.grading import record

    try:
        record.note_passed(slug)
    except QuizError as fault:
        typer.echo(f"aigc-quiz: {fault}; that you passed is not remembered", err=True)


def _check_folder(folder: Path) -> None:
    """Refuse, before any work, a folder in which pictures could not be written."""
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise QuizError(
            f"{folder}: pictures cannot be written there; name another folder with --report DIR"
        )


def _write_pictures(report: "Report", folder: Path) -> tuple[str, ...]:
    from aigc_quiz.images import picture

    written = []
    for name, images in report.pictures.items():
        path = folder / f"{name}.png"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            picture.save_png(path, picture.grid(images, columns=_columns(len(images))))
        except OSError as fault:  # the verdict must not be lost with the picture
            typer.echo(f"aigc-quiz: {path}: cannot be written ({fault.strerror})", err=True)
            continue
        written.append(str(path))
    return tuple(written)


def _columns(count: int) -> int:
    return max(1, math.isqrt(count))


# --- the terminal ---


def _progress(fraction: float, text: str, _: object) -> None:
    """One line on stderr that is written over."""
    filled = round(20 * min(max(fraction, 0.0), 1.0))
    line = f"{'#' * filled}{'.' * (20 - filled)} {fraction:4.0%} {text}"
    sys.stderr.write(f"\r{line[:78]:<78}")
    sys.stderr.flush()


def _clear_progress() -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{' ' * 78}\r")
        sys.stderr.flush()


_OUTCOMES = {
    "passed": ("通过", "passed"),
    "failed": ("未通过", "failed"),
    "crashed": ("运行出错", "crashed"),
    "timed_out": ("超时", "timed out"),
    "out_of_memory": ("内存超限", "out of memory"),
    "too_much_output": ("输出过多", "too much output"),
    "forbidden": ("用了禁用的函数", "forbidden call"),
    "not_graded": ("未评测", "not graded"),
}
_SHOWN = 60  # lines of printed text


def _show(report: "Report", language: "Language", pictures: tuple[str, ...]) -> None:
    """The verdict, the first wrong thing first, then every check, what was printed, and pictures."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=False, emoji=False, markup=False)
    zh = language == "zh"
    word = _OUTCOMES[report.outcome][0 if zh else 1]
    colour = "bold green" if report.passed else "bold red"
    title = Text(f"{report.exercise}: ")
    title.append(word, colour)
    title.append(f"  {report.score:.0%}  {report.seconds:.1f} s", "dim")
    console.print(title)
    failed = report.failed()
    if failed:
        first = failed[0]
        console.print(Text(f"\n{first.name}", "bold"))
        console.print(Text(first.message.get(language)))
        console.print(
            Text(f"{'提示' if zh else 'Hint'}: aigc-quiz hint {report.exercise}\n", "dim")
        )
    for check in report.checks:
        console.print(_check_line(check, language, first=bool(failed) and check is failed[0]))
    if report.printed.strip():
        console.print(Text("\n你的程序打印了：" if zh else "\nYour program printed:", "dim"))
        for line in report.printed.strip().splitlines()[-_SHOWN:]:
            console.print(Text(_plain(line)))
    _show_pictures(report, console.width)
    for path in pictures:
        console.print(Text(path, "dim"))
    where = f"{report.device}, {'隔离' if zh else 'isolation'}: {report.isolation}"
    console.print(Text(f"{where}, --seed {report.seed}", "dim"))
    if report.isolation == "limits":
        weak = (
            "这一级隔离只防意外，不防恶意：只评测自己的程序"
            if zh
            else "this isolation stops accidents, not attackers: grade only your own programs"
        )
        console.print(Text(weak, "yellow"))


def _check_line(check: "Check", language: "Language", *, first: bool) -> "RichText":
    from rich.text import Text

    sign, style = ("✓", "green") if check.passed else ("✗", "red")
    if check.advice and not check.passed:
        sign, style = "!", "yellow"
    line = Text(f"{sign} ", style)
    line.append(check.name, "default")
    message = check.message.get(language)
    if message and not check.passed and not first:
        line.append(f"  {message}", "dim")
    return line


def _plain(line: str) -> str:
    """A line of the submission's own without control characters: it must not steer the terminal."""
    return "".join(one if one.isprintable() or one == "\t" else "�" for one in line)


def _show_pictures(report: "Report", width: int) -> None:
    if not sys.stdout.isatty() or not report.pictures:
        return
    from aigc_quiz.images import picture

    images = next(iter(report.pictures.values()))[:8]
    columns = max(1, min(len(images), width // 16))
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    shown = picture.half_blocks(
        images[:columns],
        columns=columns,
        width=min(width, columns * 32),
        colour="none" if plain else "truecolor",
    )
    for line in shown:
        typer.echo(line)
