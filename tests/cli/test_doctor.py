import json
import os
import subprocess
import sys

import pytest


@pytest.fixture
def quiz(tmp_path):
    def run(*arguments):
        variables = {**os.environ, "AIGC_QUIZ_LANG": "en", "AIGC_QUIZ_HOME": str(tmp_path)}
        return subprocess.run(
            [sys.executable, "-m", "aigc_quiz", "doctor", *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=variables,
            check=False,
        )

    return run


def test_every_strong_tier_refuses_what_the_limits_tier_allows(quiz, tmp_path):
    done = quiz("--json")

    told = json.loads(done.stdout)
    assert (done.returncode, told["format"], told["paths"]["home"]) == (0, 1, str(tmp_path))
    for tier in told["tiers"]:
        if tier["available"]:
            refused = tier["self_test"]["refused"]
            strong = tier["tier"] != "limits"  # limits is the negative control
            assert refused == dict.fromkeys(("read", "write", "connect", "fork"), strong)
    assert "cpu" in told["devices"]


def test_the_plain_text_names_versions_tiers_and_paths(quiz):
    said = quiz().stdout

    for word in ("aigc-quiz 0.", "torch ", "isolation: ", "kernel: ", "read a file: ", "home: "):
        assert word in said


def answer(quiz_home):
    subprocess.run(
        [sys.executable, "-m", "aigc_quiz", "practice", "--limit", "1"],
        input=b"b\n",
        env={**os.environ, "AIGC_QUIZ_HOME": str(quiz_home)},
        check=True,
        capture_output=True,
    )


def test_a_damaged_history_is_named_and_mended(quiz, tmp_path):
    answer(tmp_path)
    file = tmp_path / "history.sqlite3"
    file.write_bytes(b"not a database" * 999)
    told = json.loads(quiz("--json").stdout)["history"]
    assert "doctor --rebuild" in told["fault"]
    assert len(told["copies"]) == 1

    done = quiz("--rebuild")

    assert (done.returncode, done.stderr) == (0, "")
    assert "Events in the new file: 1; of these from copies: 1; missing: 0." in done.stdout
    assert json.loads(quiz("--json").stdout)["history"]["events"] == 1


def test_nothing_to_rebuild_is_one_line(quiz):
    done = quiz("--rebuild")

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "no history to rebuild" in done.stderr
