"""`grade`: judge submissions."""

import json
import os
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
    from aigc_quiz.screen.artifacts import Place
    from aigc_quiz.screen.live import Live
    from aigc_quiz.screen.render import Page

WATCH_SECONDS = 0.05
_NAMED = 10  # of the user's own pictures that were skipped


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
        Path | None,
        typer.Option(
            "--report",
            metavar="DIR",
            help="The folder for pictures (default: here), and write report.html into it.",
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", metavar="DIR", help="Train on pictures of your own, in place of the faces."
        ),
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
    plain: Annotated[
        bool, typer.Option("--plain", help="For screen readers: nothing is drawn or redrawn.")
    ] = False,
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
    from aigc_quiz.screen import artifacts, render

    tier.choose(isolation)  # a wrong word or a missing jail is told before any file is read
    paths = list(_expanded(files))
    grading = _Grading(
        wanted=exercises.find(exercise) if exercise else None,
        device=devices.choose(device),
        seed=seed,
        timeout=timeout,
        memory=memory,
        isolation=isolation,
        data=data,
        steps=steps,
        place=artifacts.Place(
            Path() if report is None else report,
            language,
            with_page=report is not None,
            several=len(paths) > 1,
        ),
        page=render.page(plain=plain),
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
    data: Path | None
    place: "Place"
    page: "Page"
    language: "Language"
    as_json: bool
    several: bool
    worst: int = 0

    def one(self, path: Path) -> None:
        """Grade one file; its faults end the command."""
        job = self._job(path)
        with self._live() as live:
            live.begin(path.name)
            made = job.graded(progress=live.tell)
        self._tell(made, job)

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
        with self._live() as live:
            for done, job in enumerate(jobs):
                live.count(done, len(jobs), job.path.name)
                result = next(results)
                live.clear()
                if isinstance(result, QuizError):
                    self._refuse(result, tally)
                    continue
                tally[result.outcome] = tally.get(result.outcome, 0) + 1
                self._tell(result, job)
        index = self.place.index()
        _tell_faults(index.faults)
        for page in index.paths:
            typer.echo(page, err=True)
        from aigc_quiz.screen import verdict

        typer.echo(verdict.summary(tally, self.language), err=self.as_json)

    def watch(self, paths: list[Path]) -> None:
        """Grade each file, and again whenever it is saved, until Ctrl-C."""
        import time

        from aigc_quiz.grading import interrupt
        from aigc_quiz.grading.nursery import Nursery

        seen: dict[Path, tuple[int, int]] = {}
        with Nursery() as nursery, self._live() as live:
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
                        job = self._job(path)
                        live.begin(path.name)
                        made = job.graded(starter=nursery, progress=live.tell)
                        live.clear()
                        self._tell(made, job)
                    except QuizError as fault:
                        live.clear()
                        typer.echo(f"aigc-quiz: {fault}", err=True)
                time.sleep(WATCH_SECONDS)

    def _job(self, path: Path) -> "Job":
        from aigc_quiz.grading import exercise as exercises
        from aigc_quiz.grading.link import Limits
        from aigc_quiz.grading.many import Job

        chosen = self.wanted or exercises.of(exercises.read(path))
        _check_folder(self.place.of(chosen.slug, path))
        limits = Limits(
            seconds=self.timeout or chosen.limits.seconds,
            memory_mb=self.memory or chosen.limits.memory_mb,
        )
        return Job(
            path,
            chosen,
            self.device,
            self.seed,
            limits,
            self.isolation,
            data=self.data,
            steps=self.steps,
        )

    def _live(self) -> "Live":
        from aigc_quiz.screen.live import Live

        return Live(self.language, plain=self.page.plain)

    def _tell(self, made: "Report", job: "Job") -> None:
        """Write what a grading leaves and show its verdict."""
        written = self.place.keep(made, job)
        _tell_faults(written.faults)
        if made.passed and "data" not in made.records:  # the exercise's own images were not learned
            _remember(made.exercise)
        self.worst = max(self.worst, 0 if made.passed else 1)
        _tell_skipped(made, self.language)
        if self.as_json:
            typer.echo(json.dumps(made.as_json(self.language, written.paths), ensure_ascii=False))
            return
        from aigc_quiz.screen import verdict

        if self.several:
            verdict.show_line(made, self.language)
        else:
            verdict.show(made, self.language, written.paths, self.page)

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


def _tell_skipped(made: "Report", language: "Language") -> None:
    """Name, on standard error, some of the user's own pictures that could not be used."""
    data = made.records.get("data")
    skipped = data["skipped"] if isinstance(data, dict) else []
    for line in skipped[:_NAMED]:
        typer.echo(f"{'跳过：' if language == 'zh' else 'skipped: '}{line}", err=True)
    more = len(skipped) - _NAMED
    if more > 0:
        typer.echo(f"……还有 {more} 个" if language == "zh" else f"... and {more} more", err=True)


def _tell_faults(faults: tuple[str, ...]) -> None:
    for fault in faults:
        typer.echo(f"aigc-quiz: {fault}", err=True)


def _stamp(path: Path) -> tuple[int, int] | None:
    """What changes when a file is saved; None while an editor has it moved away, or half written."""
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size) if status.st_size else None
