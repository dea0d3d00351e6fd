"""`grade`: judge submissions."""

import json
import math
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aigc_quiz.errors import QuizError

if TYPE_CHECKING:
    from aigc_quiz.bank.question import Exercise
    from aigc_quiz.content import Language
    from aigc_quiz.grading.many import Job
    from aigc_quiz.grading.report import Report

WATCH_SECONDS = 0.05


def command(
    files: Annotated[
        list[Path],
        typer.Argument(help="Your files; of a folder, all its Python files.", metavar="FILE..."),
    ],
    exercise: Annotated[
        str | None, typer.Option("--exercise", help="The exercise, where the file does not say.")
    ] = None,
    device: Annotated[str, typer.Option("--device", help="auto, cpu, cuda or mps.")] = "auto",
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a file, one line each.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Grade again whenever a file is saved; Ctrl-C ends it.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option("--report", help="The folder for pictures. Default: here.")
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option(
            "--timeout", help="Seconds, in place of the exercise's own; fewer shorten a training."
        ),
    ] = None,
    steps: Annotated[
        int | None,
        typer.Option("--steps", help="Steps of a training, in place of the exercise's own."),
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
    if steps is not None and steps < 1:
        raise QuizError(f"--steps {steps}: needs a number above 0")
    if memory is not None and memory < 256:
        raise QuizError(f"--memory {memory}: torch alone needs 256 MiB")
    install.require()
    from aigc_quiz.grading import device as devices
    from aigc_quiz.grading import exercise as exercises
    from aigc_quiz.grading.jail import tier

    tier.choose(isolation)  # a wrong word or a missing jail is told before any file is read
    paths = list(_expanded(files))
    grading = _Grading(
        wanted=exercises.find(exercise) if exercise else None,
        device=devices.choose(device),
        seed=seed,
        timeout=timeout,
        steps=steps,
        memory=memory,
        isolation=isolation,
        folder=Path() if report is None else report,
        language=language,
        as_json=as_json,
        several=len(paths) > 1,
    )
    if watch:
        grading.watch(paths)
    elif grading.several:
        grading.many(paths)
    else:
        grading.one(paths[0])
    if grading.worst:
        raise typer.Exit(grading.worst)


def _expanded(files: list[Path]) -> Iterator[Path]:
    for file in files:
        if not file.is_dir():
            yield file
            continue
        found = sorted(
            path
            for path in file.rglob("*.py")
            if not any(part.startswith((".", "__")) for part in path.relative_to(file).parts)
        )
        if not found:
            raise QuizError(f"{file}: is a folder without Python files; name a file to grade")
        yield from found


@dataclass(slots=True)
class _Grading:
    """One run of the command: its options, and the worst exit code so far."""

    wanted: "Exercise | None"
    device: str
    seed: int | None
    timeout: float | None
    steps: int | None
    memory: int | None
    isolation: str
    folder: Path
    language: "Language"
    as_json: bool
    several: bool
    worst: int = 0

    def one(self, path: Path) -> None:
        """Grade one file; its faults end the command."""
        job = self._job(path)
        made = job.graded(progress=_progress if sys.stderr.isatty() else None)
        self._tell(made)

    def many(self, paths: list[Path]) -> None:
        """Grade files on all cores; a file that cannot be graded does not stop the rest."""
        from aigc_quiz.grading.many import grade_many

        tally: dict[str, int] = {}
        jobs: list[Job] = []
        for path in paths:
            try:
                jobs.append(self._job(path))
            except QuizError as fault:
                self._refuse(fault, tally)
        results = grade_many(jobs)
        for done in range(len(jobs)):
            _show_progress(done / len(jobs), f"{done}/{len(jobs)} {jobs[done].path.name}")
            result = next(results)
            _clear_line()
            if isinstance(result, QuizError):
                self._refuse(result, tally)
                continue
            tally[result.outcome] = tally.get(result.outcome, 0) + 1
            self._tell(result)
        from aigc_quiz.screen import verdict

        typer.echo(verdict.summary(tally, self.language), err=self.as_json)

    def watch(self, paths: list[Path]) -> None:
        """Grade each file, and again whenever it is saved, until Ctrl-C."""
        import time

        from aigc_quiz.grading import interrupt
        from aigc_quiz.grading.nursery import Nursery

        told = _progress if sys.stderr.isatty() else None
        seen: dict[Path, tuple[int, int]] = {}
        with Nursery() as nursery:
            nursery.warm(self.isolation, self.device)
            with interrupt.kept():
                import torch  # noqa: F401 - while the zygote imports it as well

            while True:
                for path in paths:
                    stamp = _stamp(path)
                    if stamp is None or stamp == seen.get(path):
                        continue
                    seen[path] = stamp
                    try:
                        self._tell(self._job(path).graded(starter=nursery, progress=told))
                    except QuizError as fault:
                        typer.echo(f"aigc-quiz: {fault}", err=True)
                time.sleep(WATCH_SECONDS)

    def _job(self, path: Path) -> "Job":
        from aigc_quiz.grading import exercise as exercises
        from aigc_quiz.grading.link import Limits
        from aigc_quiz.grading.many import Job

        chosen = self.wanted or exercises.of(exercises.read(path))
        _check_folder(self._pictures(chosen.slug, path))
        limits = Limits(
            seconds=self.timeout or chosen.limits.seconds,
            memory_mb=self.memory or chosen.limits.memory_mb,
        )
        return Job(path, chosen, self.device, self.seed, limits, self.isolation, steps=self.steps)

    def _pictures(self, slug: str, path: Path) -> Path:
        folder = self.folder / slug
        return folder / path.stem if self.several else folder

    def _tell(self, made: "Report") -> None:
        _clear_line()
        pictures = _write_pictures(made, self._pictures(made.exercise, Path(made.file)))
        if made.passed and "data" not in made.records:  # the exercise's own images were not learned
            _remember(made.exercise)
        self.worst = max(self.worst, 0 if made.passed else 1)
        if self.as_json:
            typer.echo(json.dumps(made.as_json(self.language, pictures), ensure_ascii=False))
            return
        from aigc_quiz.screen import verdict

        if self.several:
            verdict.show_line(made, self.language)
        else:
            verdict.show(made, self.language, pictures)

    def _refuse(self, fault: QuizError, tally: dict[str, int]) -> None:
        typer.echo(f"aigc-quiz: {fault}", err=True)
        self.worst = max(self.worst, fault.exit_code)
        tally["not_graded"] = tally.get("not_graded", 0) + 1


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


def _stamp(path: Path) -> tuple[int, int] | None:
    """What changes when a file is saved; None while an editor has it moved away, or half written."""
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size) if status.st_size else None


# --- the line on stderr that is written over ---


def _progress(fraction: float, text: str, _: object) -> None:
    _show_progress(fraction, text)


def _show_progress(fraction: float, text: str) -> None:
    if sys.stderr.isatty():
        filled = round(20 * min(max(fraction, 0.0), 1.0))
        line = f"{'#' * filled}{'.' * (20 - filled)} {fraction:4.0%} {text}"
        sys.stderr.write(f"\r{line[:78]:<78}")
        sys.stderr.flush()


def _clear_line() -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{' ' * 78}\r")
        sys.stderr.flush()
