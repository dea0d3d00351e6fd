"""Every hostile program gets its true verdict, at every strong tier, and leaves nothing behind.

Each file names its `# outcome:` and the outcome of its negative control, which is the same file
without the lines between `# attack begin` and `# attack end`.
"""

import re
import tempfile
from datetime import date
from pathlib import Path

import pytest

from aigc_quiz.bank.question import Exercise, Text
from aigc_quiz.grading import Limits, grade_file
from aigc_quiz.grading.jail import tier, tree

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
ATTACKS = sorted(path for path in HERE.glob("*.py") if not path.name.startswith("test_"))
STRONG = [reason.tier for reason in tier.reasons() if reason.available and reason.tier != "limits"]
NOTHING = Text("", "")
AFFINE = Exercise(
    slug="affine",
    difficulty=1,
    title=NOTHING,
    topic="gan",
    statement=NOTHING,
    formula="",
    example="",
    hints=(),
    references=(),
    tags=(),
    volatility="stable",
    reviewed=date(2026, 11, 23),
    names=("affine",),
    path="",
    line=1,
    folder=HERE.parent / "grading" / "affine",
)

pytestmark = pytest.mark.skipif(
    not STRONG, reason="no Landlock and seccomp here: hostile programs are not run"
)


def head(text, key, default=""):
    found = re.search(rf"^# {key}: (.+)$", text, re.MULTILINE)
    return found[1] if found else default


def graded(text, folder, isolation):
    limits = dict(pair.split("=") for pair in head(text, "limits").split())
    file = folder / "hostile.py"
    file.write_text(text.replace("PROJECT_FOLDER", str(PROJECT)), encoding="utf-8")
    allowed = {"seconds": 60.0} | {key: int(value) for key, value in limits.items()}
    return grade_file(file, AFFINE, isolation=isolation, limits=Limits(**allowed))


def traces():
    places = (Path(tempfile.gettempdir()), Path("/dev/shm"), Path("/var/tmp"), Path.home(), PROJECT)
    return [path for place in places for path in place.glob("aigc-quiz-attack*")]


@pytest.mark.parametrize("isolation", STRONG)
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda path: path.stem)
def test_an_attack_gets_its_true_verdict_and_leaves_nothing(attack, isolation, tmp_path):
    import os

    text = attack.read_text(encoding="utf-8")
    before = tree.children(os.getpid())

    report = graded(text, tmp_path, isolation)

    told = [(check.name, check.message.en) for check in report.failed()]
    assert report.outcome in head(text, "outcome").split("|"), told
    assert isolation == report.isolation
    assert before == tree.children(os.getpid())
    assert traces() == []
    assert [path.name for path in tmp_path.iterdir()] == ["hostile.py"]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda path: path.stem)
def test_the_same_file_without_its_attack_is_graded_normally(attack, tmp_path):
    text = attack.read_text(encoding="utf-8")
    harmless = re.sub(
        r"^# attack begin\n.*^# attack end\n", "", text, flags=re.DOTALL | re.MULTILINE
    )

    assert harmless != text
    assert head(text, "control") == graded(harmless, tmp_path, STRONG[-1]).outcome
