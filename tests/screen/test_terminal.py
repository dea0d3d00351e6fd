"""A real pseudo-terminal, with keys as a person presses them."""

import json
import os
import re
import sqlite3
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


def wrong_often(home, times):
    """A history in which the same single choice was answered wrongly so many times."""
    for _ in range(times):
        subprocess.run(
            [
                sys.executable,
                "-m",
                "aigc_quiz",
                "practice",
                "--bank",
                str(SAMPLE),
                "--type",
                "single",
                "--limit",
                "1",
            ],
            input=b"pear\n",
            capture_output=True,
            env=environment(home),
            check=True,
        )
        database = sqlite3.connect(home / "history.sqlite3")
        database.executescript(
            "DROP TRIGGER events_are_never_changed;"
            "UPDATE events SET at = strftime('%Y-%m-%dT%H:%M:%S.000000+00:00', at, '-3 days');"
            "CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events"
            " BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;"
        )
        database.close()


def test_what_is_missed_often_says_why_and_can_be_set_aside(home):
    wrong_often(home, 3)
    child = practise(home, "--type", "single", "--lang", "en")
    child.expect("q quit")
    shown = plain(child.before)
    child.send(re.search(r"([A-C])\. pear", shown)[1].lower())
    child.expect("missed this 4 times")
    child.expect("w why +x set aside")
    child.expect("q quit")
    child.send("w")
    child.expect("Missed 4 times: A single choice")
    child.expect("pear")
    child.expect("The pear is wrong")
    child.expect("from another side")
    child.expect("Several choices")
    child.expect("q quit")
    child.send("x")
    child.expect("comes back in 14 days")
    child.expect("Next due in 14 d")

    assert ended(child) == 0
    again = practise(home, "--type", "single", "--lang", "en")
    again.expect("nothing that fits is due or new")
    assert ended(again) == 0


def test_a_question_missed_once_offers_neither(home):
    child = practise(home, "--type", "single", "--lang", "en")
    child.expect("q quit")
    child.send(re.search(r"([A-C])\. pear", plain(child.before))[1].lower())
    child.expect("Enter = 1")
    child.expect("q quit")

    assert "why" not in plain(child.before)
    assert "set aside" not in plain(child.before)
    child.send("\x03")
    assert ended(child) == 130


def test_hints_are_there_after_the_answer_too(home):
    child = practise(home, "--type", "single", "--lang", "en")
    child.expect("q quit")
    child.send("a")
    child.expect("Enter = ")
    child.expect("q quit")
    child.send("?")
    child.expect("Think of fruit")
    child.expect("q quit")
    child.send("q")

    assert ended(child) == 0
    assert stats(home)["reviews"] == 1


def test_an_answer_can_be_taken_back_after_a_restart(home):
    for type_ in ("true_false", "single"):
        child = practise(home, "--type", type_, "--lang", "en")
        child.expect("q quit")
        child.send("t" if type_ == "true_false" else "a")
        child.expect("Enter = ")
        child.send("\r")
        assert ended(child) == 0
    child = practise(home, "--type", "multi", "--lang", "en")
    child.expect("u undo")
    child.expect("q quit")
    child.send("u")
    child.expect("1. A single choice")
    child.expect("2. True or false")
    child.expect("q none")
    child.send("2\r")
    child.expect("taken back")
    child.expect("The earth goes round the sun")
    child.expect("q quit")
    child.send("q")

    assert ended(child) == 0
    assert stats(home)["reviews"] == 1


def test_a_long_answer_is_written_in_an_editor(home, tmp_path):
    editor = tmp_path / "editor"
    editor.write_text(
        '#!/bin/sh\n(echo \'It cuts the gradient.\'; cat "$1") > "$1.new" && mv "$1.new" "$1"\n'
    )
    editor.chmod(0o755)
    child = practise(home, "--type", "short", "--lang", "en", EDITOR=str(editor), VISUAL="")
    child.expect("q quit")
    child.send("And more.\x07")
    child.expect("> It cuts the gradient. And more.")
    child.expect("Points made")
    child.expect("q quit")
    child.send("\x03")

    assert ended(child) == 130
    assert stats(home)["reviews"] == 1


def test_without_a_working_editor_the_answer_is_typed_here(home):
    child = practise(home, "--type", "short", "--lang", "en", VISUAL="no-such-editor-at-all")
    child.expect("q quit")
    child.send("It cuts\x07")
    child.expect("no-such-editor-at-all did not end well")
    child.expect("It cuts")
    child.send(" the gradient.\r")
    child.expect("Points made")
    child.expect("q quit")
    child.send("\x03")

    assert ended(child) == 130


def interview(home, *arguments, **more):
    return pexpect.spawn(
        sys.executable,
        ["-m", "aigc_quiz", "mock", "--bank", str(SAMPLE), "--seed", "1", *arguments],
        env=environment(home, **more),
        encoding="utf-8",
        dimensions=(50, 80),
        timeout=LONG,
    )


def test_an_interview_is_left_flagged_resumed_and_handed_in(home):
    child = interview(home, "--lang", "en")
    child.expect("1/6")
    child.expect("45:00 left|44:59 left")
    child.expect("q quit")
    child.send("*")
    child.expect("Flagged")
    child.expect("q quit")
    child.send("\x03")
    child.expect("To go on: aigc-quiz mock --resume")
    assert ended(child) == 130

    child = interview(home, "--lang", "en")
    child.expect("unfinished interview")
    child.expect("Enter go on")
    child.send("\r")
    child.expect("1/6 .*flagged")
    child.expect(r"(!?)l list")
    child.send(f"{child.match[1]}l" + ("\r" if child.match[1] else ""))
    child.expect("All questions")
    child.expect(r" 1\. \[open · flagged\]")
    child.expect("Enter go on")
    child.send("3\r")
    answers = [
        ("3/6 ", "b"),
        ("1/6 ", "t"),
        ("2/6 ", "KV cache\r"),
        ("4/6 ", "7\r"),
        ("5/6 ", "a\r"),
    ]
    for place, keys in [*answers, ("6/6 ", "!s\r")]:
        child.expect(place)
        child.expect("q quit")
        child.send(keys)
    child.expect(r"6\. \[open\]")
    child.expect("Enter hand in")
    child.send("1\r")
    child.expect(r"Your answer: A\. True")
    child.expect("q quit")
    told = plain(child.before)
    child.send("f")
    child.expect("Enter hand in")
    child.send("\r")
    child.expect(r"Score \d+% \(5 of 6 answered\)")
    child.expect("number explain")
    child.send("1\r")
    child.expect("It is not so")
    child.expect("number explain")
    child.send("\r")

    assert "Right" not in told
    assert ended(child) == 0
    assert stats(home)["reviews"] == 5
