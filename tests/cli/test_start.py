import os
import subprocess
import sys

import pytest

SLUG = "scaled_dot_product_attention"


@pytest.fixture
def quiz(tmp_path):
    def run(*arguments):
        variables = {**os.environ, "AIGC_QUIZ_LANG": "en", "AIGC_QUIZ_HOME": str(tmp_path / "home")}
        return subprocess.run(
            [sys.executable, "-m", "aigc_quiz", *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=variables,
            cwd=tmp_path,
            check=False,
        )

    return run


def test_the_starter_is_written_and_carries_its_marker(quiz, tmp_path):
    done = quiz("start", SLUG)

    file = tmp_path / f"{SLUG}.py"
    assert (done.returncode, done.stdout) == (0, f"{SLUG}.py\n")
    assert f"# aigc-quiz: {SLUG}" in file.read_text(encoding="utf-8")
    assert f"aigc-quiz grade {SLUG}.py" in done.stderr


def test_a_file_of_the_users_is_never_overwritten_without_force(quiz, tmp_path):
    mine = tmp_path / "我 的.py"
    mine.write_text("mine")

    refused = quiz("start", SLUG, mine)
    assert (refused.returncode, mine.read_text()) == (2, "mine")
    assert "is there already; --force overwrites it" in refused.stderr

    assert quiz("start", SLUG, mine, "--force").returncode == 0
    assert "aigc-quiz:" in mine.read_text(encoding="utf-8")


def test_a_folder_gets_a_file_in_it(quiz, tmp_path):
    (tmp_path / "work").mkdir()

    assert quiz("start", SLUG, "work").returncode == 0
    assert (tmp_path / "work" / f"{SLUG}.py").is_file()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["scaled_dot_attention"], f"did you mean {SLUG}"),
        (["nothing-like-it"], "see aigc-quiz list --category coding"),
        ([SLUG, "no/such/folder/x.py"], "cannot be written (No such file or directory)"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(quiz, arguments, message):
    done = quiz("start", *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
