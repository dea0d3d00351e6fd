"""Nothing of ours fails silently: full disks, read-only homes, killed workers, Ctrl-C, and faults of ours."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aigc_quiz.content import solutions_dir
from aigc_quiz.grading.jail import tree

SLUG = "scaled_dot_product_attention"
SOLUTION = solutions_dir() / f"{SLUG}.py"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture
def place(tmp_path):
    """A folder with the solution as mine.py, and a home and a folder for temporary files beside it."""
    for name in ("home", "tmp"):
        (tmp_path / name).mkdir()
    shutil.copy(SOLUTION, tmp_path / "mine.py")
    return tmp_path


def environment(place):
    return {
        **os.environ,
        "AIGC_QUIZ_LANG": "en",
        "AIGC_QUIZ_HOME": str(place / "home"),
        "TMPDIR": str(place / "tmp"),
    }


def started(place, *arguments, python=(), **options):
    return subprocess.Popen(
        [sys.executable, *python, "-m", "aigc_quiz", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment(place),
        cwd=place,
        start_new_session=True,
        **options,
    )


def finished(process):
    out, err = process.communicate(timeout=120)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def wait_for(condition):
    deadline = time.monotonic() + 100
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.01)
    raise AssertionError("waited in vain")


def descendants(pid):
    found = tree.children(pid)
    for child in set(found):
        found |= descendants(child)
    return found


def alive(pid):
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False


def nothing_left(place, pids):
    wait_for(lambda: not [pid for pid in pids if alive(pid)])
    assert list((place / "tmp").glob("aigc-quiz-*")) == []


# --- Ctrl-C ---


def submission(place, when):
    """The solution, which makes the file `reached` once it is imported or called."""
    text = SOLUTION.read_text(encoding="utf-8")
    act = f"open({str(place / 'reached')!r}, 'w')\n    import time\n    time.sleep(600)\n"
    if when == "import":
        text += f"\n\nif True:\n    {act}"
    else:
        text += f"\n\ndef {SLUG}(*_, **__):\n    {act}"
    (place / "mine.py").write_text(text, encoding="utf-8")


@LINUX
@pytest.mark.parametrize("module", ["aigc_quiz.errors", "aigc_quiz.grading.link", "numpy", "torch._C"])  # fmt: skip
@pytest.mark.parametrize("how", [(), ("--watch",)], ids=str)
def test_ctrl_c_while_starting_is_130_and_leaves_nothing(place, module, how):
    arguments = ("grade", "mine.py", "--isolation", "none", *how)
    process = started(place, *arguments, python=("-X", "importtime"))
    lines = []
    for line in process.stderr:
        lines.append(line)
        if line.rpartition("|")[2].strip().startswith(module):
            break
    below = descendants(process.pid)

    process.send_signal(signal.SIGINT)

    done = finished(process)
    assert done.returncode == 130
    assert "Traceback" not in "".join(lines) + done.stderr
    nothing_left(place, below)


@LINUX
@pytest.mark.parametrize("when", ["import", "call"])
@pytest.mark.parametrize("times", [1, 3])
def test_ctrl_c_while_a_submission_runs_is_130_and_leaves_nothing(place, when, times):
    submission(place, when)
    process = started(place, "grade", "mine.py", "--isolation", "none")
    wait_for((place / "reached").exists)
    below = descendants(process.pid)
    assert below

    for _ in range(times):  # also when impatience strikes while we clean up
        process.send_signal(signal.SIGINT)

    done = finished(process)
    assert (done.returncode, done.stdout) == (130, "")
    assert "Traceback" not in done.stderr
    nothing_left(place, below)


@LINUX
@pytest.mark.parametrize("whole_group", [False, True])  # a terminal tells every process of it
def test_ctrl_c_while_a_folder_is_graded_is_130_and_begins_nothing_more(place, whole_group):
    submission(place, "call")
    (place / "many").mkdir()
    for number in range(6):
        shutil.copy(place / "mine.py", place / "many" / f"{number}.py")
    process = started(place, "grade", "many", "--isolation", "none", "--timeout", "1000")
    wait_for((place / "reached").exists)
    below = descendants(process.pid)
    assert below

    (os.killpg if whole_group else os.kill)(process.pid, signal.SIGINT)

    done = finished(process)
    assert (done.returncode, done.stdout) == (130, "")
    assert "Traceback" not in done.stderr
    nothing_left(place, below)


@LINUX
def test_ctrl_c_while_watching_is_130_and_leaves_nothing(place):
    submission(place, "call")
    process = started(place, "grade", "mine.py", "--watch", "--isolation", "none")
    wait_for((place / "reached").exists)
    below = descendants(process.pid)

    os.killpg(process.pid, signal.SIGINT)

    assert finished(process).returncode == 130
    nothing_left(place, below)


@LINUX
def test_ctrl_c_while_a_gan_trains_is_130_and_leaves_nothing(place):
    text = (solutions_dir() / "gan_cartoon.py").read_text(encoding="utf-8")
    reached = str(place / "reached")
    text += f"\n\nlearned = train\n\n\ndef train(*a, **k):\n    open({reached!r}, 'w')\n    return learned(*a, **k)\n"  # fmt: skip
    (place / "mine.py").write_text(text, encoding="utf-8")
    process = started(place, "grade", "mine.py", "--isolation", "none")
    wait_for((place / "reached").exists)
    below = descendants(process.pid)
    time.sleep(1)  # somewhere in the middle

    process.send_signal(signal.SIGINT)

    assert finished(process).returncode == 130
    nothing_left(place, below)


# --- disks, homes, files ---


def full_home(place):
    """A way to run a command with home/ on a full disk of its own."""
    script = (
        f"mount -t tmpfs -o size=64k none {place}/home && "
        f"head -c 65536 /dev/zero > {place}/home/full 2>/dev/null; "
        f'exec "$@"'
    )
    return ["unshare", "--mount", "sh", "-c", script, "sh"]


ROOT = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("unshare"),
    reason="mounting a small disk needs root",
)


def run(place, *arguments, before=()):
    return subprocess.run(
        [*before, sys.executable, "-m", "aigc_quiz", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment(place),
        cwd=place,
        check=False,
    )


@ROOT
def test_a_full_home_costs_the_memory_of_passing_but_not_the_verdict(place):
    done = run(place, "grade", "mine.py", "--json", before=full_home(place))

    assert json.loads(done.stdout)["outcome"] == "passed"
    assert "exercises.json: cannot be written (No space left on device)" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == 0


def test_no_place_for_temporary_files_is_told_with_what_to_do(place):
    code = (
        "import sys, tempfile\n"
        f"tempfile.tempdir = {str(place / 'gone')!r}\n"
        "from aigc_quiz.cli.app import run\n"
        "sys.exit(run(['grade', 'mine.py']))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment(place), cwd=place, check=False)  # fmt: skip

    assert done.returncode == 2
    assert "no folder for temporary files can be made (No such file or directory)" in done.stderr
    assert "TMPDIR" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_page_that_cannot_be_written_does_not_cost_the_verdict(place):
    page = place / "out" / SLUG / "report.html"
    page.mkdir(parents=True)

    done = run(place, "grade", "mine.py", "--json", "--isolation", "none", "--report", "out")

    assert json.loads(done.stdout)["outcome"] == "passed"
    assert f"aigc-quiz: out/{SLUG}/report.html: cannot be written (Is a directory)" in done.stderr
    assert done.returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_a_home_that_is_a_file_or_read_only_costs_the_memory_but_not_the_verdict(place):
    (place / "home").rmdir()
    (place / "home").write_text("")

    done = run(place, "grade", "mine.py", "--json", "--isolation", "none")

    assert json.loads(done.stdout)["outcome"] == "passed"
    assert "cannot be written" in done.stderr
    assert done.returncode == 0


@ROOT
def test_a_read_only_home_costs_the_memory_but_not_the_verdict(place):
    script = f'mount -t tmpfs -o ro none {place}/home && exec "$@"'

    done = run(place, "grade", "mine.py", "--json", before=["unshare", "--mount", "sh", "-c", script, "sh"])  # fmt: skip

    assert json.loads(done.stdout)["outcome"] == "passed"
    assert "cannot be written (Read-only file system)" in done.stderr


def test_what_many_gradings_remember_at_once_is_not_lost(place):
    code = (
        "import sys\n"
        "from aigc_quiz.grading import record\n"
        "for number in range(30):\n    record.count_hint(f'{sys.argv[1]}-{number}', 1)\n"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", code, name], env=environment(place))
        for name in "abcd"
    ]

    assert [process.wait() for process in processes] == [0, 0, 0, 0]
    assert len(json.loads((place / "home" / "exercises.json").read_text())) == 120
    assert list((place / "home").glob("*.new")) == []


@LINUX
def test_a_submission_that_is_removed_or_changed_while_graded_is_graded_as_it_was(place):
    slow = SOLUTION.read_text(encoding="utf-8") + (
        f"\nopen({str(place / 'reached')!r}, 'w')\nimport time\ntime.sleep(1)\n"
    )
    (place / "mine.py").write_text(slow, encoding="utf-8")
    process = started(place, "grade", "mine.py", "--json", "--isolation", "none")
    wait_for((place / "reached").exists)

    (place / "mine.py").unlink()

    assert json.loads(finished(process).stdout)["outcome"] == "passed"


def test_two_gradings_at_once_do_not_disturb_each_other(place):
    both = [started(place, "grade", "mine.py", "--json") for _ in range(3)]

    for done in map(finished, both):
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout)["outcome"] == "passed"
    assert json.loads((place / "home" / "exercises.json").read_text())[SLUG]["passed"] == 1


# --- workers that die ---


@LINUX
@pytest.mark.parametrize("isolation", ["none", "kernel", "namespace"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_worker_that_is_killed_from_outside_is_a_crash_that_says_so(place, isolation, number):
    from aigc_quiz.grading.jail import tier

    wanted = {"none": "limits"}.get(isolation, isolation)
    if not any(one.tier == wanted and one.available for one in tier.reasons()):
        pytest.skip(f"no tier {wanted} here")
    text = SOLUTION.read_text(encoding="utf-8") + "\nwhile True:\n    pass\n"
    (place / "mine.py").write_text(text, encoding="utf-8")
    process = started(place, "grade", "mine.py", "--json", "--isolation", isolation)
    worker = wait_for(lambda: busy(process.pid))

    os.kill(worker, number)

    told = json.loads(finished(process).stdout)
    assert told["outcome"] == "crashed"
    assert f"was ended by {number.name}" in told["checks"][0]["message"]


def busy(pid):
    """The worker of a judge once it has been computing for a while, as a submission that loops does."""
    for child in descendants(pid):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            if int(fields[11]) > 4 * os.sysconf("SC_CLK_TCK"):
                return child
    return 0


# --- faults of ours ---


def test_a_fault_of_ours_is_exit_3_and_says_how_to_report_it(place):
    bank = (
        "import sys\n"
        "from aigc_quiz.grading import judge\n"
        "def broken(*a, **k):\n    raise ZeroDivisionError('a secret')\n"
        "judge._Grading.outcome = broken\n"
        "from aigc_quiz.cli.app import run\n"
        "sys.exit(run(sys.argv[1:]))\n"
    )

    def ran(*arguments):
        return subprocess.run(
            [sys.executable, "-c", bank, *arguments, "grade", "mine.py", "--isolation", "none"],
            capture_output=True,
            text=True,
            env=environment(place),
            cwd=place,
            check=False,
        )

    quiet, loud = ran(), ran("--debug")
    for done in (quiet, loud):
        assert (done.returncode, done.stdout) == (3, "")
        assert "a fault of the grader, not your file's" in done.stderr
        assert "ZeroDivisionError" in done.stderr
    assert "Traceback" not in quiet.stderr
    assert "run the same command with --debug" in quiet.stderr
    assert "Traceback" in loud.stderr
