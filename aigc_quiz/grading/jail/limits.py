"""What a worker gives up on every system: time, memory, files, and life beyond its judge's."""

import os
import signal
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """What the judge orders a worker to confine itself to, before it imports torch.

    `tier` is "namespace", "kernel" or "limits"; `readable` are the paths that the kernel tiers leave
    open, `listable` folders whose names alone may be read, `writable` the devices of a GPU; `parent` is the judge's process, 0 where it cannot be seen.
    """

    tier: str
    device: str
    cpu_seconds: int
    memory_bytes: int
    scratch: str
    parent: int
    readable: tuple[str, ...]
    listable: tuple[str, ...]
    writable: tuple[str, ...]


def apply(policy: Policy) -> None:
    """Limit this process by rlimits, and tie its life to its judge's."""
    import resource

    cuda = policy.device.startswith("cuda")
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_CPU, policy.cpu_seconds)
    # No file grows. CUDA may need to fill a memfd of its own; whether 0 would do is not measured.
    _set(resource.RLIMIT_FSIZE, (256 << 20) if cuda else 0)
    _set(resource.RLIMIT_NOFILE, 256)
    if not cuda:  # CUDA reserves far more address space than there is memory
        _set(resource.RLIMIT_DATA, policy.memory_bytes + (256 << 20))
        _set(resource.RLIMIT_AS, policy.memory_bytes + (2 << 30))
    signal.signal(
        signal.SIGXFSZ, signal.SIG_IGN
    )  # a write beyond the limit is an error, not an end
    if sys.platform == "linux":
        die_with(policy.parent)


def _set(kind: int, value: int) -> None:
    import resource

    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    try:
        resource.setrlimit(kind, (value, value))
    except (OSError, ValueError):
        if sys.platform == "linux":
            raise  # macOS refuses some of them; there the watch of resident memory is the limit


def let_trace(*, yes: bool) -> None:
    """Whether others of this user may trace this process and read its memory; forks inherit it."""
    if sys.platform == "linux":
        import ctypes

        set_dumpable = 4
        ctypes.CDLL(None).prctl(set_dumpable, int(yes), 0, 0, 0)


def die_with(parent: int) -> None:
    """Be killed when the process that started us ends; at once if that was not `parent` (0: any). Linux only."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    set_parent_death_signal = 1
    if libc.prctl(set_parent_death_signal, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if parent and os.getppid() != parent:  # it died before we asked
        os.kill(os.getpid(), signal.SIGKILL)
