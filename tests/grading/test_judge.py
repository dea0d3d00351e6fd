import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from aigc_quiz.errors import GraderFault
from aigc_quiz.grading import grade_file
from aigc_quiz.grading import judge as judge_module

RIGHT = "def affine(x, y):\n    return 2 * x + y\n"


def test_a_right_submission_passes_every_check(judge):
    report = judge(RIGHT)

    assert report.outcome == "passed"
    assert [check.name for check in report.checks] == [
        "values",
        "inputs_unchanged",
        "gradient",
        "gradient_of_y",
    ]
    assert report.score == 1.0


@pytest.mark.parametrize(
    ("text", "outcome", "name", "message"),
    [
        ("def affine(x, y):\n    return x + 2 * y\n", "failed", "values", "the arguments are swapped"),
        ("def affine(x, y):\n    return 0 * x\n", "failed", "values", "values differ; the worst at"),
        ("def affine(x, y):\n    return x / 0 * float('nan')\n", "failed", "values", "got"),
        ("def affine(x, y):\n    x += x\n    return x + y\n", "crashed", "inputs_unchanged", "changes its input"),
        ("def affine(x, y):\n    return (2 * x + y).detach()\n", "failed", "gradient", "expected a tensor"),
        ("def affine(x, y):\n    raise ValueError('no')\n", "crashed", "runs", "mine.py:2: raise ValueError('no')\nValueError: no"),
        ("def affine(x, y):\n    raise NotImplementedError\n", "crashed", "runs", "mine.py:2: not written yet"),
        ("def affine(x, y)\n    return x\n", "crashed", "runs", "mine.py:1: "),
        ("def other(x, y):\n    return x\n", "crashed", "runs", "does not define affine"),
        ("import os\ndef affine(x, y):\n    os._exit(0)\n", "crashed", "runs", "ended itself (exit code 0)"),
    ],
)  # fmt: skip
def test_a_wrong_submission_gets_its_outcome_and_the_first_wrong_thing(
    judge, text, outcome, name, message
):
    report = judge(text)

    assert outcome == report.outcome
    assert name == report.failed()[0].name
    assert message in report.failed()[0].message.en


@pytest.mark.parametrize("body", ["raise OSError('disk')", "yield None", "return iter(())"])
def test_a_broken_grader_is_our_fault_and_never_a_verdict(judge, make_exercise, tmp_path, body):
    made = make_exercise(
        tmp_path / "bad", slug="bad", grader=f"def grade(submission):\n    {body}\n"
    )

    with pytest.raises(GraderFault, match=r"bad/grader\.py"):
        judge(RIGHT, made)


def test_crlf_bom_and_chinese_file_names_are_graded(judge, affine, tmp_path):
    file = tmp_path / "我的 答案.py"
    file.write_bytes(b"\xef\xbb\xbf" + RIGHT.replace("\n", "\r\n").encode())

    assert grade_file(file, affine, isolation="none").outcome == "passed"
    wrong = judge("def affine(x, y):\r\n    x = 1\r\n    raise ValueError('说不')\r\n")
    assert "mine.py:3: raise ValueError('说不')" in wrong.failed()[0].message.en


def test_hidden_inputs_are_never_printed_whole(judge):
    report = judge("def affine(x, y):\n    raise ValueError(str(list(range(1000))))\n")

    assert len(report.failed()[0].message.en) < 500


def test_what_a_submission_prints_is_kept_and_capped(judge):
    report = judge("print('嗨 ' + 'a' * 100_000)\n" + RIGHT)

    assert report.outcome == "passed"
    assert 3000 < len(report.printed) <= 4000


def test_a_clock_that_jumps_changes_neither_verdict_nor_time(judge, monkeypatch):
    jumps = iter([1e9, -1e9] * 100_000)
    monkeypatch.setattr(time, "time", lambda: next(jumps))

    report = judge("import time\ntime.sleep(0.2)\n" + RIGHT)

    assert report.outcome == "passed"
    assert 0.2 < report.seconds < 120
    late = judge("import time\ntime.sleep(60)\n" + RIGHT, seconds=1)
    assert late.outcome == "timed_out"


def test_the_judge_reads_no_clock_that_can_jump():
    grading = Path(judge_module.__file__).parent
    texts = {path: path.read_text(encoding="utf-8") for path in grading.rglob("*.py")}

    assert [path for path, text in texts.items() if re.search(r"time\.time\(|datetime", text)] == []
    assert any("time.monotonic()" in text for text in texts.values())


@pytest.mark.skipif(sys.platform != "linux", reason="counts processes in /proc")
def test_a_judge_that_is_killed_takes_its_worker_along(tmp_path, affine):
    file = tmp_path / "sleeper.py"
    file.write_text("import time\nprint('up')\ndef affine(x, y):\n    time.sleep(600)\n")
    code = (
        "import sys, pathlib, datetime\n"
        "from aigc_quiz.grading.link import Link, Limits\n"
        "with Link(file='x', isolation='auto', device='cpu', allowed=Limits(600)) as link:\n"
        "    link.confirm()\n"
        "    print(*link.tree.members(), flush=True)\n"
        f"    link.ask('load', {file.read_text()!r}, 'x')\n"
        "    link.ask('call', 'affine', (1, 2), {}, 'give')\n"
    )
    for kill in (signal.SIGKILL, signal.SIGINT):
        judge = subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        members = [int(pid) for pid in judge.stdout.readline().split()]
        assert members
        judge.send_signal(kill)
        judge.wait(timeout=60)
        judge.stdout.close()
        for _ in range(200):
            if not any(alive(pid) for pid in members):
                break
            time.sleep(0.05)
        assert [pid for pid in members if alive(pid)] == []


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_the_scratch_folder_is_removed(judge):
    before = set(Path(tempfile.gettempdir()).glob("aigc-quiz-*"))
    report = judge("import tempfile\nprint(tempfile.gettempdir())\n" + RIGHT)

    assert report.outcome == "passed"
    assert not Path(report.printed.strip()).exists() or Path(report.printed.strip()) in before
