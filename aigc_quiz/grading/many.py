"""Grading many files on all cores: a pool of judges, each with a zygote of its own."""

import dataclasses
import multiprocessing
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import util
from pathlib import Path

from aigc_quiz.bank.question import Exercise
from aigc_quiz.errors import GraderFault, QuizError
from aigc_quiz.grading.jail import limits
from aigc_quiz.grading.link import Limits, Progress
from aigc_quiz.grading.nursery import Nursery
from aigc_quiz.grading.report import Report
from aigc_quiz.grading.start import Starter, cold

TRIES = 2  # a judge that was killed from outside took its neighbours' jobs with it


@dataclass(frozen=True, slots=True)
class Job:
    """One file to grade, and how."""

    path: Path
    exercise: Exercise
    device: str = "cpu"
    seed: int | None = None
    limits: Limits | None = None
    isolation: str = "auto"
    pictures: bool = True
    data: Path | None = None
    steps: int | None = None

    def graded(self, *, starter: Starter = cold, progress: Progress | None = None) -> Report:
        """The report, as `judge.grade_file` makes it."""
        from aigc_quiz.grading.judge import grade_file

        report = grade_file(
            self.path,
            self.exercise,
            device=self.device,
            seed=self.seed,
            limits=self.limits,
            isolation=self.isolation,
            progress=progress,
            starter=starter,
            data=self.data,
            steps=self.steps,
        )
        if self.pictures:
            return report
        return dataclasses.replace(report, pictures={}, columns={}, animations={})


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def grade_many(
    jobs: Sequence[Job], *, processes: int | None = None
) -> Iterator[Report | QuizError]:
    """A report for each job, or the fault that kept it from being graded, in the jobs' order.

    Leaving early (Ctrl-C, `close()`) stops the judges and whatever they run.
    """
    left = list(enumerate(jobs))
    tries: Counter[int] = Counter()
    while left:
        pool = _pool(min(processes or cores(), len(left)), left[0][1])
        with _deaf():
            waiting = [pool.submit(_graded, job) for _, job in left]
        try:
            for future in waiting:
                yield future.result()
                left.pop(0)
        except BrokenProcessPool:
            number = left[0][0]
            tries[number] += 1
            if tries[number] == TRIES:
                left.pop(0)
                yield GraderFault(f"{jobs[number].path}: its judge was killed; grade it again")
        finally:
            _stop(pool)


@contextmanager
def _deaf() -> Iterator[None]:
    """Hold Ctrl-C back, here and in the judges that are started within, until they can take it.

    One that is struck while it still imports would answer with a traceback.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _pool(processes: int, example: Job) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context("spawn"),  # a fork would copy a judge's threads
        initializer=_begin,
        initargs=(example.isolation, example.device, os.getpid()),
    )


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the judges, the busy ones by an interrupt, so that they clean up after themselves."""
    judges = [judge for judge in multiprocessing.active_children() if judge.name.startswith(_NAME)]
    for judge in judges:
        if judge.pid is not None:
            with suppress(ProcessLookupError):  # ended by itself and reaped since it was listed
                os.kill(judge.pid, signal.SIGINT)
    pool.shutdown(wait=True, cancel_futures=True)


# --- in a judge's process ---

_NAME = "SpawnProcess"
_nursery: Nursery | None = None
_busy = False
_stopped = False


def _begin(isolation: str, device: str, parent: int) -> None:
    global _nursery
    if sys.platform == "linux":
        limits.die_with(parent)  # else it would wait for ever for jobs from one that was killed
    signal.signal(signal.SIGINT, _interrupted)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    _nursery = Nursery()
    util.Finalize(None, _nursery.close, exitpriority=10)
    _nursery.warm(isolation, device)  # imports torch while this process does the same


def _interrupted(*_: object) -> None:
    global _stopped
    first, _stopped = not _stopped, True  # what its queue still holds is not begun
    # An idle judge is told by the closing of its queue. A second blow must not break the cleaning up.
    if _busy and first:
        raise KeyboardInterrupt


def _graded(job: Job) -> Report | QuizError:
    global _busy
    assert _nursery is not None  # noqa: S101 - `_begin` ran
    if _stopped:
        return GraderFault(f"{job.path}: stopped before it was graded")
    _busy = True
    try:
        return job.graded(starter=_nursery)
    except QuizError as fault:
        return type(fault)(str(fault))  # without what hangs on it: it has to cross to the parent
    finally:
        _busy = False
