import os
import subprocess
import sys

import pexpect
import pytest

from aigc_quiz.content import solutions_dir

SLUG = "scaled_dot_product_attention"
TEXT = (solutions_dir() / f"{SLUG}.py").read_text(encoding="utf-8")


@pytest.fixture
def variables(tmp_path):
    return {**os.environ, "AIGC_QUIZ_LANG": "en", "AIGC_QUIZ_HOME": str(tmp_path), "TERM": "dumb"}


def test_yes_shows_the_solution_at_once(variables):
    done = subprocess.run(
        [sys.executable, "-m", "aigc_quiz", "solution", SLUG, "--yes"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=variables,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, TEXT, "")


@pytest.mark.parametrize(
    ("answer", "shown", "code"), [("y", True, 0), ("n", False, 1), ("", False, 1)]
)
def test_a_terminal_is_asked_first(variables, answer, shown, code):
    child = pexpect.spawn(
        sys.executable,
        ["-m", "aigc_quiz", "solution", SLUG],
        env=variables,
        encoding="utf-8",
        timeout=60,
    )
    child.expect("You have not passed")
    child.sendline(answer)
    rest = child.read()
    child.close()

    assert (f"aigc-quiz: {SLUG}" in rest, child.exitstatus) == (shown, code)
