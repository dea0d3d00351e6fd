"""The verdict in the terminal: what failed stands out, and pictures have the colours that the terminal has."""

import os
import sys

import pytest

from aigc_quiz.bank.question import Text
from aigc_quiz.grading.report import NOT_RUN, Check, Report
from aigc_quiz.screen import render, verdict

pexpect = pytest.importorskip("pexpect")


def report(passed, **more):
    checks = [Check(f"check_{number}", passed=True) for number in range(passed)]
    wrong = Check("wrong", passed=False, message=Text("错在这里", "here is what is wrong"))
    return Report("a.py", "gan_cartoon", "failed", (*checks, wrong), 1, "cpu", "none", 1, **more)


def shown(capsys, made, language="en", columns=40):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(columns))
        verdict.show(made, language, (), render.Page(columns))
    return capsys.readouterr().out


def test_many_passed_checks_share_a_line_after_what_failed(capsys):
    told = shown(capsys, report(40))

    assert told.count("✓") == 1
    assert told.index("here is what is wrong") < told.index("✗ wrong") < told.index("✓ check_0")
    assert "check_39" in told
    assert max(map(len, told.splitlines())) <= 40


def test_a_few_passed_checks_have_a_line_each(capsys):
    told = shown(capsys, report(5), "zh")

    assert told.count("✓") == 5
    assert "错在这里" in told


def test_what_was_not_judged_is_no_fault_and_stands_behind_one(capsys):
    early = Check("distance", False, Text("没有结论", "no verdict"), mistake=NOT_RUN)
    fault = Check("novelty", False, Text("抄的", "copied"))
    unclear = Report("a.py", "gan_cartoon", "not_graded", (early,), 1, "cpu", "none", 1)
    failed = Report("a.py", "gan_cartoon", "failed", (early, fault), 1, "cpu", "none", 1)

    assert "– distance" in shown(capsys, unclear)
    assert "✗" not in shown(capsys, unclear)
    told = shown(capsys, failed)
    assert told.index("copied") < told.index("no verdict")


PROGRAM = """
from aigc_quiz.grading.report import Check, Report
from aigc_quiz.images.cartoon import draw
from aigc_quiz.screen import render, verdict

sheets = {"training": draw(4, seed=1).images * 0, "samples": draw(8, seed=1).images}
made = Report("a.py", "gan_cartoon", "passed", (Check("c", True),), 1, "cpu", "none", 1, pictures=sheets)
verdict.show(made, "en", ("samples.png",), render.page())
"""


@pytest.mark.parametrize(
    ("more", "has", "lacks"),
    [
        ({}, "48;5;", "48;2;"),
        ({"COLORTERM": "24bit"}, "48;2;", "48;5;"),
        ({"NO_COLOR": "1"}, "%%%%", "▀"),
        ({"AIGC_QUIZ_PLAIN": "1"}, "samples.png", "▀"),
        ({"TERM": "dumb"}, "samples.png", "\x1b"),
    ],
)
def test_the_samples_are_drawn_in_the_colours_of_the_terminal(more, has, lacks):
    known = {"TERM": "xterm-256color", "COLORTERM": "", "NO_COLOR": "", "AIGC_QUIZ_PLAIN": ""}
    child = pexpect.spawn(
        sys.executable,
        ["-c", PROGRAM],
        env={**os.environ, **known, **more},
        encoding="utf-8",
        timeout=60,
    )
    child.expect(pexpect.EOF)

    assert has in child.before
    assert lacks not in child.before
