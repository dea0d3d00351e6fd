"""A hostile program and what its first lines say of it."""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1]
PROJECT = FOLDER.parents[1]
KINDS = {
    "forge": "Forging a verdict",
    "compare": "Corrupting the comparison",
    "read": "Reading the answer",
    "fake": "Faking the work",
    "forbidden": "Calling what is forbidden",
    "process": "Leaving the worker",
    "file": "Writing files",
    "resource": "Taking too much",
}
_ATTACK = re.compile(r"^# attack begin\n.*?^# attack end\n", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Attack:
    """One file of the corpus. Its head, all but `what`, `outcome` and `control` optional:

    what        what it does
    outcome     the outcome that it must get at the tiers `namespace` and `kernel`, a|b for either
    at limits   the outcome at the tier `limits` where that differs, and what it did there:
                `passed; leaves a file`
    control     the outcome of the same file without its attack
    limits      of the grading: `seconds=3 memory_mb=800`
    exercise    affine (the default) or scale
    forbids     the exercise's forbidden names
    beside      files that lie next to the submission, each hostile
    """

    name: str
    text: str

    def head(self, key: str, default: str = "") -> str:
        found = re.search(rf"^# {key}: (.+)$", self.text, re.MULTILINE)
        return found[1].strip() if found else default

    @property
    def kind(self) -> str:
        return KINDS[self.name.partition("_")[0]]

    @property
    def escape(self) -> str:
        """What it achieves at the tier `limits`, in words; empty where it achieves nothing."""
        return self.head("at limits").partition(";")[2].strip()

    def outcomes(self, tier: str) -> frozenset[str]:
        """The outcomes that are true at a tier."""
        usual = self.head("outcome")
        told = self.head("at limits").partition(";")[0].strip() if tier == "limits" else usual
        return frozenset((told or usual).split("|"))

    @property
    def harmless(self) -> str:
        """The same program without its attack, and without its head: many share one control."""
        rest = _ATTACK.sub("", self.text)
        return re.sub(r"^(# [a-z ]+: .*\n)+", "", rest)


def corpus() -> tuple[Attack, ...]:
    """Every hostile program, by name."""
    found = (path for path in sorted(FOLDER.glob("*_*.py")) if path.stem.partition("_")[0] in KINDS)
    return tuple(Attack(path.stem, path.read_text(encoding="utf-8")) for path in found)
