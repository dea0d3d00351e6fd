"""Where attacks run: as the current user, or in a namespace as a user who owns nothing."""

import contextlib
import functools
import json
import os
import pwd
import secrets
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from aigc_quiz.grading.jail import tier
from harness.attack import PROJECT

HERE = Path(__file__).resolve().parent
SELF, ORDINARY = "self", "ordinary"


@functools.cache
def strong_tiers() -> tuple[str, ...]:
    """The confining tiers of this machine, the best first."""
    return tuple(one.tier for one in tier.reasons() if one.available and one.tier != "limits")


@functools.cache
def places() -> tuple[tuple[str, str], ...]:
    """(tier, user) wherever attacks can and may run here, the best first.

    `ordinary` is, for root, a user id that nobody has; for anybody else, a user namespace of their own.
    """
    found = [(one, SELF) for one in strong_tiers()]
    if can_stage():
        found += [(one, ORDINARY) for one in strong_tiers()]
        found.append(("limits", ORDINARY))
    return tuple(found)


@functools.cache
def can_stage() -> bool:
    """Whether this machine lets us make a namespace with its own mounts and process numbers."""
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return False
    return subprocess.run([*_unshare(), "true"], capture_output=True, check=False).returncode == 0


def _unshare() -> list[str]:
    made = ["unshare", *(() if os.geteuid() == 0 else ("--user", "--map-root-user"))]
    return [*made, "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]


def spare_user() -> int:
    """A user id that nobody has and no process runs as."""
    taken = {entry.pw_uid for entry in pwd.getpwall()}
    for entry in os.scandir("/proc"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            taken.add(entry.stat().st_uid)
    return next(
        uid for uid in iter(lambda: 61_000 + secrets.randbelow(4000), 0) if uid not in taken
    )


class House:
    """One runner as one user. Use as a context manager."""

    def __init__(self, user: str) -> None:
        command = [sys.executable, "-B", str(HERE / "runner.py")]
        if user == ORDINARY:
            uid = spare_user() if os.geteuid() == 0 else 0
            command = [*_unshare(), sys.executable, "-B", str(HERE / "stage.py")]
            command += [str(uid), str(HERE / "runner.py")]
            command += sorted({str(PROJECT), sys.prefix, sys.base_prefix})
        self.command = command
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> "House":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the runner; with it ends its namespace."""
        if self.process is None:
            return
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.process = None

    def ask(self, job: dict[str, Any]) -> dict[str, Any]:
        """What the runner tells of a job; `{"died": True}` when the attack has ended the runner."""
        if self.process is None:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(json.dumps({"mode": "cold", "harmless": False, **job}) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            self.close()
            return {"died": True}
        told: dict[str, Any] = json.loads(line)
        return told
