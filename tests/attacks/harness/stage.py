"""The first process of a namespace: hides what is dear, becomes an ordinary user, and starts the runner.

`unshare` starts it with its own mounts and process numbers. /tmp, /var/tmp, /dev/shm, /home and the
home folder become empty folders in memory; what the runner needs of them is shown again. It stays as
process 1, and everything ends with it.
"""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

BIND, RECURSIVE = 0x1000, 0x4000
COVERED = ("/tmp", "/var/tmp", "/dev/shm", "/home")


def mount(source: str, target: str, kind: bytes | None, flags: int, data: bytes | None) -> None:
    """mount(2), which takes the paths as they are."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(source.encode(), target.encode(), kind, flags, data) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), target)


def hide(keep: list[str]) -> None:
    """Cover the dear folders; show the folders `keep` again."""
    home = str(Path.home().resolve())
    covered = [place for place in dict.fromkeys((*COVERED, home)) if Path(place).is_dir()]
    inside = [path for path in keep if any(Path(path).is_relative_to(place) for place in covered)]
    held = {path: os.open(path, os.O_PATH) for path in inside}
    for place in covered:
        mode = b"mode=755" if place in ("/home", home) else b"mode=1777"
        mount("none", place, b"tmpfs", 0, mode)
    for path, descriptor in held.items():
        Path(path).mkdir(parents=True, exist_ok=True)
        mount(f"/proc/self/fd/{descriptor}", path, None, BIND | RECURSIVE, None)
        os.close(descriptor)


def main() -> int:
    """Arguments: the user id to become (0 stays), the runner, and folders that must stay in sight."""
    uid, program, *keep = sys.argv[1:]
    hide(keep)
    os.environ.update(HOME="/tmp", AIGC_QUIZ_STAGED="1")
    who = {"user": int(uid), "group": int(uid), "extra_groups": []} if int(uid) else {}
    runner = subprocess.Popen([sys.executable, "-B", program], cwd="/", **who).pid
    while True:  # process 1 also reaps what others have left
        ended, status = os.wait()
        if ended == runner:
            return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main())
