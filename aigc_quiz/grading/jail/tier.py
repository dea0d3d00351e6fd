"""Which isolation this machine offers, and what a worker may read in it."""

import functools
import os
import shutil
import site
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from aigc_quiz.errors import QuizError, Unavailable
from aigc_quiz.grading.jail import kernel

Tier = Literal["namespace", "kernel", "limits"]
ISOLATIONS = ("auto", "strict", "none")

_SYSTEM = (
    "/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/ld.so.conf", "/proc/self",
    "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/sys/vm/overcommit_memory",
    "/sys/devices/system/cpu", "/sys/devices/system/node", "/sys/kernel/mm/transparent_hugepage",
    "/dev/null", "/dev/zero", "/dev/urandom", "/dev/random", "/dev/full",
)  # fmt: skip
_CUDA_READ = (
    "/proc/driver/nvidia", "/proc/driver/nvidia-uvm", "/sys/bus/pci/devices", "/sys/devices",
    "/sys/module/nvidia", "/usr/lib/wsl", "/usr/local/cuda", "/usr/share/nvidia", "/proc/modules",
    "/proc/devices",
)  # fmt: skip
_PRIVATE = ("aigc_quiz",)  # the graders and solutions of an installed package


@dataclass(frozen=True, slots=True)
class Reason:
    """Whether a tier can be had here, and why or why not."""

    tier: Tier
    available: bool
    why: str


def choose(isolation: str) -> Tier:
    """The tier for an isolation option: auto (the best one), strict (the first or nothing), none (limits).

    The name of a tier asks for that very tier.

    Raises:
        QuizError: an unknown option.
        Unavailable: strict, or a tier by name, cannot be had here.
    """
    if isolation not in (*ISOLATIONS, "namespace", "kernel", "limits"):
        raise QuizError(f"--isolation {isolation}: unknown; use {', '.join(ISOLATIONS)}")
    wanted = {"strict": "namespace", "none": "limits"}.get(isolation, isolation)
    for reason in reasons():
        if wanted == "auto" and reason.available:
            return reason.tier
        if wanted == reason.tier:
            if not reason.available:
                raise Unavailable(f"--isolation {isolation}: {reason.why}")
            return reason.tier
    return "limits"


@functools.cache
def reasons() -> tuple[Reason, ...]:
    """Every tier, best first, with the reason why it can or cannot be had here."""
    landlock = kernel.abi()
    strong = landlock > 0 and kernel.seccomp_filters()
    why = f"Landlock ABI {landlock}, seccomp" if strong else "no Landlock or no seccomp filters"
    return (
        _namespace(strong=strong),
        Reason("kernel", strong, why),
        Reason(
            "limits",
            available=True,
            why="rlimits and a watch on memory: stops accidents, not attackers",
        ),
    )


def _namespace(*, strong: bool) -> Reason:
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return Reason("namespace", available=False, why="bubblewrap (bwrap) is not installed")
    if not strong:
        return Reason("namespace", available=False, why="needs Landlock and seccomp as well")
    probe = [bwrap, "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--proc", "/proc"]
    try:
        done = subprocess.run(
            [*probe, "--dev", "/dev", "true"], capture_output=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        return Reason(
            "namespace", available=False, why=f"bwrap does not run: {type(fault).__name__}"
        )
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        return Reason(
            "namespace",
            available=False,
            why=f"bwrap is refused: {said[-1] if said else 'no reason'}",
        )
    return Reason("namespace", available=True, why=f"{bwrap}, Landlock ABI {kernel.abi()}, seccomp")


@functools.cache
def readable() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Paths that a worker may read, and folders whose names alone it may list.

    The interpreter and the installed packages, less our own: a list of rights has no "except", so
    each folder that holds ours is granted child by child.
    """
    standard = sysconfig.get_paths()
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix}
    prefixes |= {standard["stdlib"], standard["platstdlib"]}
    prefixes = {os.path.realpath(prefix) for prefix in prefixes} | {*links(interpreter())}
    open_paths: set[str] = set()
    listed: set[str] = set()
    for prefix in sorted(prefixes - {"/usr", "/"}):
        _grant(Path(prefix), open_paths, listed)
    for folder in sorted(_package_folders()):
        if folder.endswith("-packages"):
            _grant(Path(folder), open_paths, listed)
    return tuple(sorted({*_SYSTEM, *open_paths})), tuple(sorted(listed))


def interpreter() -> str:
    """The running Python, in the real path of its folder, as a worker starts it.

    Its last link stays: by the place of its `python` a virtual environment is known.
    """
    python = Path(sys.executable)
    return str(python.parent.resolve() / python.name)


def _package_folders() -> set[str]:
    return {os.path.realpath(folder) for folder in (*site.getsitepackages(), *sys.path)}


def links(path: str) -> tuple[str, ...]:
    """A path and all that it leads to, link by link: a virtual environment's python is one to a system's.

    Where only some paths are shown, each of them has to be, or the chain breaks.
    """
    chain = [Path(path).absolute()]
    while chain[-1].is_symlink() and len(chain) < 40:
        chain.append(Path(os.path.normpath(chain[-1].parent / chain[-1].readlink())))
    return (*map(str, chain), os.path.realpath(path))


def _grant(path: Path, open_paths: set[str], listed: set[str]) -> None:
    private = _private_places()
    if not any(place == path or place.is_relative_to(path) for place in private):
        open_paths.add(str(path))
        return
    if path in private or not path.is_dir():
        return
    listed.add(str(path))
    for child in path.iterdir():
        _grant(child, open_paths, listed)


@functools.cache
def _private_places() -> frozenset[Path]:
    package = Path(__file__).resolve().parents[2]
    places = {package, package.parent / "questions", package.parent / "solutions"}
    for folder in _package_folders():
        places |= {Path(folder) / name for name in _PRIVATE if (Path(folder) / name).exists()}
    return frozenset(places)


def devices(device: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The device nodes and the further paths that a worker on `device` may use."""
    if not device.startswith("cuda"):
        return (), ()
    nodes = [
        *Path("/dev").glob("nvidia[0-9]*"),
        *(Path("/dev") / name for name in ("nvidiactl", "nvidia-uvm", "nvidia-uvm-tools", "dxg")),
        *Path("/dev/nvidia-caps").glob("*"),
    ]
    return tuple(sorted(str(node) for node in nodes if node.exists())), _CUDA_READ


def command(tier: Tier, device: str, scratch: str, program: list[str]) -> list[str]:
    """The command line that runs `program` in a tier."""
    if tier != "namespace":
        return program
    paths, _ = readable()
    nodes, more = devices(device)
    made = [str(shutil.which("bwrap")), "--unshare-all", "--die-with-parent", "--new-session"]
    made += ["--cap-drop", "ALL", "--proc", "/proc", "--dev", "/dev"]
    shown = {path for path in (*paths, *more) if not path.startswith(("/proc", "/dev"))}
    for path in sorted(shown):
        if shown.isdisjoint(map(str, Path(path).parents)):  # else it is there with its folder
            made += ["--ro-bind-try", path, path]
    if nodes:
        made += ["--ro-bind-try", "/sys", "/sys"]
    for node in nodes:
        made += ["--dev-bind", node, node]
    # Whatever is not a system folder is a symbolic link on many systems: show it as it is.
    for path in ("/bin", "/sbin"):
        made += ["--ro-bind-try", path, path]
    return [*made, "--dir", scratch, "--chdir", "/", "--", *program]
