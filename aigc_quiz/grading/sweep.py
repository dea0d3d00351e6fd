"""The proof of the graders: what must pass passes, what must fail fails where it should."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aigc_quiz import content
from aigc_quiz.bank.question import Exercise
from aigc_quiz.errors import QuizError
from aigc_quiz.grading import install
from aigc_quiz.grading.link import Limits
from aigc_quiz.grading.many import Job, grade_many
from aigc_quiz.grading.report import NOT_RUN, Report
from aigc_quiz.grading.shams import shams

LEAST = {"mistake": 6, "variant": 2}
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

    @property
    def fault(self) -> str:
        """Where, what is wrong, and the seed with which it happens again."""
        again = f" (--seed {self.report.seed})" if self.report else ""
        return f"{self.slug}: {self.kind} {self.file}: {self.message}{again}"


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
    """Grade everything that the exercises ship, on all cores, in the exercises' order.

    With `quick`, files that say `# stage: training` in their first lines are left out.

    Raises:
        QuizError: torch is not installed.
    """
    install.require()
    with tempfile.TemporaryDirectory(prefix="aigc-quiz-sweep-") as folder:
        every = [(one, list(_programs(one, Path(folder)))) for one in exercises]
        chosen = [
            (exercise, program)
            for exercise, programs in every
            for program in programs
            if not (quick and _head(program.path, "stage") == _TRAINS)
        ]
        for exercise, programs in every:
            yield from _too_few(exercise, programs)
        jobs = [
            Job(program.path, exercise, device, seed, _limits(exercise), isolation, pictures=False)
            for exercise, program in chosen
        ]
        for (exercise, program), result in zip(chosen, grade_many(jobs), strict=True):
            yield _line(exercise, program, result)


def _limits(exercise: Exercise) -> Limits:
    # Twice the time: a neighbour's load must not turn a right program into a late one.
    return Limits(exercise.limits.seconds * 2, exercise.limits.memory_mb)


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


def _line(exercise: Exercise, program: _Program, result: Report | QuizError) -> SweepLine:
    report = None if isinstance(result, QuizError) else result
    message = str(result) if isinstance(result, QuizError) else _fault(program, result)
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
