"""Warm workers: one zygote for each tier and device, from which each submission gets a fork."""

import contextlib
import functools
import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from aigc_quiz.errors import GraderFault
from aigc_quiz.grading import boot
from aigc_quiz.grading.jail import tier, tree
from aigc_quiz.grading.start import Started, cold, pipes
from aigc_quiz.grading.zygote import MESSAGE_CAP

WARM_SECONDS = 240.0  # importing torch and torch._dynamo from a cold disk
FORK_SECONDS = 30.0
FORKS = (
    sys.platform == "linux"
)  # macOS's frameworks do not survive a fork: there workers start cold


class Nursery:
    """Starts workers by forking zygotes. Use as a context manager: leaving it ends them."""

    def __init__(self) -> None:
        self._zygotes: dict[tuple[str, str], _Zygote] = {}

    def __enter__(self) -> "Nursery":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __call__(self, place: tier.Tier, device: str, scratch: str) -> Started:
        """Fork a worker; a zygote that has died meanwhile is replaced once.

        Raises:
            GraderFault: no zygote could be started.
        """
        if not FORKS:
            return cold(place, device, scratch)
        for attempt in range(2):
            zygote = self._zygotes.get((place, device))
            if zygote is None:
                zygote = self._zygotes[place, device] = _Zygote(place, device)
            try:
                return zygote.fork()
            except (OSError, EOFError):
                self._zygotes.pop((place, device)).close()
                if attempt:
                    raise GraderFault("the parent of warm workers does not stay alive") from None
        raise AssertionError("unreachable")

    def warm(self, isolation: str = "auto", device: str = "cpu") -> None:
        """Begin to start the zygote that `isolation` will ask for, without waiting for it."""
        place = tier.choose(isolation)
        if FORKS and (place, device) not in self._zygotes:
            self._zygotes[place, device] = _Zygote(place, device)

    def close(self) -> None:
        """End every zygote and its workers."""
        while self._zygotes:
            self._zygotes.popitem()[1].close()


class _Zygote:
    """The judge's end of one zygote."""

    def __init__(self, place: tier.Tier, device: str) -> None:
        self.place = place
        self.pid = 0  # as the judge sees it; known when it is warm
        self._ended: dict[int, int] = {}  # workers that have ended: pid in their own view -> code
        tree.adopt_orphans()
        self._scratch = tempfile.mkdtemp(prefix="aigc-quiz-")
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        text_read, text_write = os.pipe()
        program = [tier.interpreter(), "-I", "-B", "-u", "-c", boot.PROGRAM]
        program += [str(text_read), str(theirs.fileno()), "zygote"]
        try:
            self._process = subprocess.Popen(
                tier.command(place, device, self._scratch, program),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=boot.environment(device, self._scratch),
                pass_fds=(text_read, theirs.fileno()),
                start_new_session=True,
                cwd="/",
            )
        finally:
            os.close(text_read)
            theirs.close()
        tree.spare(self._process.pid)
        self._tree = tree.Tree(self._process.pid)
        with os.fdopen(text_write, "wb") as stream, contextlib.suppress(BrokenPipeError):
            stream.write(boot.texts())

    def fork(self) -> Started:
        """One more worker.

        Raises:
            OSError, EOFError: the zygote has died.
        """
        if not self.pid:
            self._await("warm", WARM_SECONDS)
            self.pid = self._tree.inner()
        with pipes() as (ours, theirs):
            socket.send_fds(self._control, [b"fork"], list(theirs))
            inner = self._await("forked", FORK_SECONDS)
            self._ended.pop(inner, None)  # of an earlier worker with the same number
        return Started(
            tree.outer(self.pid, inner),
            *ours,
            wait=functools.partial(self._wait, inner),
            parent=0 if self.place == "namespace" else self.pid,
            first=b"",
        )

    def close(self) -> None:
        """Kill the zygote with all its workers, and remove its scratch folder."""
        self._control.close()
        self._tree.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=tree.KILL_SECONDS)
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _wait(self, inner: int, seconds: float) -> int | None:
        """The exit code of a worker, or None if it lives on for `seconds`."""
        deadline = time.monotonic() + seconds
        while inner not in self._ended:
            try:
                if not self._listen(deadline):
                    return None
            except (OSError, EOFError):
                return -9  # the zygote has died, and its workers with it
        return self._ended[inner]

    def _await(self, what: str, seconds: float) -> int:
        deadline = time.monotonic() + seconds
        while True:
            told = self._listen(deadline)
            if not told:
                raise EOFError(f"not {what} within {seconds:.0f} seconds")
            if what in told:
                return told[what]

    def _listen(self, deadline: float) -> dict[str, int]:
        """The next message, noted if it tells of an end; empty when the deadline passes."""
        left = max(0.0, deadline - time.monotonic())
        if not select.select([self._control], [], [], left)[0]:
            return {}
        message = self._control.recv(MESSAGE_CAP)
        if not message:
            raise EOFError("the zygote has ended")
        told: dict[str, int] = json.loads(message)
        if "ended" in told:
            self._ended[told["ended"]] = told["code"]
        return told
