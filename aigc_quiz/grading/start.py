"""How a worker's process comes to life: cold, as a new interpreter; `nursery` forks warm ones."""

import contextlib
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from aigc_quiz.grading import boot
from aigc_quiz.grading.jail import tier


@dataclass(frozen=True, slots=True)
class Started:
    """A worker's process and the judge's ends of its four pipes (file descriptors).

    `wait(seconds)` gives its exit code, negative for a signal, or None while it lives. `parent` is the
    process whose end it must not survive, 0 where it cannot see it. `first` is what it reads first.
    """

    pid: int
    orders: int
    answers: int
    out: int
    err: int
    wait: Callable[[float], int | None]
    parent: int
    first: bytes

    def close(self) -> None:
        """Close the pipes."""
        for pipe in (self.orders, self.answers, self.out, self.err):
            with contextlib.suppress(OSError):
                os.close(pipe)


class Starter(Protocol):
    """Starts a worker in a tier, for a device, with a scratch folder of its own."""

    def __call__(self, place: tier.Tier, device: str, scratch: str) -> Started:
        """The process; it waits for its policy."""


@contextmanager
def pipes() -> Iterator[tuple[tuple[int, int, int, int], tuple[int, int, int, int]]]:
    """Four pipes as (the judge's ends, the worker's ends); the worker's are closed on leaving.

    The judge's are closed as well when the block raises.
    """
    (theirs_in, orders), (answers, theirs_back) = os.pipe(), os.pipe()
    (out, theirs_out), (err, theirs_err) = os.pipe(), os.pipe()
    ours, theirs = (orders, answers, out, err), (theirs_in, theirs_back, theirs_out, theirs_err)
    try:
        yield ours, theirs
    except BaseException:
        for pipe in ours:
            os.close(pipe)
        raise
    finally:
        for pipe in theirs:
            os.close(pipe)


def cold(place: tier.Tier, device: str, scratch: str) -> Started:
    """A new interpreter, which imports torch after it has confined itself."""
    with pipes() as (ours, (orders, answers, out, err)):
        program = [
            tier.interpreter(),
            "-I",
            "-B",
            "-u",
            "-c",
            boot.PROGRAM,
            str(orders),
            str(answers),
        ]
        process = subprocess.Popen(
            tier.command(place, device, scratch, program),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            env=boot.environment(device, scratch),
            pass_fds=(orders, answers),
            start_new_session=True,
            cwd="/",
        )

    def wait(seconds: float) -> int | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(timeout=seconds)
        return None

    parent = 0 if place == "namespace" else os.getpid()
    return Started(process.pid, *ours, wait=wait, parent=parent, first=boot.texts())
