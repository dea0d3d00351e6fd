"""A real pseudo-terminal, with keys as a person presses them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pexpect = pytest.importorskip("pexpect")
SAMPLE = Path(__file__).parents[1] / "quiz" / "sample"
LONG = 15


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def environment(home, **more):
    names = {
        "AIGC_QUIZ_HOME": str(home),
        "TERM": "xterm",
        "PROMPT_TOOLKIT_NO_CPR": "1",
        "LANG": "C.UTF-8",
    }
    return {**os.environ, **names, **more}


def practise(home, *arguments, columns=80, **more):
    return pexpect.spawn(
        sys.executable,
        ["-m", "aigc_quiz", "practice", "--bank", str(SAMPLE), *arguments],
        env=environment(home, **more),
        encoding="utf-8",
        dimensions=(40, columns),
        timeout=LONG,
    )


def stats(home):
    done = subprocess.run(
        [sys.executable, "-m", "aigc_quiz", "stats", "--json", "--bank", str(SAMPLE)],
        capture_output=True,
        env=environment(home),
        check=True,
    )
    return json.loads(done.stdout)


def ended(child):
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus


def plain(text):
    return re.sub(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[()][A-Z0-9]|[=>])", "", text)


def test_one_key_answers_a_choice_and_enter_takes_the_rating(home):
    child = practise(home, "--type", "true_false", "--lang", "en")
    child.expect("t true  f false")
    child.send("t")
    child.expect("Right")
    child.expect("How well did you know it")
    child.expect("Enter = 3")
    child.send("\r")
    child.expect("1 questions: 1 right")

    assert ended(child) == 0
    assert stats(home)["reviews"] == 1


def test_chinese_is_typed_and_corrected_with_backspace(home):
    child = practise(home, "--type", "fill", "--lang", "zh")
    child.expect("Enter 提交")
    child.send("键值缓冲区")
    child.expect("缓冲区")
    child.send("\x7f\x7f存\r")
    child.expect("答对了")
    child.expect("记得怎样")
    child.expect("Enter = 3")
    child.send("4")
    child.expect("共 1 题：对 1")

    assert ended(child) == 0


def test_what_is_no_answer_is_asked_again(home):
    child = practise(home, "--type", "numeric", "--lang", "en")
    child.expect("Enter")
    child.send("hello\r")
    child.expect("No number found")
    child.send("!quit\r")

    assert ended(child) == 0
    assert stats(home)["reviews"] == 0


def test_hint_skip_and_undo(home):
    child = practise(home, "--tag", "fruit", "--tag", "sky", "--lang", "en", "--seed", "1")
    child.expect("1/2")
    child.expect("q quit")
    child.send("s")
    child.expect("Skipped")
    child.expect("2/2")
    child.expect("q quit")
    child.send("b")
    child.expect("How well")
    child.expect("u undo")
    child.send("u")
    child.expect("taken back")
    child.expect("2/2")
    child.expect("q quit")
    child.send("q")

    assert ended(child) == 0
    assert stats(home)["reviews"] == 0


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_leaving_anywhere_exits_130_and_loses_nothing(home, key):
    child = practise(home, "--tag", "fruit", "--tag", "sky", "--lang", "en")
    child.expect("q quit")
    child.send("a")
    child.expect("How well")
    child.expect("Enter = ")
    child.send(key)
    child.expect("every answered question is saved")
    child.expect("To go on: aigc-quiz practice")

    assert ended(child) == 130
    assert stats(home)["reviews"] == 1


def test_the_terminal_is_left_as_it_was(home):
    command = f"stty -a > {home}.1; {sys.executable} -m aigc_quiz practice --bank {SAMPLE} --lang en; stty -a > {home}.2"
    child = pexpect.spawn(
        "/bin/sh", ["-c", command], env=environment(home), encoding="utf-8", timeout=LONG
    )
    child.expect("quit")
    child.send("\x03")
    child.expect("Nothing was answered")
    ended(child)

    assert Path(f"{home}.1").read_text() == Path(f"{home}.2").read_text()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_40_columns_hold_everything(home, lang):
    child = practise(home, "--type", "single", "--lang", lang, columns=40)
    child.expect("q (?:quit|退出)")
    first = child.before
    child.send("b")
    child.expect("Enter = ")
    shown = plain(first + child.before)
    child.send("q")

    from aigc_quiz.screen.render import width

    lines = [line for line in re.split(r"[\r\n]+", shown) if "http" not in line]
    assert max(width(line) for line in lines) <= 40
    assert ended(child) == 0


@pytest.mark.parametrize("more", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colours_where_none_are_wanted(home, more):
    child = practise(home, "--type", "single", "--lang", "en", **more)
    child.expect("q quit")
    child.send("b")
    child.expect("How well")
    shown = child.before

    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m|\x1b\[[12]m", shown)
    child.send("\x03")
    assert ended(child) == 130
