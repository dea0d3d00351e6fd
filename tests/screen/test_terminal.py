"""A real pseudo-terminal, with keys as a person presses them."""

import contextlib
import json
import os
import re
import sqlite3
import subprocess
import sys
from datetime import date, timedelta
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


def test_no_colours_where_none_are_wanted(home):
    child = practise(home, "--type", "single", "--lang", "en", NO_COLOR="1")
    child.expect("q quit")
    child.send("b")
    child.expect("How well")
    shown = child.before

    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m|\x1b\[[12]m", shown)
    child.send("\x03")
    assert ended(child) == 130


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_new_width_holds_for_the_open_prompt_and_for_what_follows(home, lang):
    child = practise(home, "--type", "single", "--lang", lang)
    child.expect("q (?:quit|退出)")
    child.setwinsize(40, 40)
    child.expect("q (?:quit|退出)")
    bar = plain(child.before + child.after)
    child.send("b")
    child.expect("Enter = ")
    shown = plain(child.before)
    child.send("\x03")

    assert widest(bar) <= 40
    assert 30 < widest(shown) <= 40
    assert ended(child) == 130


def test_chinese_is_corrected_in_the_middle_by_arrows(home):
    child = practise(home, "--type", "fill", "--lang", "zh")
    child.expect("q 退出")
    child.send("键值错缓存")
    child.expect("缓存")
    child.send("\x1b[D\x1b[D\x7f\r")
    child.expect("答对了")
    child.expect("Enter = 3")
    child.send("\r")

    assert ended(child) == 0
    assert answered(home) == ["键值缓存"]


def test_a_terminal_that_knows_nothing_of_utf8_edits_whole_characters(home):
    for more in ((), ("--plain",)):
        command = f"stty -iutf8; exec {sys.executable} -m aigc_quiz practice --bank {SAMPLE} --type fill --lang zh"
        child = pexpect.spawn(
            "/bin/sh", ["-c", " ".join([command, *more])], env=environment(home), encoding="utf-8", timeout=LONG
        )  # fmt: skip
        child.expect("答案：" if more else "q 退出")
        child.send("键值错误\x7f\x7f缓存\r")
        child.expect("记得怎样")
        child.send("\x03")
        assert ended(child) == 130
        undo_all(home)

    assert answered(home) == ["键值缓存", "键值缓存"]


@pytest.mark.parametrize("more", [{"AIGC_QUIZ_PLAIN": "1"}, {"TERM": "dumb"}, {}])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_plain_session_moves_no_cursor_and_draws_nothing(home, lang, more):
    arguments = [] if more else ["--plain"]
    child = practise(
        home, "--tag", "fruit", "--tag", "cache", "--seed", "2", "--lang", lang, *arguments, **more
    )
    prompt, rating = ("答案：", "评级：") if lang == "zh" else ("Answer: ", "Rating: ")
    child.expect(prompt)
    shown = child.before
    child.sendline("!hint")
    child.expect(prompt)
    shown += child.before
    for _ in range(2):
        child.sendline("b")
        child.expect(rating)
        shown += child.before
        child.sendline("9")
        child.expect(rating)
        child.sendline("2")
        child.expect([prompt, pexpect.EOF])
        shown += child.before

    assert "\x1b" not in shown
    assert "\b" not in shown
    assert not re.search("[\u2500-\u259f]| · |\r[^\r\n]", shown)
    assert re.search("第 1 题，共 2 题|Question 1 of 2", shown)
    assert len(re.findall(r"(?m)^[1-4] (?:重来|困难|良好|简单|Again|Hard|Good|Easy): ", shown)) == 8
    child.close()
    assert stats(home)["reviews"] == 2


def test_a_plain_session_tells_its_commands_and_how_to_go_on(home):
    child = practise(home, "--tag", "fruit", "--tag", "sky", "--lang", "en", "--plain")
    child.expect("Type s to skip")
    child.expect("Answer: ")
    child.sendline("s")
    child.expect("Skipped")
    child.expect("Type ! to hear the other commands")
    child.sendline("!")
    child.expect("Type q to quit")
    child.sendline("b")
    child.expect("Rating: ")
    child.sendline("u")
    child.expect("taken back")
    child.expect("Answer: ")
    child.sendline("b")
    child.expect("Rating: ")
    child.send("\x04")
    child.expect("every answered question is saved")
    child.expect("--plain")

    assert ended(child) == 130
    assert stats(home)["reviews"] == 1


def test_a_plain_interview_is_held_and_reported_without_drawing(home):
    child = interview(home, "--lang", "en", "--plain")
    shown = ""
    for _ in range(6):
        child.expect("Answer: ")
        shown += child.before
        child.sendline("b")
        child.expect("Noted|No number")
        shown += child.before
        if "No number" in child.after:
            child.sendline("7")
            child.expect("Noted")
    child.expect("Choice: ")
    child.sendline("")
    child.expect("Choice: ")
    shown += child.before
    child.sendline("q")

    assert ended(child) == 0
    assert "\x1b" not in shown
    assert not re.search("[\u2500-\u259f]|[#.]{4}| · ", shown)
    assert re.search(r"left\r?\n", shown)


@pytest.mark.parametrize("keys", [["u"], ["b", "u"]])
@pytest.mark.parametrize("end", ["\x03", "\x04"])
def test_leaving_a_list_or_after_an_undo_loses_nothing(home, keys, end):
    for type_ in ("true_false", "multi"):
        subprocess.run(
            [sys.executable, "-m", "aigc_quiz", "practice", "--bank", str(SAMPLE), "--type", type_],
            input=b"t\n", capture_output=True, env=environment(home), check=True,
        )  # fmt: skip
    child = practise(home, "--type", "single", "--lang", "en")
    child.expect("q quit")
    for key in keys:
        child.send(key)
        child.expect("q quit|q none")
    child.send(end)

    assert ended(child) == 130
    assert stats(home)["reviews"] == 2


def test_ctrl_c_in_the_editor_is_the_editors(home, tmp_path):
    editor = tmp_path / "editor"
    editor.write_text(
        '#!/bin/sh\ntrap \'echo "It cuts the gradient." > "$1"; exit 0\' INT\necho open\n'
        "while :; do sleep 0.1; done\n"
    )
    editor.chmod(0o755)
    child = practise(home, "--type", "short", "--lang", "en", EDITOR=str(editor), VISUAL="")
    child.expect("q quit")
    child.send("\x07")
    child.expect("open")
    child.send("\x03")
    child.expect("> It cuts the gradient.")
    child.expect("Points made")
    child.expect("q quit")
    child.send("\x03")

    assert ended(child) == 130
    assert stats(home)["reviews"] == 1


@pytest.mark.parametrize("columns", [40, 200])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_fits_its_terminal(home, lang, columns):
    subprocess.run(
        [sys.executable, "-m", "aigc_quiz", "practice", "--limit", "4", "--seed", "1"],
        input=b"b\n" * 4, capture_output=True, env=environment(home), check=True,
    )  # fmt: skip
    code = (
        "import sys\nfrom aigc_quiz.cli.app import run\n"
        "for line in sys.argv[1:]:\n    print('##', line); run(line.split())\n"
    )
    commands = [
        "", "due", "stats", "plan", f"plan --date {date.today() + timedelta(days=21)}", "list --topic gan", "show gan-explained --answer", "show lora",
        "search GAN", "mock --list", "hint lora",
    ]  # fmt: skip
    child = pexpect.spawn(
        sys.executable, ["-c", code, *commands], env=environment(home, AIGC_QUIZ_LANG=lang), encoding="utf-8",
        dimensions=(40, columns), timeout=60,
    )  # fmt: skip
    child.expect(pexpect.EOF)
    shown = plain(child.before)

    from aigc_quiz.screen.render import width

    assert "Traceback" not in shown
    assert [line for line in shown.splitlines() if line.startswith("##")] == [
        f"## {one}" for one in commands
    ]
    assert [
        line
        for line in shown.splitlines()
        if width(line) > columns and not line.startswith("##") and "http" not in line
    ] == []
    assert not re.search("[\U0001f000-\U0001ffff\ufe0f]", shown)


def widest(text):
    from aigc_quiz.screen.render import width

    lines = [line for line in re.split(r"[\r\n]+", text) if "http" not in line]
    return max(map(width, lines))


def answered(home):
    with contextlib.closing(sqlite3.connect(home / "history.sqlite3")) as database:
        return [
            text for (text,) in database.execute("SELECT answer FROM events WHERE kind = 'answer'")
        ]


def undo_all(home):
    """Take every answer back, so that its question is asked again."""
    from datetime import UTC, datetime

    from aigc_quiz.progress.history import History

    with History(home / "history.sqlite3") as log:
        for answer in log.answers():
            log.undo(answer.sequence, session="test", at=datetime.now(UTC))


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


def test_a_long_list_ends_with_how_to_see_less(home):
    def listed(*arguments):
        child = pexpect.spawn(
            sys.executable, ["-m", "aigc_quiz", "list", "--lang", "zh", *arguments], env=environment(home),
            encoding="utf-8", timeout=LONG,
        )  # fmt: skip
        child.expect(pexpect.EOF)
        return child.before

    assert re.search(r"共 \d{3}；缩小范围", listed())
    assert "缩小范围" not in listed("--topic", "gan", "--difficulty", "5")
