"""A tiny exercise on disk, and a way to grade texts against it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from aigc_quiz.bank.question import Exercise, Text
from aigc_quiz.grading import Limits, Report, grade_file

GRADER = """
from aigc_quiz.grading import Text, close, expect

def grade(submission):
    x, y = submission.normal(3, 4), submission.normal(3, 4)
    yield close("values", submission.call("affine", x, y), 2 * x + y,
                mistakes={"swapped": (x + 2 * y, Text("参数写反了", "the arguments are swapped"))})
    yield expect("inputs_unchanged", submission.inputs_unchanged(), Text("改动了输入", "changes its input"))
    wide = submission.normal(2, 5).double()
    out, (gx, gy) = submission.vjp("affine", (wide, wide), wide, wrt=(0, 1))
    yield close("gradient", gx, 2 * wide)
"""


def made(
    folder: Path, *, slug: str = "affine", grader: str = GRADER, **changes: object
) -> Exercise:
    """An exercise in `folder`; `changes` replace its fields."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "grader.py").write_text(grader, encoding="utf-8")
    fields: dict[str, object] = {
        "slug": slug,
        "difficulty": 1,
        "title": Text("仿射", "Affine"),
        "topic": "gan",
        "statement": Text("", ""),
        "formula": "",
        "example": "",
        "hints": (Text("一", "one"), Text("二", "two"), Text("三", "three")),
        "references": (),
        "tags": (),
        "volatility": "stable",
        "reviewed": date(2026, 11, 23),
        "names": ("affine",),
        "path": "questions/coding/affine/exercise.yaml",
        "line": 1,
        "folder": folder,
    }
    return Exercise(**(fields | changes))  # type: ignore[arg-type]


@pytest.fixture
def make_exercise() -> Callable[..., Exercise]:
    return made


@pytest.fixture
def affine(tmp_path: Path) -> Exercise:
    return made(tmp_path / "affine")


Judge = Callable[..., Report]


@pytest.fixture
def judge(tmp_path: Path, affine: Exercise) -> Judge:
    """Grade a text: judge(text, exercise=..., isolation="none", **limits)."""

    def grade(
        text: str | bytes,
        exercise: Exercise | None = None,
        isolation: str = "none",
        **limits: float,
    ) -> Report:
        file = tmp_path / "mine.py"
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        allowed = Limits(**({"seconds": 60.0} | limits))  # type: ignore[arg-type]
        return grade_file(file, exercise or affine, isolation=isolation, seed=1, limits=allowed)

    return grade
