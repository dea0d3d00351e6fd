import os
import subprocess
import sys

import pytest

from aigc_quiz.grading import exercise

SLUG = "scaled_dot_product_attention"


@pytest.fixture
def quiz(tmp_path):
    def run(*arguments):
        variables = {**os.environ, "AIGC_QUIZ_LANG": "en", "AIGC_QUIZ_HOME": str(tmp_path / "home")}
        return subprocess.run(
            [sys.executable, "-m", "aigc_quiz", *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=variables,
            check=False,
        )

    return run


def test_each_call_shows_the_next_hint_and_the_last_stays(quiz):
    hints = exercise.find(SLUG).hints
    shown = [quiz("hint", SLUG).stdout for _ in range(len(hints) + 1)]

    for number, (hint, text) in enumerate(zip(hints, shown, strict=False), start=1):
        assert text == f"[{number}/{len(hints)}] {hint.en.rstrip()}\n"
    assert shown[-1] == shown[-2]


def test_a_number_shows_that_hint_and_counts_nothing(quiz):
    hints = exercise.find(SLUG).hints

    assert quiz("hint", SLUG, "--number", "3").stdout.startswith("[3/")
    assert quiz("hint", SLUG, "--lang", "zh").stdout == f"[1/{len(hints)}] {hints[0].zh.rstrip()}\n"


@pytest.mark.parametrize("number", ["0", "9", "-1"])
def test_a_hint_that_is_not_there_is_wrong_usage(quiz, number):
    done = quiz("hint", SLUG, f"--number={number}")

    assert done.returncode == 2
    assert "--number takes 1 to 3" in done.stderr


def test_a_damaged_record_is_named(quiz, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "exercises.json").write_text("{")

    done = quiz("hint", SLUG)
    assert done.returncode == 2
    assert "exercises.json: cannot be read; delete it to begin anew" in done.stderr
