"""Grades hostile programs, one a line of stdin, and tells of each what it did; one JSON line each.

Run as a program of its own (`house.py` starts it), so that what an attack does to its judge is done to
this process and not to the tests.
"""

import importlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:1] = [str(HERE.parent), str(HERE.parents[2])]  # not this folder itself

from aigc_quiz.bank.question import Exercise, Text  # noqa: E402
from aigc_quiz.grading import Limits, Report, grade_file, start  # noqa: E402
from aigc_quiz.grading.jail import tree  # noqa: E402
from aigc_quiz.grading.nursery import Nursery  # noqa: E402
from aigc_quiz.grading.start import Starter  # noqa: E402
from harness.attack import FOLDER, PROJECT, Attack, corpus  # noqa: E402
from harness.canaries import Secrets  # noqa: E402

STAGED = "AIGC_QUIZ_STAGED" in os.environ
BESIDE = 'import os\nprint("shadowed: a file beside the submission ran", flush=True)\nos._exit(0)\n'


class Unsafe(Exception):
    """This attack must not run here."""


def bystanders() -> list[int]:
    """Processes besides us that `kill(-1)` of a submission at the tier `limits` would reach."""
    found = []
    for entry in os.scandir("/proc"):
        if entry.name.isdigit() and int(entry.name) not in (1, os.getpid()):
            try:  # the folder's owner is root where a process cannot be traced
                status = Path(entry.path, "status").read_text()
            except OSError:
                continue
            owner = int(status.partition("\nUid:")[2].split()[1])
            if os.geteuid() in (0, owner):
                found.append(int(entry.name))
    return found


def texts(told: object) -> Iterator[str]:
    """All words of a report; its numbers, such as seconds, are the judge's own and like a secret by chance."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        for key, value in told.items():
            yield key
            yield from texts(value)
    elif isinstance(told, list | tuple):
        for value in told:
            yield from texts(value)


def descendants(pid: int) -> set[int]:
    """The living processes below `pid`."""
    below = tree.children(pid)
    return below.union(*(descendants(child) for child in below))


def refuse_danger(tier: str, ours: set[int]) -> None:
    """At `limits` nothing confines a submission: only a user or a pid namespace of its own will do.

    Raises:
        Unsafe: somebody else's process is within reach.
    """
    if tier == "limits" and (near := set(bystanders()) - ours):
        raise Unsafe(
            f"{len(near)} processes are within reach of kill(-1): at the tier limits attacks run "
            f"only as a throwaway user or in a pid namespace of their own"
        )


class Runner:
    """One place, its secrets, and the programs that are graded in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.nursery = Nursery()
        self.warmed = ("", "")
        self.attacks = {attack.name: attack for attack in corpus()}
        self.secrets = Secrets(folder)
        self.exercises = folder / "exercises"
        for name in ("affine", "scale"):
            text = (FOLDER / "exercises" / name / "grader.py").read_text(encoding="utf-8")
            (self.exercises / name).mkdir(parents=True)
            (self.exercises / name / "grader.py").write_text(f"# {self.secrets.new()}\n{text}")
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder / "scratch")
        (folder / "scratch").mkdir()

    def job(self, name: str, tier: str, mode: str, *, harmless: bool) -> dict[str, object]:
        """Grade one program and look around afterwards."""
        starter = self.starter(tier, mode)
        refuse_danger(tier, set(self.warm()))
        attack = self.attacks[name]
        place = Path(tempfile.mkdtemp(dir=self.folder, prefix="work-"))
        for beside in attack.head("beside").split():
            (place / beside).write_text(BESIDE)
        (place / "hostile.py").write_text(self.text(attack, harmless=harmless), encoding="utf-8")
        report = graded(place / "hostile.py", self.exercise(attack), attack, tier, starter)
        withheld = importlib.import_module(f"aigc_quiz_exercise_{report.exercise}.grader").WITHHELD
        told = "\n".join([*texts(report.as_json("en")), report.printed])
        told += "".join(check.message.zh for check in report.checks)
        beside = {"hostile.py", *attack.head("beside").split()}
        return {
            "outcome": report.outcome,
            "isolation": report.isolation,
            "messages": [f"{check.name}: {check.message.en}" for check in report.failed()],
            "printed": report.printed,
            "leaked": self.secrets.found(told, withheld),
            "user": os.geteuid(),
            "processes": sorted(
                (descendants(os.getpid()) | set(bystanders() if STAGED else ())) - set(self.warm())
            ),
            "files": sorted(
                {str(path) for path in place.iterdir() if path.name not in beside}
                | ({str(path) for path in (self.folder / "scratch").iterdir()} - self.scratches())
                | set(traces())
                | set(self.secrets.changed())
            ),
        }

    def starter(self, tier: str, mode: str) -> Starter:
        """Cold, or forked by a zygote of this tier; there is at most one zygote."""
        if (tier, mode) != self.warmed:
            self.nursery.close()
            self.warmed = (tier, mode)
        if mode == "cold":
            return start.cold
        if mode != "forked":
            raise Unsafe(f"there is no way to grade {mode}")
        return self.nursery

    def warm(self) -> Iterator[int]:
        """The zygote's process and those between it and us."""
        for zygote in self.nursery._zygotes.values():
            pid = zygote.pid
            while pid not in (0, 1, os.getpid()):
                yield pid
                pid = tree._parents().get(pid, (0, 0))[0]

    def scratches(self) -> set[str]:
        return {zygote._scratch for zygote in self.nursery._zygotes.values()}

    def text(self, attack: Attack, *, harmless: bool) -> str:
        text = attack.harmless if harmless else attack.text
        for token, value in (
            ("PROJECT_FOLDER", str(PROJECT)),
            ("GRADER_FOLDER", str(self.exercises)),
            ("HOME_FOLDER", str(self.secrets.home)),
            ("SOCKET_PATH", self.secrets.path),
            ("SOCKET_NAME", self.secrets.abstract),
        ):
            text = text.replace(token, value)
        return text

    def exercise(self, attack: Attack) -> Exercise:
        slug = attack.head("exercise", "affine")
        nothing = Text("", "")
        return Exercise(
            slug=slug, difficulty=1, title=nothing, topic="gan", statement=nothing, formula="",
            example="", hints=(), references=(), tags=(), volatility="stable",
            reviewed=date(2026, 11, 23), names=("Scale",) if slug == "scale" else ("affine",),
            forbidden=tuple(attack.head("forbids").split()), path="", line=1,
            folder=self.exercises / slug,
        )  # fmt: skip


def graded(file: Path, exercise: Exercise, attack: Attack, tier: str, starter: Starter) -> Report:
    """The one place where an attack is graded; its worker comes to life by `starter`."""
    pairs = (pair.split("=") for pair in attack.head("limits").split())
    allowed = {"seconds": 60.0} | {key: int(value) for key, value in pairs}
    return grade_file(file, exercise, isolation=tier, limits=Limits(**allowed), starter=starter)


def traces() -> list[str]:
    """Files that attacks try to make: all of them carry one name."""
    places = (Path("/tmp"), Path("/dev/shm"), Path("/var/tmp"), Path.home(), PROJECT)
    return sorted({str(path) for place in places for path in place.glob("aigc-quiz-attack*")})


def sweep_up() -> None:
    """Remove what an attack at the tier `limits` has left, so that the next one begins as clean."""
    for name in traces():
        path = Path(name)
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink()


def main() -> None:
    """Serve until stdin ends."""
    with tempfile.TemporaryDirectory(prefix="attacks-", ignore_cleanup_errors=True) as folder:
        runner = Runner(Path(folder))
        for line in sys.stdin:
            job = json.loads(line)
            try:
                told = runner.job(job["attack"], job["tier"], job["mode"], harmless=job["harmless"])
            except Unsafe as fault:
                told = {"unsafe": str(fault)}
            except Exception as fault:  # noqa: BLE001 - the tests tell of it
                told = {"fault": re.sub(r"\s+", " ", f"{type(fault).__name__}: {fault}")}
            print(json.dumps(told), flush=True)  # noqa: T201 - our answer
            sweep_up()
        runner.nursery.close()


if __name__ == "__main__":
    main()
