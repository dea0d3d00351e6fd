"""`aigc-quiz` as a user runs it: a process of its own, and a folder of its own for what it keeps."""

import json
import os
import subprocess
import sys
from pathlib import Path

SAMPLE = Path(__file__).parents[1] / "quiz" / "sample"


def start(*arguments):
    return [sys.executable, "-m", "aigc_quiz", *arguments]


def environment(home, **more):
    return {**os.environ, "AIGC_QUIZ_HOME": str(home), "PYTHONIOENCODING": "utf-8", **more}


def run(home, *arguments, lines=b"", **more):
    """The ended process: returncode, stdout, stderr; `more` are variables of its environment."""
    return subprocess.run(
        start(*arguments),
        input=lines,
        capture_output=True,
        env=environment(home, **more),
        check=False,
        timeout=60,
    )


def written(home, *arguments, lines=b"", **more):
    """The text of a run that ended well and complained of nothing."""
    done = run(home, *arguments, lines=lines, **more)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode()


def practise(home, *arguments, lines=b"", **more):
    return run(home, "practice", "--bank", str(SAMPLE), *arguments, lines=lines, **more)


def stats(home, *arguments):
    return json.loads(written(home, "stats", "--json", *arguments))
