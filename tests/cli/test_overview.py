import os
import subprocess
import sys

import pytest


def run(home, *arguments, lines=b"", **more):
    done = subprocess.run(
        [sys.executable, "-m", "aigc_quiz", *arguments],
        input=lines,
        capture_output=True,
        env={**os.environ, "AIGC_QUIZ_HOME": str(home), "PYTHONIOENCODING": "utf-8", **more},
        check=True,
    )
    return done.stdout.decode()


def commands(shown):
    return [line.split("  ")[1] for line in shown.splitlines() if line.startswith("  aigc-quiz ")]


def test_a_newcomer_sees_three_commands(tmp_path):
    shown = run(tmp_path, AIGC_QUIZ_LANG="en")

    assert "Nothing practised yet" in shown
    assert commands(shown) == [
        "aigc-quiz practice",
        "aigc-quiz list",
        "aigc-quiz start gan_cartoon",
    ]


def test_a_returning_user_sees_what_is_due(tmp_path):
    run(tmp_path, "practice", "--limit", "1", lines=b"b\n")
    shown = run(tmp_path, AIGC_QUIZ_LANG="en")

    assert "0 due now; 1 of" in shown
    assert commands(shown)[1] == "aigc-quiz stats"


@pytest.mark.parametrize("columns", ["40", "80"])
def test_it_fits_and_speaks_chinese(tmp_path, columns):
    shown = run(tmp_path, AIGC_QUIZ_LANG="zh", COLUMNS=columns)

    assert "接下来可以" in shown
    assert max(map(len, shown.splitlines())) <= int(columns)
