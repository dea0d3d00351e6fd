"""The processes of one worker as `/proc` shows them: their memory, their threads, and their end."""

import contextlib
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

KILL_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Use:
    """What the processes of a worker use together, in bytes and numbers."""

    memory_bytes: int
    processes: int
    threads: int


def adopt_orphans() -> None:
    """Make this process the parent of orphaned grandchildren, and untraceable by its own user."""
    if sys.platform != "linux":
        return
    import ctypes

    libc = ctypes.CDLL(None)
    set_dumpable, set_child_subreaper = 4, 36
    libc.prctl(set_dumpable, 0, 0, 0, 0)
    libc.prctl(set_child_subreaper, 1, 0, 0, 0)


def _parents() -> dict[int, tuple[int, int]]:
    """Pid -> (parent, session) of every process that `/proc` shows; empty where there is none."""
    found = {}
    try:
        names = [entry.name for entry in os.scandir("/proc") if entry.name.isdigit()]
    except OSError:
        return {}
    for name in names:  # hundreds, several times a grading: read without what pathlib adds
        try:
            with open(f"/proc/{name}/stat", "rb", buffering=0) as file:  # noqa: PTH123
                text = file.read(4096)
        except OSError:
            continue  # it ended meanwhile
        _, parent, _, session, *_ = text.rpartition(b")")[2].split(None, 4)
        found[int(name)] = (int(parent), int(session))
    return found


class Tree:
    """A worker's process and everything that came from it."""

    def __init__(self, root: int) -> None:
        self.root = root
        self.known = {root}
        self.before = children(os.getpid()) - {root}

    def members(self) -> set[int]:
        """The living processes: descendants, the session's, and orphans that came to us."""
        parents = _parents()
        ours = os.getpid()
        self.known &= parents.keys() | {self.root}
        grown = True
        while grown:
            new = {
                pid
                for pid, (parent, session) in parents.items()
                if pid not in self.known
                and (
                    parent in self.known
                    or session == self.root
                    or (parent == ours and pid not in self.before and pid not in _OURS)
                )
            }
            self.known |= new
            grown = bool(new)
        return {pid for pid in self.known if pid in parents}

    def use(self) -> Use:
        """Memory (shared pages counted once when there are several processes), processes, threads."""
        members = self.members()
        memory = sum(_memory(pid, shared=len(members) > 1) for pid in members)
        return Use(memory, len(members), sum(_status(pid, "Threads:") for pid in members))

    def inner(self) -> int:
        """The process furthest down: the worker itself below bubblewrap."""
        pid = self.root
        while below := sorted(children(pid)):
            pid = below[-1]
        return pid

    def kill(self) -> None:
        """End every process of the tree and reap those that are ours to reap."""
        with contextlib.suppress(
            OSError
        ):  # where there is no /proc, the session is all that we know
            os.killpg(self.root, signal.SIGKILL)
        deadline = time.monotonic() + KILL_SECONDS
        while time.monotonic() < deadline:
            members = self.members()
            for pid in members:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            for pid in self.known:
                with contextlib.suppress(OSError):
                    os.waitpid(pid, os.WNOHANG)
            if not self.members():
                return
            time.sleep(0.002)


_OURS: set[int] = set()  # processes that this judge started for other purposes


def spare(pid: int) -> None:
    """Tell every tree that `pid` is a child of the judge's own."""
    _OURS.add(pid)


def children(pid: int) -> set[int]:
    """The living children of `pid`."""
    return {child for child, (parent, _) in _parents().items() if parent == pid}


def use_of_one(pid: int) -> Use:
    """What a process without children uses."""
    return Use(_status(pid, "VmRSS:") << 10, 1, _status(pid, "Threads:"))


def outer(parent: int, inner: int) -> int:
    """The child of `parent` that calls itself `inner` in its own namespace of processes."""
    for child in children(parent):
        if _namesake(child) == inner:
            return child
    return inner


def _namesake(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("NSpid:"):
                return int(line.split()[-1])
    return pid


def peak_bytes(pid: int) -> int:
    """The largest resident size that `pid` has had since the last `forget_peak`."""
    return _status(pid, "VmHWM:") << 10


def forget_peak(pid: int) -> None:
    """Begin to measure the peak of resident memory anew."""
    with contextlib.suppress(OSError):
        Path(f"/proc/{pid}/clear_refs").write_text("5")


def confined(pid: int) -> bool:
    """Whether the kernel says, from outside, that a filter and no_new_privs bind `pid`."""
    return _status(pid, "Seccomp:") == 2 and _status(pid, "NoNewPrivs:") == 1


def _memory(pid: int, *, shared: bool) -> int:
    if shared:  # resident memory would count copy-on-write pages once for each process
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    return int(line.split()[1]) << 10
    return _status(pid, "VmRSS:") << 10


def _status(pid: int, field: str) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(field):
                return int(line.split()[1])
    return 0
