"""How a training is shown while it goes: in place on a terminal, by lines elsewhere."""

import os
import re
import subprocess
import sys

import pytest

from aigc_quiz.screen.live import sparkline

pexpect = pytest.importorskip("pexpect")
PROGRAM = """
import sys
from aigc_quiz.grading.glimpse import Glimpse
from aigc_quiz.images.cartoon import draw
from aigc_quiz.screen.live import Live

picture = draw(12, seed=1).images
with Live(sys.argv[1], plain="--plain" in sys.argv) as live:
    for step in range(0, 1001, 20):
        at = list(range(0, step + 1, 200))
        curves = {
            "step": list(range(step)), "losses": {"loss_d": [0.7] * step, "loss_g": [None] * step}, "at": at,
            "distance": [200 / (1 + one / 100) for one in at], "floor": 2.0,
        }
        left = None if step == 0 else (1000 - step) / 10
        live.tell(step / 1000, f"{step}/1000", Glimpse("train", step, 1000, left, picture, curves))
    live.tell(1.0, "", Glimpse("measure", 1000, 1000, None, picture, curves))
    live.tell(0.5, "", {"picture": "a worker's claim \\x1b[2J"})
print("done")
"""


def environment(**more):
    names = {"TERM": "xterm-256color", "COLORTERM": "", "NO_COLOR": "", "LANG": "C.UTF-8"}
    kept = {name: value for name, value in os.environ.items() if name != "AIGC_QUIZ_PLAIN"}
    return {**kept, **names, **more}


def seen(*arguments, columns=80, **more):
    """What a terminal gets, from the first byte to the last."""
    child = pexpect.spawn(
        sys.executable,
        ["-c", PROGRAM, *arguments],
        env=environment(COLUMNS=str(columns), **more),
        encoding="utf-8",
        dimensions=(30, columns),
        timeout=60,
    )
    child.expect(pexpect.EOF)
    return child.before


def test_a_training_is_redrawn_in_place_and_taken_away():
    told = seen("en")

    assert "training 500/1000, about 50 s left" in told
    assert "distance " in told
    assert "(real 2)" in told
    assert "measuring" in told
    assert "▀" in told
    assert "\x1b[1A" in told  # the cursor goes up over what is redrawn
    assert "\x1b[2K" in told.rsplit("▀", 1)[1]  # and the last one is erased
    assert re.search(r"\x1b\[\?25h", told)  # the cursor is shown again
    assert "claim" not in told
    assert told.endswith("done\r\n")


@pytest.mark.parametrize(
    ("more", "has", "lacks"),
    [
        ({"COLORTERM": "truecolor"}, "38;2;", "38;5;"),
        ({}, "38;5;", "38;2;"),
        ({"NO_COLOR": "1"}, "@", "38;"),
    ],
)
def test_the_picture_has_the_colours_of_the_terminal(more, has, lacks):
    told = seen("en", **more)

    assert has in told
    assert lacks not in told


def test_a_narrow_terminal_is_never_overrun():
    assert "500/1000, about 50 s left" in seen("en", columns=40)
    told = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen("zh", columns=40))
    lines = [line for part in told.split("\n") for line in part.split("\r")]

    assert "500/1000，约剩 50 秒" in told
    assert max(map(len, lines)) <= 40


def test_ctrl_c_gives_the_cursor_back():
    waits = "import time\nfrom aigc_quiz.screen.live import Live\nwith Live() as live:\n    live.begin('mine.py')\n    time.sleep(60)\n"
    child = pexpect.spawn(
        sys.executable, ["-c", waits], env=environment(), encoding="utf-8", timeout=60
    )
    child.expect("0% mine.py")
    assert "\x1b[?25l" in child.before
    child.sendintr()
    child.expect(r"\x1b\[\?25h")
    child.expect(pexpect.EOF)


@pytest.mark.parametrize("more", [{"TERM": "dumb"}, {"arguments": ("--plain",)}])
def test_without_a_cursor_there_is_a_line_at_every_tenth(more):
    told = seen("en", *more.pop("arguments", ()), **more)

    assert "\x1b" not in told
    assert "▀" not in told
    assert len(told.splitlines()) == 11
    assert told.splitlines()[4] == "50% training 500/1000, about 50 s left, distance 40"


def test_a_pipe_gets_the_same_lines_on_standard_error():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "zh"],
        capture_output=True,
        encoding="utf-8",
        env=environment(),
        check=True,
    )

    assert done.stdout == "done\n"
    assert done.stderr.splitlines()[0] == "10% 训练 100/1000，约剩 2 分钟，距离 200"
    assert len(done.stderr.splitlines()) == 10


def test_a_curve_goes_from_its_least_to_its_largest_value():
    assert sparkline([1, 2, 3, 4, 5, 6, 7, 8], 24) == "▁▂▃▄▅▆▇█"
    assert sparkline([8.0, 8.0, 1.0, 1.0], 2) == "█▁"
    assert sparkline([1, None, float("nan"), 2], 24) == "▁  █"
    assert sparkline([3, 3], 24) == "▁▁"
    assert sparkline([], 24) == ""
