"""A real pseudo-terminal, with keys as a person presses them: answering, leaving, and what fits."""

import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pexpect
import pytest


def test_one_key_answers_a_choice_and_enter_takes_the_rating(terminal):
    child = terminal.practise("--type", "true_false", "--lang", "en")
    child.expect("t true  f false")
    child.send("t")
    child.expect("Right")
    child.expect("How well did you know it")
    child.expect("Enter = 3")
    child.send("\r")
    child.expect("1 questions: 1 right")

    assert terminal.ended(child) == 0
    assert terminal.stats()["reviews"] == 1


def test_chinese_is_typed_and_corrected_with_backspace(terminal):
    child = terminal.practise("--type", "fill", "--lang", "zh")
    child.expect("Enter 提交")
    child.send("键值缓冲区")
    child.expect("缓冲区")
    child.send("\x7f\x7f存\r")
    child.expect("答对了")
    child.expect("记得怎样")
    child.expect("Enter = 3")
    child.send("4")
    child.expect("共 1 题：对 1")

    assert terminal.ended(child) == 0


def test_what_is_no_answer_is_asked_again(terminal):
    child = terminal.practise("--type", "numeric", "--lang", "en")
    child.expect("Enter")
    child.send("hello\r")
    child.expect("No number found")
    child.send("!quit\r")

    assert terminal.ended(child) == 0
    assert terminal.stats()["reviews"] == 0


def test_hint_skip_and_undo(terminal):
    child = terminal.practise("--tag", "fruit", "--tag", "sky", "--lang", "en", "--seed", "1")
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

    assert terminal.ended(child) == 0
    assert terminal.stats()["reviews"] == 0


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_leaving_anywhere_exits_130_and_loses_nothing(terminal, key):
    child = terminal.practise("--tag", "fruit", "--tag", "sky", "--lang", "en")
    child.expect("q quit")
    child.send("a")
    child.expect("How well")
    child.expect("Enter = ")
    child.send(key)
    child.expect("every answered question is saved")
    child.expect("To go on: aigc-quiz practice")

    assert terminal.ended(child) == 130
    assert terminal.stats()["reviews"] == 1


def test_the_terminal_is_left_as_it_was(terminal):
    command = f"stty -a > {terminal.home}.1; {sys.executable} -m aigc_quiz practice --bank {terminal.bank} --lang en; stty -a > {terminal.home}.2"
    child = pexpect.spawn(
        "/bin/sh",
        ["-c", command],
        env=terminal.environment(),
        encoding="utf-8",
        timeout=terminal.patience,
    )
    child.expect("quit")
    child.send("\x03")
    child.expect("Nothing was answered")
    terminal.ended(child)

    assert Path(f"{terminal.home}.1").read_text() == Path(f"{terminal.home}.2").read_text()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_40_columns_hold_everything(terminal, lang):
    child = terminal.practise("--type", "single", "--lang", lang, columns=40)
    child.expect("q (?:quit|退出)")
    first = child.before
    child.send("b")
    child.expect("Enter = ")
    shown = terminal.plain(first + child.before)
    child.send("q")

    from aigc_quiz.screen.render import width

    lines = [line for line in re.split(r"[\r\n]+", shown) if "http" not in line]
    assert max(width(line) for line in lines) <= 40
    assert terminal.ended(child) == 0


def test_no_colours_where_none_are_wanted(terminal):
    child = terminal.practise("--type", "single", "--lang", "en", NO_COLOR="1")
    child.expect("q quit")
    child.send("b")
    child.expect("How well")
    shown = child.before

    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m|\x1b\[[12]m", shown)
    child.send("\x03")
    assert terminal.ended(child) == 130


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_new_width_holds_for_the_open_prompt_and_for_what_follows(terminal, lang):
    child = terminal.practise("--type", "single", "--lang", lang)
    child.expect("q (?:quit|退出)")
    child.setwinsize(40, 40)
    child.expect("q (?:quit|退出)")
    bar = terminal.plain(child.before + child.after)
    child.send("b")
    child.expect("Enter = ")
    shown = terminal.plain(child.before)
    child.send("\x03")

    assert terminal.widest(bar) <= 40
    assert 30 < terminal.widest(shown) <= 40
    assert terminal.ended(child) == 130


def test_chinese_is_corrected_in_the_middle_by_arrows(terminal):
    child = terminal.practise("--type", "fill", "--lang", "zh")
    child.expect("q 退出")
    child.send("键值错缓存")
    child.expect("缓存")
    child.send("\x1b[D\x1b[D\x7f\r")
    child.expect("答对了")
    child.expect("Enter = 3")
    child.send("\r")

    assert terminal.ended(child) == 0
    assert terminal.answered() == ["键值缓存"]


def test_a_terminal_that_knows_nothing_of_utf8_edits_whole_characters(terminal):
    for more in ((), ("--plain",)):
        command = f"stty -iutf8; exec {sys.executable} -m aigc_quiz practice --bank {terminal.bank} --type fill --lang zh"
        child = pexpect.spawn(
            "/bin/sh", ["-c", " ".join([command, *more])], env=terminal.environment(), encoding="utf-8", timeout=terminal.patience
        )  # fmt: skip
        child.expect("答案：" if more else "q 退出")
        child.send("键值错误\x7f\x7f缓存\r")
        child.expect("记得怎样")
        child.send("\x03")
        assert terminal.ended(child) == 130
        terminal.undo_all()

    assert terminal.answered() == ["键值缓存", "键值缓存"]


@pytest.mark.parametrize(
    "keys", [{"u": ["q none"]}, {"b": ["Enter = ", "q quit"], "u": ["taken back", "q quit"]}]
)
@pytest.mark.parametrize("end", ["\x03", "\x04"])
def test_leaving_a_list_or_after_an_undo_loses_nothing(terminal, keys, end):
    for type_ in ("true_false", "multi"):
        subprocess.run(
            [sys.executable, "-m", "aigc_quiz", "practice", "--bank", str(terminal.bank), "--type", type_],
            input=b"t\n", capture_output=True, env=terminal.environment(), check=True,
        )  # fmt: skip
    child = terminal.practise("--type", "single", "--lang", "en")
    child.expect("q quit")
    for key, shown in keys.items():
        child.send(key)
        for text in shown:
            child.expect(text)
    child.send(end)

    assert terminal.ended(child) == 130
    assert terminal.stats()["reviews"] == 2


@pytest.mark.parametrize("columns", [40, 200])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_fits_its_terminal(terminal, lang, columns):
    subprocess.run(
        [sys.executable, "-m", "aigc_quiz", "practice", "--limit", "4", "--seed", "1"],
        input=b"b\n" * 4, capture_output=True, env=terminal.environment(), check=True,
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
        sys.executable, ["-c", code, *commands], env=terminal.environment(AIGC_QUIZ_LANG=lang), encoding="utf-8",
        dimensions=(40, columns), timeout=60,
    )  # fmt: skip
    child.expect(pexpect.EOF)
    shown = terminal.plain(child.before)

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


def test_a_long_list_ends_with_how_to_see_less(terminal):
    def listed(*arguments):
        child = pexpect.spawn(
            sys.executable, ["-m", "aigc_quiz", "list", "--lang", "zh", *arguments], env=terminal.environment(),
            encoding="utf-8", timeout=terminal.patience,
        )  # fmt: skip
        child.expect(pexpect.EOF)
        return child.before

    assert re.search(r"共 \d{3}；缩小范围", listed())
    assert "缩小范围" not in listed("--topic", "gan", "--difficulty", "5")
