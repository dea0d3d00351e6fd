"""The programs of an exercise that a sweep trains: what each is, and which lines of a sweep's file still speak of it."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from aigc_quiz.content import solutions_dir
from aigc_quiz.grading import exercise as exercises

KINDS = ("solution", "variant", "mistake", "probed")  # probed: stopped by a probe before it trains


class Program(NamedTuple):
    """One program, what it is, and a hash of its text: a changed one is trained anew."""

    kind: str
    path: Path
    text: str

    @property
    def name(self) -> str:
        """The file's name without its ending; the solution is called so."""
        return "solution" if self.kind == "solution" else self.path.stem


def programs(slug: str) -> list[Program]:
    """All of them, in the order of `KINDS`."""
    folder = exercises.find(slug).folder
    found = [("solution", solutions_dir() / f"{slug}.py")]
    found += [("variant", path) for path in sorted(folder.glob("variants/*.py"))]
    for path in sorted(folder.glob("mistakes/*.py")):
        trains = re.search(r"^# stage: training$", path.read_text("utf-8"), re.M)
        found.append(("mistake" if trains else "probed", path))
    found.sort(key=lambda pair: KINDS.index(pair[0]))
    return [
        Program(kind, path, hashlib.sha256(path.read_bytes()).hexdigest()[:12])
        for kind, path in found
    ]


def known_lines(file: Path, of: list[Program]) -> list[dict[str, Any]]:
    """The lines there are, of programs as they are now."""
    now = {each.name: each.text for each in of}
    every = file.read_text("utf-8").splitlines() if file.exists() else []
    found = [json.loads(each) for each in every]
    return [each for each in found if now.get(each["program"]) == each["text"]]
