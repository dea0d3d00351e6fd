"""The jailed side: confine this process, import torch, then do what the wire asks until it ends.

It runs in `python -I -B -u` from its own text, which the judge sends: no file of ours need be
readable in the jail. Nothing that it says is believed; its answers are claims that the judge tests.
"""

import gc
import os
import sys

from aigc_quiz.grading import wire
from aigc_quiz.grading.jail import kernel, limits


class Channel:
    """Blocking frames over two pipes."""

    def __init__(self, incoming: int, outgoing: int) -> None:
        self.incoming = incoming
        self.outgoing = outgoing

    def receive(self) -> wire.Frame:
        """The next frame.

        Raises:
            EOFError: the judge has gone.
        """
        header, body = wire.lengths(bytes(self._exactly(wire.PREFIX.size)))
        return wire.parse(bytes(self._exactly(header)), self._exactly(body))

    def send(self, kind: str, value: wire.Value = None) -> None:
        """Send one frame.

        Raises:
            WireFault: the value is too large to cross; nothing has been sent.
        """
        rest = memoryview(wire.pack(kind, value))
        while rest:
            rest = rest[os.write(self.outgoing, rest[: 1 << 20]) :]

    def _exactly(self, size: int) -> bytearray:
        got = bytearray(size)
        view = memoryview(got)
        while view:
            count = os.readv(self.incoming, [view[: 1 << 20]])
            if not count:
                raise EOFError
            view = view[count:]
        return got


def main(incoming: int, outgoing: int) -> None:
    """Serve one judge; returns when it closes the pipe."""
    channel = Channel(incoming, outgoing)
    policy = limits.Policy(*channel.receive().decoded())
    try:
        limits.apply(policy)
        if policy.tier != "limits":
            kernel.apply(policy)
    except (OSError, kernel.KernelRefusal) as fault:
        channel.send("unconfined", str(fault))
        return
    channel.send("confined", os.getpid())
    _prepare(policy)
    # The collector finds nothing while torch is imported, and takes a tenth of the time.
    gc.disable()
    from aigc_quiz.grading.learner import Learner  # torch is imported here, inside the jail

    gc.freeze()
    gc.enable()
    Learner(channel, policy.device).serve()


def _prepare(policy: limits.Policy) -> None:
    import tempfile
    import warnings

    # A forked worker still has its zygote's environment.
    os.environ.update(dict.fromkeys(("HOME", "TMPDIR", "TORCHINDUCTOR_CACHE_DIR"), policy.scratch))
    tempfile.tempdir = policy.scratch
    os.chdir(policy.scratch if policy.tier == "limits" else "/")
    allowed = tuple(path.rstrip("/") for path in (*policy.readable, *policy.listable))
    if policy.tier != "limits":  # an editable install puts our own folder on the path
        sys.path[:] = [path for path in sys.path if path.startswith(allowed)]
    warnings.simplefilter("ignore")
