"""A tiny exercise on disk, and a way to grade texts against it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from aigc_quiz.bank.question import Exercise, Text
from aigc_quiz.grading import Limits, Report, grade_file

AFFINE = Path(__file__).parent / "affine"


def made(
    folder: Path = AFFINE, *, slug: str = "affine", grader: str = "", **changes: object
) -> Exercise:
    """An exercise in `folder`, with another grader.py where one is given; `changes` replace fields."""
    if grader:
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
def affine() -> Exercise:
    return made(AFFINE)


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
