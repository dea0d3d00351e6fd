import os
import signal
import sys
import time
from pathlib import Path

import pytest

from aigc_quiz.errors import GraderFault
from aigc_quiz.grading import Limits, grade_file, nursery
from aigc_quiz.grading.jail import tier, tree
from aigc_quiz.grading.link import Link

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks after importing torch")

TIERS = [reason.tier for reason in tier.reasons() if reason.available]
RIGHT = "def affine(x, y):\n    return 2 * x + y\n"
PROGRAMS = [
    (RIGHT, "passed"),
    ("def affine(x, y):\n    return x + 2 * y\n", "failed"),
    ("import os\ndef affine(x, y):\n    os._exit(3)\n", "crashed"),
    ("def affine(x, y):\n    while True: pass\n", "timed_out"),
    ("def affine(x, y):\n    print('x' * (20 << 20))\n", "too_much_output"),
    (RIGHT, "passed"),
]


@pytest.fixture(scope="module", params=TIERS)
def warm(request):
    with nursery.Nursery() as made:
        yield made, request.param


@pytest.fixture
def grade(warm, affine, tmp_path):
    def graded(text, seconds=60.0):
        (tmp_path / "mine.py").write_text(text)
        made, isolation = warm
        limits = Limits(seconds=seconds)
        return grade_file(
            tmp_path / "mine.py", affine, isolation=isolation, limits=limits, starter=made
        )

    return graded


def test_a_forked_worker_ends_as_a_cold_one_does_and_leaves_nothing(grade, warm):
    before = None
    for text, outcome in PROGRAMS:
        report = grade(text, 3.0 if outcome == "timed_out" else 60.0)

        assert (outcome, warm[1]) == (report.outcome, report.isolation)
        (zygote,) = warm[0]._zygotes.values()
        left = tree.children(zygote.pid), len(list(Path("/proc/self/fd").iterdir()))
        before = before or left
        assert before == left


def test_what_one_submission_changes_the_next_does_not_see(grade):
    spoil = "import torch\ntorch.add = None\ntorch.Tensor.__add__ = lambda a, b: a\n"

    assert grade(spoil + RIGHT).outcome == "failed"
    assert grade(RIGHT).outcome == "passed"


def test_forked_workers_draw_different_random_numbers(grade):
    shown = "import os, random\nprint(os.urandom(8).hex())\n" + RIGHT

    assert grade(shown).printed != grade(shown).printed


def test_a_forked_worker_is_confined_as_the_kernel_sees_it(warm):
    made, isolation = warm
    if isolation == "limits":
        pytest.skip("nothing confines there")
    with Link(file="f", isolation=isolation, device="cpu", allowed=Limits(), starter=made) as link:
        link.confirm()

        assert tree.confined(link.pid)
        assert link.pid != made._zygotes[isolation, "cpu"].pid
        assert not tree.confined(made._zygotes[isolation, "cpu"].pid)


def test_a_zygote_that_was_killed_is_replaced(grade, warm):
    assert grade(RIGHT).outcome == "passed"
    (zygote,) = warm[0]._zygotes.values()
    os.kill(zygote.pid, signal.SIGKILL)

    assert grade(RIGHT).outcome == "passed"
    assert warm[0]._zygotes != {(warm[1], "cpu"): zygote}


def test_leaving_a_nursery_ends_its_zygotes():
    with nursery.Nursery() as made:
        made.warm("none")
        (zygote,) = made._zygotes.values()
        pid = zygote._process.pid
        assert Path(zygote._scratch).is_dir()

    assert not Path(f"/proc/{pid}").exists()
    assert not Path(zygote._scratch).exists()


def test_where_nothing_can_be_forked_workers_start_cold(monkeypatch, affine, tmp_path):
    monkeypatch.setattr(nursery, "FORKS", False)
    (tmp_path / "mine.py").write_text(RIGHT)
    with nursery.Nursery() as made:
        made.warm("none")

        assert grade_file(tmp_path / "mine.py", affine, isolation="none", starter=made).passed
        assert made._zygotes == {}


def test_a_zygote_that_never_gets_warm_is_our_fault(monkeypatch):
    monkeypatch.setattr(nursery.boot, "texts", lambda: b"\x02\x00\x00\x00no")
    with nursery.Nursery() as made, pytest.raises(GraderFault, match="does not stay alive"):
        Link(file="f", isolation="none", device="cpu", allowed=Limits(), starter=made)


def test_a_zygote_ends_with_its_judge():
    code = (
        "import os, time\n"
        "from aigc_quiz.grading.nursery import Nursery\n"
        "made = Nursery(); made.warm('none')\n"
        "print(next(iter(made._zygotes.values()))._process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    import subprocess

    judge = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    pid = int(judge.stdout.readline())
    judge.kill()
    judge.wait()
    judge.stdout.close()
    for _ in range(200):
        if not Path(f"/proc/{pid}").exists() or tree._status(pid, "VmRSS:") == 0:
            break
        time.sleep(0.1)

    assert tree._status(pid, "VmRSS:") == 0
