"""The judge's end of the wire: one worker, its clock, its printed text, its memory, and its end."""

import contextlib
import os
import secrets
import selectors
import shutil
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass

from aigc_quiz.bank.question import Text
from aigc_quiz.errors import GraderFault, QuizError
from aigc_quiz.grading import endings, interrupt, start, wire
from aigc_quiz.grading.faults import SubmissionFault, crashed, raised
from aigc_quiz.grading.jail import tier, tree
from aigc_quiz.grading.jail.limits import Policy
from aigc_quiz.grading.start import Starter

START_SECONDS = 180.0  # importing torch from a cold disk; not counted against a submission
WATCH_SECONDS = 0.05
_SIGNALS = frozenset(signal.valid_signals())
PRINTED_KEPT = 64 << 10
# (fraction, text, value): the value is a `glimpse.Glimpse` where a judge tells it; a worker's own is a claim to ignore.
Progress = Callable[[float, str, wire.Value], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a submission may use: wall seconds of answering, MiB of memory, bytes printed, threads."""

    seconds: float = 30.0
    memory_mb: int = 3000
    printed_bytes: int = 16 << 20
    threads: int = 256
    processes: int = 64


class Link:
    """One worker and the two pipes to it. Use as a context manager: leaving it ends everything."""

    def __init__(
        self,
        *,
        file: str,
        isolation: str,
        device: str,
        allowed: Limits,
        starter: Starter = start.cold,
    ) -> None:
        self.file = file
        self.tier = tier.choose(isolation)
        self.device = device
        self.allowed = allowed
        self._limit = allowed.seconds  # of the question that is being asked
        self.spent = 0.0  # seconds that the submission has kept us waiting
        self.source = ""  # the submission's text, for messages that quote a line of it
        self.printed = bytearray()
        self.printed_bytes = 0
        self.fault: SubmissionFault | None = None
        self.progress: Progress | None = None
        self._incoming = bytearray()
        self._confirmed = False
        try:
            with interrupt.kept():
                self._start(starter)
        except KeyboardInterrupt:
            self.close()  # nobody can leave a context that was not entered
            raise

    def __enter__(self) -> "Link":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- life ---

    def _start(self, starter: Starter) -> None:
        tree.adopt_orphans()
        self.scratch = _scratch()
        try:
            self.process = starter(self.tier, self.device, self.scratch)
        except BaseException:
            shutil.rmtree(self.scratch, ignore_errors=True)
            raise
        self._command, self._result = self.process.orders, self.process.answers
        self.tree = tree.Tree(self.process.pid)
        self.selector = selectors.DefaultSelector()
        for stream in (self._result, self.process.out, self.process.err):
            os.set_blocking(stream, False)
            self.selector.register(stream, selectors.EVENT_READ)
        os.set_blocking(self._command, False)
        self._outgoing = bytearray(self.process.first + wire.pack("policy", self._policy()))
        self._pump(0)

    def _policy(self) -> wire.Value:
        paths, listed = tier.readable()
        nodes, more = tier.devices(self.device)
        policy = Policy(
            tier=self.tier,
            device=self.device,
            cpu_seconds=int(self.allowed.seconds * 4 + START_SECONDS),
            memory_bytes=self.allowed.memory_mb << 20,
            scratch=self.scratch,
            parent=self.process.parent,
            readable=(*paths, *more),
            listable=listed,
            writable=nodes,
        )
        return tuple(getattr(policy, name) for name in Policy.__slots__)

    def close(self) -> None:
        """Kill and reap the worker's whole tree, and remove its scratch folder."""
        with interrupt.kept():
            self._end()

    def _end(self) -> None:
        self.tree.kill()
        self.process.wait(tree.KILL_SECONDS)
        self.selector.close()
        self.process.close()
        shutil.rmtree(self.scratch, ignore_errors=True)

    # --- asking ---

    def confirm(self) -> None:
        """Wait until the worker is confined and ready, and verify the confinement from outside.

        Raises:
            GraderFault: it could not be confined, or did not start.
        """
        if self._confirmed:
            return
        frame = self._frame(time.monotonic() + START_SECONDS, starting=True)
        if frame.kind != "confined":
            raise GraderFault(f"the worker could not be confined: {str(frame.value)[:300]}")
        self.pid = self.tree.inner()
        if self.tier != "limits" and not tree.confined(self.pid):
            raise GraderFault(
                f"the worker says it is confined, the kernel does not (pid {self.pid})"
            )
        if self._frame(time.monotonic() + START_SECONDS, starting=True).kind != "ready":
            raise GraderFault("the worker did not get ready")
        self._confirmed = True

    def ask(self, kind: str, *arguments: wire.Value, seconds: float | None = None) -> wire.Value:
        """Send one operation and give back its value.

        Raises:
            SubmissionFault: it raised, died, lied, or used more than it may.
        """
        if self.fault is not None:
            raise self.fault
        self.confirm()
        try:
            return self._asked(kind, arguments, seconds)
        except wire.WireFault as fault:
            self.fault = crashed(
                f"{self.file}：评测进程发来了不合协议的数据（{fault}）",
                f"{self.file}: its process broke the protocol ({fault})",
            )
            raise self.fault from None
        except SubmissionFault as fault:
            self.fault = fault
            raise

    def _asked(self, kind: str, arguments: wire.Value, seconds: float | None) -> wire.Value:
        self._pump(0)
        if self._incoming:
            raise wire.WireFault("it sent an answer that nobody had asked for")
        ticket = secrets.randbits(48)
        self._outgoing += wire.pack(kind, (ticket, *arguments))
        began = time.monotonic()
        left = self.allowed.seconds - self.spent
        if seconds is None or seconds > left:
            deadline, self._limit = began + left, self.allowed.seconds
        else:
            deadline, self._limit = began + seconds, seconds
        try:
            while (frame := self._frame(deadline)).kind == "progress":
                self._tell(frame.decoded())
        finally:
            self.spent += time.monotonic() - began
        answer = frame.decoded()
        if type(answer) is not tuple or len(answer) != 3 or answer[0] != ticket:
            raise wire.WireFault("an answer to another question")
        self._forbidden(answer[1])
        if frame.kind == "fault":
            raise _told(self.file, answer[2], self.allowed.memory_mb)
        if frame.kind != "value":
            raise wire.WireFault("an unknown kind of answer")
        return answer[2]

    def _forbidden(self, names: wire.Value) -> None:
        if type(names) is not list:
            raise wire.WireFault("an answer of another shape")
        for told in names[:1]:
            if type(told) is not tuple or [type(one) for one in told] != [str, int, str]:
                raise wire.WireFault("an answer of another shape")
            name, line, source = told
            text = f"{name[:100]} is forbidden in this exercise"
            raise raised(self.file, "Forbidden", text, line, source[:400])

    def _tell(self, told: wire.Value) -> None:
        if type(told) is not tuple or len(told) != 3 or type(told[0]) is not float:
            raise wire.WireFault("progress of another shape")
        if self.progress is not None:
            self.progress(told[0], str(told[1])[:200], told[2])

    # --- moving bytes ---

    def _frame(self, deadline: float, *, starting: bool = False) -> wire.Frame:
        watched = 0.0
        while True:
            frame = self._taken()
            if frame is not None:
                return frame
            now = time.monotonic()
            if now >= deadline:
                raise self._late(starting=starting)
            if now - watched >= WATCH_SECONDS:
                watched = now
                self._watch(starting=starting)
            if not self._pump(min(WATCH_SECONDS, deadline - now)):
                raise self._ended(starting=starting)

    def _taken(self) -> wire.Frame | None:
        size = wire.PREFIX.size
        if len(self._incoming) < size:
            return None
        header, body = wire.lengths(bytes(self._incoming[:size]))
        end = size + header + body
        if len(self._incoming) < end:
            return None
        frame = wire.parse(
            bytes(self._incoming[size : size + header]), self._incoming[size + header : end]
        )
        del self._incoming[:end]
        return frame

    def _pump(self, seconds: float) -> bool:
        """Move what can be moved; False when the worker has closed its end."""
        if self._outgoing:
            with contextlib.suppress(KeyError):
                self.selector.register(self._command, selectors.EVENT_WRITE)
        try:
            events = self.selector.select(seconds)
        finally:
            if self._outgoing:
                self.selector.unregister(self._command)
        alive = True
        for key, _ in events:
            if key.fd == self._command:
                alive &= self._write()
            elif key.fd == self._result:
                alive &= self._read()
            else:
                self._listen(key.fd)
        return alive

    def _write(self) -> bool:
        try:
            while self._outgoing:
                count = os.write(self._command, memoryview(self._outgoing)[: 1 << 20])
                del self._outgoing[:count]
        except BlockingIOError:
            return True
        except BrokenPipeError:
            return False
        return True

    def _read(self) -> bool:
        try:
            while True:
                part = os.read(self._result, 1 << 20)
                if not part:
                    return False
                self._incoming += part
                if len(self._incoming) >= wire.PREFIX.size:
                    header, body = wire.lengths(bytes(self._incoming[: wire.PREFIX.size]))
                    if len(self._incoming) >= wire.PREFIX.size + header + body:
                        return True
        except BlockingIOError:
            return True

    def _listen(self, descriptor: int) -> None:
        try:
            part = os.read(descriptor, 1 << 20)
        except BlockingIOError:
            return
        if not part:
            self.selector.unregister(descriptor)
        self.printed_bytes += len(part)
        self.printed += part
        del self.printed[:-PRINTED_KEPT]
        if self.printed_bytes > self.allowed.printed_bytes:
            raise endings.output(self.file, self.allowed.printed_bytes, self._where())

    # --- faults ---

    def _watch(self, *, starting: bool) -> None:
        # A confined worker cannot start processes: looking through all of /proc is for the limits tier.
        alone = self._confirmed and self.tier != "limits"
        use = tree.use_of_one(self.pid) if alone else self.tree.use()
        limit = self.allowed.memory_mb << 20
        if use.memory_bytes > limit and not starting:
            raise endings.memory(self.file, use.memory_bytes, limit, self._where())
        if use.threads > self.allowed.threads or use.processes > self.allowed.processes:
            processes = use.processes, self.allowed.processes
            raise endings.crowd(self.file, processes, (use.threads, self.allowed.threads))

    def _late(self, *, starting: bool) -> BaseException:
        if starting:
            return GraderFault(f"the worker did not start within {START_SECONDS:.0f} seconds")
        return endings.late(self.file, self._limit, self._where())

    def _ended(self, *, starting: bool) -> BaseException:
        code = self.process.wait(2)
        if starting:
            last = self.printed.decode("utf-8", "replace").strip().splitlines()[-1:]
            return GraderFault(f"the worker did not start (exit {code}): {' '.join(last)[:300]}")
        if self.tier == "namespace" and code is not None and code > 128:
            code = 128 - code  # bubblewrap tells a signal of what it ran as a shell does
        if code == -getattr(signal, "SIGXCPU", 0):
            return endings.late(self.file, self._limit, self._where())
        number = self._dump(0) or endings.line(bytes(self.printed), self.file)
        self.printed[:] = endings.without_dump(bytes(self.printed))
        return endings.died(self.file, code, number, self.source)

    def _where(self) -> Text:
        """At which of its lines the submission is, as its worker tells when a signal asks it."""
        number = 0
        if self._confirmed and endings.SIGNAL is not None and self.pid in self.tree.members():
            with contextlib.suppress(OSError):
                os.kill(self.pid, endings.SIGNAL)
                number = self._dump(endings.ANSWER_SECONDS)
        return endings.at(self.file, number, self.source)

    def _dump(self, seconds: float) -> int:
        """The line in the dump that comes within `seconds`, 0 if none; the rest is kept as printed."""
        deadline = time.monotonic() + seconds
        watched = {key.fd for key in self.selector.get_map().values()}
        heard = {pipe: bytearray() for pipe in watched - {self._result, self._command}}
        number = 0
        while heard and not number:
            left = deadline - time.monotonic()
            ready = [key.fd for key, _ in self.selector.select(max(0.0, min(left, 0.02)))]
            for pipe in heard.keys() & ready:
                part = _part(pipe)
                heard[pipe] = (heard[pipe] + part)[-PRINTED_KEPT:]
                if found := endings.line(bytes(heard[pipe]), self.file):
                    number = found
                    heard[pipe][:] = endings.without_dump(bytes(heard[pipe]))
                if not part:
                    self.selector.unregister(pipe)
                    self.printed += heard.pop(pipe)
            if left <= 0:
                break
        for text in heard.values():
            self.printed += text
        del self.printed[:-PRINTED_KEPT]
        return number


def _part(pipe: int) -> bytes:
    try:
        return os.read(pipe, 1 << 20)
    except OSError:
        return b""


def _scratch() -> str:
    try:
        return tempfile.mkdtemp(prefix="aigc-quiz-")
    except OSError as fault:
        raise QuizError(
            f"no folder for temporary files can be made ({fault.strerror}); "
            f"free some space, or name another place by the environment variable TMPDIR"
        ) from None


def _told(file: str, told: wire.Value, memory_mb: int) -> SubmissionFault:
    if type(told) is not tuple or [type(one) for one in told] != [str, str, int, str]:
        raise wire.WireFault("a fault of another shape")
    kind, text, line, source = told
    return raised(file, kind[:80], text[:400], line, source[:400], memory_mb)
