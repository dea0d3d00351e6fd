"""Every outcome tells the learner what happened, at which of their lines, and the limit; in both languages."""

import signal
import sys

import pytest

from aigc_quiz.grading import endings

linux = pytest.mark.skipif(sys.platform != "linux", reason="asks by a signal; watches /proc")
LOOP = "def affine(x, y):\n    n = 0\n    while True:\n        n += 1\n"
IN_C = "def affine(x, y):\n    big = 9 ** (9 ** 8)\n    return x\n"
SLEEP = "import time\ndef affine(x, y):\n    time.sleep(1000)\n"
IMPORT = "import time\ntime.sleep(1000)\ndef affine(x, y):\n    return x\n"
INNER = "import torch\ndef deep(x):\n    while True:\n        x = torch.sin(x @ x.T @ x)\ndef affine(x, y):\n    return deep(x)\n"  # fmt: skip
DEAF = "import faulthandler, signal\nfaulthandler.unregister(signal.SIGUSR1)\nsignal.signal(signal.SIGUSR1, signal.SIG_IGN)\n"  # fmt: skip
STOPPED = "import os, signal\ndef affine(x, y):\n    os.kill(os.getpid(), signal.SIGSTOP)\n"
PYTHON_BOMB = "def affine(x, y):\n    held = []\n    while True:\n        held.append(bytearray(1 << 26))\n"  # fmt: skip
SHARED_BOMB = (
    "import mmap, time\ndef affine(x, y):\n    held = []\n    for _ in range(30):\n"
    "        held.append(mmap.mmap(-1, 1 << 26))\n        held[-1].write(b'x' * (1 << 26))\n"
    "    time.sleep(1000)\n"
)
PRINTS = "def affine(x, y):\n    while True:\n        print('x' * 1000)\n"
PRINTS_ERRORS = "import sys\ndef affine(x, y):\n    while True:\n        sys.stderr.write('x' * 1000)\n"  # fmt: skip
SEGFAULT = "import ctypes\ndef affine(x, y):\n    ctypes.string_at(0)\n"
ABORT = "import os\ndef affine(x, y):\n    os.abort()\n"
EXIT = "import os\ndef affine(x, y):\n    os._exit(7)\n"
THREADS = (
    "import threading, time\ndef affine(x, y):\n    for _ in range(40):\n"
    "        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n    time.sleep(60)\n"
)


@linux
@pytest.mark.parametrize("isolation", ["auto", "none"])
@pytest.mark.parametrize(
    ("text", "outcome", "limits", "zh", "en"),
    [
        (LOOP, "timed_out", {"seconds": 2}, ["2 秒的时限", "当时在 mine.py:"], ["limit of 2 seconds", "it was at mine.py:"]),
        (IN_C, "timed_out", {"seconds": 2}, ["mine.py:2: big = 9 ** (9 ** 8)"], ["mine.py:2: big = 9 ** (9 ** 8)"]),
        (SLEEP, "timed_out", {"seconds": 2}, ["mine.py:3: time.sleep(1000)"], ["mine.py:3: time.sleep(1000)"]),
        (IMPORT, "timed_out", {"seconds": 2}, ["mine.py:2: time.sleep"], ["mine.py:2: time.sleep"]),
        (INNER, "timed_out", {"seconds": 3}, ["mine.py:4: x = torch.sin"], ["mine.py:4: x = torch.sin"]),
        (DEAF + LOOP, "timed_out", {"seconds": 2}, ["不知道停在哪一行"], ["at which line is not known"]),
        (STOPPED, "timed_out", {"seconds": 2}, ["不知道停在哪一行"], ["at which line is not known"]),
        (PYTHON_BOMB, "out_of_memory", {"memory_mb": 700}, ["上限 700 MiB", "mine.py:4: held.append"], ["the limit is 700 MiB", "mine.py:4: held.append"]),
        (SHARED_BOMB, "out_of_memory", {"memory_mb": 700}, ["上限 700 MiB", "当时在 mine.py:"], ["the limit is 700 MiB", "it was at mine.py:"]),
        (PRINTS, "too_much_output", {"printed_bytes": 3 << 20}, ["上限 3 MiB", "mine.py:3: print"], ["limit of 3 MiB", "mine.py:3: print"]),
        (PRINTS_ERRORS, "too_much_output", {"printed_bytes": 3 << 20}, ["上限 3 MiB", "mine.py:4: sys"], ["limit of 3 MiB", "mine.py:4: sys"]),
        (SEGFAULT, "crashed", {}, ["被信号 SIGSEGV 终止", "mine.py:3: ctypes.string_at(0)"], ["ended by SIGSEGV", "mine.py:3: ctypes.string_at(0)"]),
        (ABORT, "crashed", {}, ["被信号 SIGABRT 终止", "mine.py:3: os.abort()"], ["ended by SIGABRT", "mine.py:3: os.abort()"]),
        (EXIT, "crashed", {}, ["退出码 7", "不要在提交里退出程序"], ["exit code 7", "must not end the program"]),
        (THREADS, "crashed", {"threads": 20}, ["个线程（上限 20）"], ["threads (the limit is 20)"]),
    ],
)  # fmt: skip
def test_what_ends_a_submission_is_told_with_its_line_and_its_limit(
    judge, text, outcome, limits, zh, en, isolation
):
    report = judge(text, isolation=isolation, **limits)

    (check,) = report.failed()
    assert outcome == report.outcome, check.message
    assert [part for part in zh if part not in check.message.zh] == [], check.message.zh
    assert [part for part in en if part not in check.message.en] == [], check.message.en
    assert "most recent call first" not in report.printed


@pytest.mark.parametrize(
    ("forbidden", "text", "where"),
    [
        ("torch.add", "import torch\ndef affine(x, y):\n    return torch.add(x, y)\n", "mine.py:3"),
        (
            "torch.add",
            "import torch\ndef affine(x, y):\n    return getattr(torch, 'dda'[::-1])(x, y)\n",
            "mine.py:3: return getattr(torch, 'dda'[::-1])(x, y)",
        ),
    ],
)
def test_a_forbidden_call_is_told_with_its_line(judge, make_exercise, forbidden, text, where):
    report = judge(text, make_exercise(forbidden=(forbidden,)))

    (check,) = report.failed()
    assert report.outcome == "forbidden"
    assert where in check.message.en
    assert where in check.message.zh
    assert forbidden in check.message.en
    assert "自己实现" in check.message.zh
    assert "write it yourself" in check.message.en


DUMP = b"""hello
Current thread 0x00007f (most recent call first):
  File "/lib/torch/x.py", line 99 in inner
  File "%s", line 12 in affine
  File "%s", line 3 in outer
"""


@pytest.mark.parametrize(("file", "told"), [("mine.py", b"mine.py"), ("我 é.py", b"\\u6211 \\xe9.py")])  # fmt: skip
def test_the_innermost_line_of_the_file_is_read_from_a_dump(file, told):
    dump = DUMP % (told, told)

    assert endings.line(dump, file) == 12
    assert endings.line(dump, "other.py") == 0
    assert endings.line(dump[:70], file) == 0
    assert endings.line(b"", file) == 0
    assert endings.without_dump(dump) == b"hello"
    assert endings.without_dump(b"hello") == b"hello"


def test_a_line_that_does_not_exist_is_only_a_number():
    assert endings.at("mine.py", 10**9, "x = 1\n").en == "; it was at mine.py:1000000000"


@pytest.mark.parametrize("code", [None, 0, 1, 300, -500])
def test_any_exit_code_can_be_told(code):
    assert str(code) in endings.died("mine.py", code, 0, "").message.en


def test_a_signal_is_told_by_its_name():
    assert "SIGKILL" in endings.died("mine.py", -signal.SIGKILL, 0, "").message.en
