"""Whole lines for screen readers, in a real pseudo-terminal."""

import re

import pexpect
import pytest


@pytest.mark.parametrize("more", [{"AIGC_QUIZ_PLAIN": "1"}, {"TERM": "dumb"}, {}])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_plain_session_moves_no_cursor_and_draws_nothing(terminal, lang, more):
    arguments = [] if more else ["--plain"]
    child = terminal.practise(
        "--tag", "fruit", "--tag", "cache", "--seed", "2", "--lang", lang, *arguments, **more
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
    assert terminal.stats()["reviews"] == 2


def test_a_plain_session_tells_its_commands_and_how_to_go_on(terminal):
    child = terminal.practise("--tag", "fruit", "--tag", "sky", "--lang", "en", "--plain")
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

    assert terminal.ended(child) == 130
    assert terminal.stats()["reviews"] == 1


def test_a_plain_interview_is_held_and_reported_without_drawing(terminal):
    child = terminal.interview("--lang", "en", "--plain")
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

    assert terminal.ended(child) == 0
    assert "\x1b" not in shown
    assert not re.search("[\u2500-\u259f]|[#.]{4}| · ", shown)
    assert re.search(r"left\r?\n", shown)
