"""The proof of the graders: what must pass passes, what must fail fails where it should."""

import dataclasses
import multiprocessing
import re
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from aigc_quiz import content
from aigc_quiz.bank.question import Exercise
from aigc_quiz.errors import QuizError
from aigc_quiz.grading import install
from aigc_quiz.grading.link import Limits
from aigc_quiz.grading.report import NOT_RUN, Report
from aigc_quiz.grading.shams import shams

LEAST = {"mistake": 6, "variant": 2}
PROCESSES = 2
_HEAD_LINES = 12
_TRAINS = "training"  # a file with `# stage: training` needs the long part of its grading


@dataclass(frozen=True, slots=True)
class SweepLine:
    """One program of one exercise, what it should do, and whether it did.

    `expected` is "passed", "not passed", or the name of the check at which a mistake must fail.
    `report` is None when nothing was graded (a missing file, a fault of the grader).
    """

    slug: str
    kind: str  # solution, variant, starter, mistake, sham, or the kind that is too few
    file: str
    expected: str
    report: Report | None
    ok: bool
    message: str


@dataclass(frozen=True, slots=True)
class _Program:
    kind: str
    file: str
    expected: str
    path: Path


def sweep(
    exercises: Sequence[Exercise],
    *,
    device: str = "cpu",
    isolation: str = "auto",
    quick: bool = False,
    seed: int | None = None,
) -> Iterator[SweepLine]:
    """Grade everything that the exercises ship, two at a time, in the exercises' order.

    With `quick`, files that say `# stage: training` in their first lines are left out.

    Raises:
        QuizError: torch is not installed.
    """
    install.require()
    context = multiprocessing.get_context("spawn")  # a fork would copy a judge that has threads
    with (
        tempfile.TemporaryDirectory(prefix="aigc-quiz-sweep-") as folder,
        ProcessPoolExecutor(PROCESSES, mp_context=context) as pool,
    ):
        waiting: list[SweepLine | tuple[Exercise, _Program, Future[Report | str]]] = []
        for exercise in exercises:
            programs = list(_programs(exercise, Path(folder)))
            waiting += _too_few(exercise, programs)
            for program in programs:
                if quick and _head(program.path, "stage") == _TRAINS:
                    continue
                job = pool.submit(_graded, program.path, exercise, device, isolation, seed)
                waiting.append((exercise, program, job))
        try:
            for item in waiting:
                yield item if isinstance(item, SweepLine) else _line(*item)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _programs(exercise: Exercise, folder: Path) -> Iterator[_Program]:
    solution = content.solutions_dir() / f"{exercise.slug}.py"
    yield _Program("solution", solution.name, "passed", solution)
    for path in sorted((exercise.folder / "variants").glob("*.py")):
        yield _Program("variant", path.name, "passed", path)
    starter = exercise.folder / "starter.py"
    yield _Program("starter", starter.name, "not passed", starter)
    for path in sorted((exercise.folder / "mistakes").glob("*.py")):
        yield _Program("mistake", path.name, _head(path, "fails"), path)
    if solution.is_file():
        for sham in shams(solution.read_text(encoding="utf-8"), exercise.names):
            path = folder / f"{exercise.slug}_{sham.kind}.py"
            path.write_text(sham.text, encoding="utf-8")
            yield _Program("sham", sham.kind, "not passed", path)


def _too_few(exercise: Exercise, programs: Sequence[_Program]) -> Iterator[SweepLine]:
    for kind, least in LEAST.items():
        count = sum(program.kind == kind for program in programs)
        if count < least:
            message = f"{count} {kind}s; at least {least} are needed"
            yield SweepLine(exercise.slug, kind, "", "", None, ok=False, message=message)


def _head(path: Path, key: str) -> str:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()[:_HEAD_LINES]
    except OSError:
        return ""
    for line in lines:
        found = re.match(rf"#\s*{key}:\s*(\S+)", line)
        if found:
            return found[1]
    return ""


def _graded(
    path: Path, exercise: Exercise, device: str, isolation: str, seed: int | None
) -> Report | str:
    from aigc_quiz.grading.judge import grade_file

    # Twice the time: a neighbour's load must not turn a right program into a late one.
    limits = Limits(exercise.limits.seconds * 2, exercise.limits.memory_mb)
    try:
        report = grade_file(
            path, exercise, device=device, isolation=isolation, limits=limits, seed=seed
        )
    except QuizError as fault:
        return str(fault)
    return dataclasses.replace(report, pictures={})


def _line(exercise: Exercise, program: _Program, job: "Future[Report | str]") -> SweepLine:
    result = job.result()
    report = None if isinstance(result, str) else result
    message = result if isinstance(result, str) else _fault(program, result)
    return SweepLine(
        exercise.slug,
        program.kind,
        program.file,
        program.expected,
        report,
        ok=not message,
        message=message,
    )


def _fault(program: _Program, report: Report) -> str:
    """What is wrong with the grader according to this report; empty when nothing is."""
    first = report.failed()[0] if report.failed() else None
    if program.expected == "passed":
        if report.passed or first is None:
            return ""
        return f"must pass, but {report.outcome} at {first.name}: {first.message.en}"
    if report.passed:
        return "must fail, but passed"
    if program.expected == "not passed":
        return ""
    if not program.expected:
        return "has no line `# fails: NAME OF THE CHECK`"
    names = [check.name for check in report.failed() if check.mistake != NOT_RUN]
    if program.expected in names:
        return ""
    return f"must fail at {program.expected}, but failed at {', '.join(names)}"
