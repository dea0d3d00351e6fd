"""The verdict on one submission, as data."""

from dataclasses import dataclass, field

from aigc_quiz.bank.question import Lang, Text
from aigc_quiz.grading.faults import Outcome
from aigc_quiz.grading.wire import Json, Value

# What a record called `medal` may say, the best first.
MEDALS = {
    "gold": Text(zh="金牌", en="gold medal"),
    "silver": Text(zh="银牌", en="silver medal"),
    "bronze": Text(zh="铜牌", en="bronze medal"),
}
NOT_RUN = "not_run"  # the label of a check that was not reached: it fails, and proves nothing


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a grader looked at. `message` says what came and what was expected.

    `advice` is sound advice but no fault: zero points, shown, never failing. `mistake` is the label
    of a known mistake that was recognised, `seconds` the time that the check took.
    """

    name: str
    passed: bool
    message: Text = Text("", "")  # noqa: RUF009 - frozen
    points: float = 1
    advice: bool = False
    seconds: float = 0.0
    mistake: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """outcome + checks, and what else `grade --json` tells.

    pictures: sheets of uint8 (N, 3, H, W) by name. columns: pictures a row of those sheets that are not about
    square. animations: uint8 frames (T, 3, H, W) by name; the last frame leads back to the first.
    """

    file: str
    exercise: str
    outcome: Outcome
    checks: tuple[Check, ...]
    seconds: float
    device: str
    isolation: str
    seed: int
    printed: str = ""
    records: dict[str, Value] = field(default_factory=dict)
    pictures: dict[str, Value] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    animations: dict[str, Value] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether the submission passed."""
        return self.outcome == "passed"

    @property
    def score(self) -> float:
        """Points of the passed checks over all points, 0 to 1."""
        counted = [check for check in self.checks if not check.advice]
        total = sum(check.points for check in counted)
        return sum(check.points for check in counted if check.passed) / total if total else 0.0

    def failed(self) -> tuple[Check, ...]:
        """The checks that count and were not passed, in the grader's order."""
        return tuple(check for check in self.checks if not check.passed and not check.advice)

    def as_json(self, lang: Lang = "en", artifacts: tuple[str, ...] = ()) -> dict[str, Json]:
        """The object that `grade --json` prints, `"format": 1`."""
        made: dict[str, Json] = {
            "format": 1,
            "file": self.file,
            "exercise": self.exercise,
            "outcome": self.outcome,
            "score": round(self.score, 4),
            "seconds": round(self.seconds, 3),
            "device": self.device,
            "isolation": self.isolation,
            "checks": [
                {
                    "name": check.name,
                    "passed": check.passed,
                    "points": check.points,
                    "advice": check.advice,
                    "seconds": round(check.seconds, 3),
                    "message": check.message.get(lang),
                    "mistake": check.mistake,
                }
                for check in self.checks
            ],
            "artifacts": list(artifacts),
            "seed": self.seed,
        }
        for key, value in self.records.items():
            made.setdefault(key, value)
        return made
