import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aigc_quiz.errors import GraderFault, QuizError
from aigc_quiz.grading import many
from aigc_quiz.grading.jail import tree
from aigc_quiz.grading.many import Job, grade_many

RIGHT = "def affine(x, y):\n    return 2 * x + y\n"
WRONG = "def affine(x, y):\n    return x\n"


@pytest.fixture
def job(affine, tmp_path):
    def made(name, text, **options):
        (tmp_path / name).write_text(text)
        return Job(tmp_path / name, affine, isolation="none", **options)

    return made


def test_results_come_in_the_jobs_order_and_a_bad_file_stops_nothing(job):
    jobs = [job("a.py", RIGHT), job("b.py", WRONG), job("c.py", RIGHT), job("d.py", RIGHT)]
    jobs[2].path.unlink()

    a, b, c, d = grade_many(jobs, processes=2)

    assert (a.outcome, b.outcome, d.outcome) == ("passed", "failed", "passed")
    assert isinstance(c, QuizError)
    assert str(c) == f"{jobs[2].path}: no such file"


def test_the_same_seed_gives_the_same_report_as_alone(job):
    one = job("a.py", WRONG, seed=5)

    (pooled,) = grade_many([one])
    alone = one.graded()

    assert [(c.name, c.passed, c.message) for c in pooled.checks] == [
        (c.name, c.passed, c.message) for c in alone.checks
    ]


def test_a_judge_that_is_killed_takes_no_verdict_with_it(job):
    jobs = [job(f"{number}.py", RIGHT) for number in range(4)]
    results = grade_many(jobs, processes=1)
    first = next(results)
    for judge in multiprocessing.active_children():
        os.kill(judge.pid, signal.SIGKILL)

    assert [first.outcome, *(one.outcome for one in results)] == ["passed"] * 4


def test_a_judge_that_is_killed_again_and_again_is_our_fault(job, monkeypatch):
    monkeypatch.setattr(many, "TRIES", 1)
    results = grade_many([job(f"{number}.py", RIGHT) for number in range(3)], processes=1)
    assert next(results).outcome == "passed"
    for judge in multiprocessing.active_children():
        os.kill(judge.pid, signal.SIGKILL)

    second, third = results

    assert isinstance(second, GraderFault)
    assert "its judge was killed" in str(second)
    assert third.outcome == "passed"


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel")
def test_judges_end_with_a_parent_that_was_killed(tmp_path, affine):
    (tmp_path / "forever.py").write_text("def affine(x, y):\n    while True: pass\n")
    code = (
        "import sys, time, threading, multiprocessing\n"
        "from pathlib import Path\n"
        "sys.path[:0] = sys.argv[1:2]\n"
        "from conftest import made\n"
        "from aigc_quiz.grading.many import Job, grade_many\n"
        "if __name__ == '__main__':\n"
        "    job = Job(Path(sys.argv[2]), made(), isolation='none')\n"
        "    results = grade_many([job] * 3, processes=2)\n"
        "    threading.Thread(target=lambda: next(results), daemon=True).start()\n"
        "    while len(multiprocessing.active_children()) < 2: time.sleep(0.05)\n"
        "    print(*[p.pid for p in multiprocessing.active_children()], flush=True)\n"
        "    time.sleep(60)\n"
    )
    script = tmp_path / "parent.py"
    script.write_text(code)
    parent = subprocess.Popen(
        [sys.executable, script, Path(__file__).parent, tmp_path / "forever.py"],
        stdout=subprocess.PIPE,
        text=True,
    )
    judges = [int(pid) for pid in parent.stdout.readline().split()]
    time.sleep(3)  # they begin, and start their zygotes
    below = {pid for judge in judges for pid in tree.children(judge)}
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and any(
        tree._status(pid, "VmRSS:") for pid in {*judges, *below}
    ):
        time.sleep(0.1)

    assert len(judges) == 2
    assert not any(tree._status(pid, "VmRSS:") for pid in {*judges, *below})


def test_leaving_early_ends_every_judge(job):
    forever = job("a.py", "def affine(x, y):\n    while True: pass\n")
    results = grade_many([job("b.py", RIGHT), forever, forever], processes=2)
    assert next(results).outcome == "passed"

    results.close()

    assert multiprocessing.active_children() == []
