"""What the shipped content must hold, whoever edits it."""

import ast
import json
import re
import subprocess
import sys
from collections import Counter
from datetime import date

import pytest

from aigc_quiz.bank import coverage, numeric_rules, statistics
from aigc_quiz.bank.formula import evaluate
from aigc_quiz.bank.loader import load_bank
from aigc_quiz.bank.question import Numeric
from aigc_quiz.content import questions_dir, solutions_dir
from aigc_quiz.quiz.asked import Asked
from aigc_quiz.quiz.marking import mark

EXERCISES = sorted(
    folder.name for folder in (questions_dir() / "coding").iterdir() if folder.is_dir()
)
THEORY = {"definitions", "applications", "challenges", "frameworks"}
# What the project began with; the article that they come from answered them wrongly.
FIRST_FIVE = {
    "aigc-definition",
    "text-generation-applications",
    "training-data-quality-quantity",
    "implement-gan-framework",
    "gan_cartoon",
}


@pytest.fixture(scope="module")
def listing():
    done = subprocess.run(
        [sys.executable, "-m", "aigc_quiz", "list", "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def covered():
    return coverage.gather(load_bank(), date.today())


def test_the_bank_covers_its_map(covered):
    assert covered.questions >= 320
    assert {topic.category for topic in covered.topics} == THEORY | {"coding"}
    poor = [t.name for t in covered.topics if t.category in THEORY and 2 * t.count < t.target]
    strange = [t.name for t in covered.topics if not t.target]
    assert (poor, strange) == ([], [])


def test_types_and_difficulties_are_mixed_as_the_map_says(covered):
    far = [s for s in covered.types if abs(s.share - s.target) > 0.06]
    assert far == []
    far = [s for s in covered.difficulties if abs(s.share - s.target) > 0.05]
    assert far == []
    assert sum(s.count for s in covered.types) == covered.questions


def test_enough_is_computed_and_run(covered):
    assert covered.drawn >= 40
    assert covered.code_reading >= 30
    assert covered.proven >= coverage.PROVEN * covered.questions


def test_every_named_error_is_called_by_its_own_name():
    named = 0
    for question in load_bank().questions:
        if not isinstance(question, Numeric):
            continue
        for setting in numeric_rules.settings(question):
            asked = Asked(question, variables=tuple(setting.items()))
            for error in question.errors:
                marked = mark(asked, repr(evaluate(error.formula, setting)))
                assert [m.why for m in marked.misconceptions] == [error.why], question.id
                named += 1
    assert named > 500


def test_guessing_does_not_pay():
    figures = statistics.gather(load_bank())

    assert len(figures.strategies) == 10
    assert max(strategy.share for strategy in figures.strategies) <= statistics.SHARE
    assert 0.4 <= figures.true / figures.true_false <= 0.6
    assert figures.near_duplicates == ()
    assert figures.longest_run <= statistics.RUN


def test_every_type_is_there(listing):
    counts = Counter(entry["type"] for entry in listing)

    assert set(counts) == {"single", "multi", "true_false", "fill", "numeric", "short", "code"}
    assert min(counts.values()) >= 4


def test_the_first_five_are_there(listing):
    assert {entry["id"] for entry in listing} >= FIRST_FIVE


@pytest.mark.parametrize("slug", EXERCISES)
def test_an_exercise_is_complete_and_its_files_carry_the_marker(slug):
    folder = questions_dir() / "coding" / slug
    mistakes, variants = sorted(folder.glob("mistakes/*.py")), sorted(folder.glob("variants/*.py"))
    solution = solutions_dir() / f"{slug}.py"

    assert len(mistakes) >= (12 if slug in {"gan_cartoon", "diffusion_cartoon"} else 6)
    assert len(variants) >= 2
    for file in [*mistakes, *variants, solution, folder / "starter.py"]:
        text = file.read_text("utf-8")
        assert text.startswith(f"# aigc-quiz: {slug}\n"), file
        ast.parse(text)
    for file in mistakes:
        assert re.search(r"^# fails: \w+$", file.read_text("utf-8"), re.M), file


def test_every_solution_has_its_exercise_and_nothing_else_is_there():
    names = sorted(path.name for path in solutions_dir().iterdir() if path.name != "__pycache__")

    assert names == [f"{slug}.py" for slug in EXERCISES]
