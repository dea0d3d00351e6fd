"""Grading one file: a pure function of (file, exercise, device, seed, limits) to a report."""

import functools
import gc
import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from aigc_quiz.bank.question import Exercise, Text
from aigc_quiz.errors import GraderFault, QuizError
from aigc_quiz.grading import exercise as exercises
from aigc_quiz.grading import interrupt, start
from aigc_quiz.grading.faults import Outcome, SubmissionFault
from aigc_quiz.grading.link import Limits, Link, Progress
from aigc_quiz.grading.report import NOT_RUN, Check, Report
from aigc_quiz.grading.start import Starter
from aigc_quiz.grading.wish import Wish

PRINTED_SHOWN = 4000


def fresh_seed() -> int:
    """A seed that nobody knows before the grading."""
    return int.from_bytes(os.urandom(4), "little")


def grade_file(
    path: Path,
    exercise: Exercise | None = None,
    *,
    device: str = "cpu",
    seed: int | None = None,
    limits: Limits | None = None,
    isolation: str = "auto",
    progress: Progress | None = None,
    starter: Starter = start.cold,
    data: Path | None = None,
    steps: int | None = None,
) -> Report:
    """Grade a submission in a jail.

    Args:
        path: the submission.
        exercise: which exercise it answers; None finds out from the file.
        device: cpu, cuda, cuda:N or mps; where the submission's tensors live.
        seed: repeats a grading; None draws a secret one, which the report tells.
        limits: in place of the exercise's own.
        isolation: auto, strict or none.
        progress: is told (fraction, text, value) during long work.
        starter: how workers come to life; a `Nursery` forks warm ones, for many gradings.
        data: a folder of images to train on, in place of the exercise's own.
        steps: how long to train, in place of the exercise's own; the verdict on quality is then not final.

    Raises:
        QuizError: the file cannot be read or fits no exercise; its images cannot be used, or it trains nothing.
        GraderFault: the grader or the jail did not work; never a verdict.
    """
    source = exercises.read(path)
    if exercise is None:
        exercise = exercises.of(source)
    if limits is None:
        limits = Limits(exercise.limits.seconds, exercise.limits.memory_mb)
    if (data is not None or steps is not None) and not exercises.trains(exercise):
        option = "--data" if data is not None else "--steps"
        raise QuizError(f"{exercise.slug} trains nothing; leave {option} out")
    seed = fresh_seed() if seed is None else seed
    wish = Wish(data, steps, limits.seconds / exercise.limits.seconds)

    def grade(one: exercises.Source) -> Report:
        return _graded(one, exercise, device, seed, limits, isolation, progress, starter, wish)

    try:
        return grade(source)
    except _Confused as fault:
        # Either our grader is broken, or what the submission returned could not be used. The
        # reference solution decides, under the same seed.
        if source.path.resolve() == exercises.solution_path(exercise).resolve():
            raise GraderFault(str(fault)) from fault
        try:
            sound = grade(exercises.read(exercises.solution_path(exercise))).passed
        except (_Confused, QuizError):
            sound = False
        if not sound:
            raise GraderFault(str(fault)) from fault
        return fault.report()


class _Confused(Exception):
    """A grader raised; `report` is the verdict if that was the submission's doing."""

    def __init__(self, message: str, report: Callable[[], Report]) -> None:
        super().__init__(message)
        self.report = report


def _graded(
    source: exercises.Source,
    exercise: Exercise,
    device: str,
    seed: int,
    limits: Limits,
    isolation: str,
    progress: Progress | None,
    starter: Starter,
    wish: Wish,
) -> Report:
    began = time.monotonic()
    name = source.path.name
    with Link(
        file=name, isolation=isolation, device=device, allowed=limits, starter=starter
    ) as link:
        link.progress = progress
        link.source = source.text
        grading = _Grading(link, source, exercise, seed, wish)

        def report(outcome: Outcome) -> Report:
            return Report(
                file=str(source.path),
                exercise=exercise.slug,
                outcome=outcome,
                checks=tuple(grading.checks),
                seconds=time.monotonic() - began,
                device=device,
                isolation=link.tier,
                seed=seed,
                printed=link.printed[-PRINTED_SHOWN:].decode("utf-8", "replace"),
                records=grading.submission.records,
                pictures=grading.submission.shown,
                columns=grading.submission.columns,
                animations=grading.submission.animations,
            )

        try:
            return report(grading.outcome())
        except (QuizError, KeyboardInterrupt):
            raise
        except Exception as fault:
            what = f"{type(fault).__name__}: {fault}"
            grading.checks.append(_unusable(grading.submission.check_name, name, what))
            raise _Confused(
                f"{exercise.slug}/grader.py: {what}", functools.partial(report, "crashed")
            ) from fault


class _Grading:
    """One run of a grader over one submission."""

    def __init__(
        self, link: Link, source: exercises.Source, exercise: Exercise, seed: int, wish: Wish
    ) -> None:
        import ast

        # The worker imports torch meanwhile, on another core. The collector would find nothing here,
        # and what is frozen it need not look through again, also not when the interpreter ends.
        gc.disable()
        try:
            with interrupt.kept():
                import torch

                from aigc_quiz.grading.submission import Submission
        finally:
            gc.freeze()
            gc.enable()
        torch.set_num_threads(1)
        self.link = link
        self.source = source
        self.exercise = exercise
        self.seed = seed
        self.checks: list[Check] = []
        self.submission = Submission(
            link,
            file=link.file,
            source=source.text,
            tree=source.tree or ast.Module([], []),
            seed=seed,
            wish=wish,
        )

    def outcome(self) -> Outcome:
        """Run the grader to its end; `checks` holds what it yielded."""
        grade = exercises.grader(self.exercise)
        try:
            self._prepare()
            self._follow(grade(self.submission))
        except SubmissionFault as fault:
            name = "forbidden" if fault.outcome == "forbidden" else self.submission.check_name
            self.checks.append(Check(name, passed=False, message=fault.message))
            return fault.outcome
        if not any(not check.advice for check in self.checks):
            raise GraderFault(f"{self.exercise.slug}/grader.py: yielded no check that counts")
        failed = [check for check in self.checks if not (check.advice or check.passed)]
        if not failed:
            return "passed"
        # Nothing was found to be wrong, and not all was looked at: no verdict.
        return "not_graded" if all(check.mistake == NOT_RUN for check in failed) else "failed"

    def _prepare(self) -> None:
        import torch

        from aigc_quiz.grading.submission import worker_seed

        exercise = self.exercise
        for name, line in self.submission.uses(exercise.forbidden)[:1]:
            raise SubmissionFault(
                "forbidden",
                Text(
                    zh=f"{self.link.file}:{line}: 本题不允许使用 {name}，请自己实现",
                    en=f"{self.link.file}:{line}: {name} is forbidden in this exercise: write it yourself",
                ),
            )
        torch.manual_seed(self.seed)
        random.seed(self.seed)
        if exercise.forbidden:
            self.link.ask("replace", list(exercise.forbidden))
        self.link.ask("seed", worker_seed(self.seed))
        self.link.ask("load", self.source.text, self.link.file)
        held = self.link.ask("names")
        missing = [
            name for name in exercise.names if not isinstance(held, list) or name not in held
        ]
        if missing:
            names = ", ".join(missing)
            raise SubmissionFault(
                "crashed",
                Text(
                    zh=f"{self.link.file}：没有定义 {names}",
                    en=f"{self.link.file}: does not define {names}",
                ),
            )

    def _follow(self, checks: Iterator[Check]) -> None:
        while True:
            began = time.monotonic()
            check = next(checks, None)
            if check is None:
                return
            seconds = time.monotonic() - began
            self.checks.append(_timed(check, seconds))


def _unusable(name: str, file: str, what: str) -> Check:
    message = Text(
        zh=f"{file}：返回的东西用不了（{what[:200]}）；请对照题目看该返回什么",
        en=f"{file}: what it returned cannot be used ({what[:200]}); see what it should return",
    )
    return Check(name, passed=False, message=message)


def _timed(check: Check, seconds: float) -> Check:
    import dataclasses

    return dataclasses.replace(check, seconds=seconds)
