import json
import os
import re
import subprocess
import sys
from pathlib import Path

SAMPLE = Path(__file__).parents[1] / "quiz" / "sample"


def run(home, *arguments, lines=b""):
    done = subprocess.run(
        [sys.executable, "-m", "aigc_quiz", *arguments],
        input=lines,
        capture_output=True,
        env={**os.environ, "AIGC_QUIZ_HOME": str(home), "PYTHONIOENCODING": "utf-8"},
        check=True,
    )
    return done.stdout.decode()


def test_nothing_is_due_before_anything_was_answered(tmp_path):
    assert run(tmp_path, "due", "--lang", "en") == "Nothing is due now.\n"
    assert json.loads(run(tmp_path, "due", "--json"))["due"] == 0


def test_a_wrong_answer_is_due_soon(tmp_path):
    run(tmp_path, "practice", "--bank", str(SAMPLE), "--type", "single", lines=b"zzz\n")
    found = json.loads(run(tmp_path, "due", "--json", "--bank", str(SAMPLE)))

    assert found["due"] == 0
    assert found["next_due"]
    assert found["forecast"][0] == 1
    shown = run(tmp_path, "due", "--lang", "en", "--bank", str(SAMPLE))
    assert re.search(r"Next due in (?:1 min|\d\d s)\.", shown)
