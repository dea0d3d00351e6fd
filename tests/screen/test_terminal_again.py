"""What was missed before, hints after the answer, and answers taken back, in a real pseudo-terminal."""

import re
import sqlite3
import subprocess
import sys


def wrong_often(terminal, times):
    """A history in which the same single choice was answered wrongly so many times."""
    for _ in range(times):
        subprocess.run(
            [
                sys.executable,
                "-m",
                "aigc_quiz",
                "practice",
                "--bank",
                str(terminal.bank),
                "--type",
                "single",
                "--limit",
                "1",
            ],
            input=b"pear\n",
            capture_output=True,
            env=terminal.environment(),
            check=True,
        )
        database = sqlite3.connect(terminal.home / "history.sqlite3")
        database.executescript(
            "DROP TRIGGER events_are_never_changed;"
            "UPDATE events SET at = strftime('%Y-%m-%dT%H:%M:%S.000000+00:00', at, '-3 days');"
            "CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events"
            " BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;"
        )
        database.close()


def test_what_is_missed_often_says_why_and_can_be_set_aside(terminal):
    wrong_often(terminal, 3)
    child = terminal.practise("--type", "single", "--lang", "en")
    child.expect("q quit")
    shown = terminal.plain(child.before)
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

    assert terminal.ended(child) == 0
    again = terminal.practise("--type", "single", "--lang", "en")
    again.expect("nothing that fits is due or new")
    assert terminal.ended(again) == 0


def test_a_question_missed_once_offers_neither(terminal):
    child = terminal.practise("--type", "single", "--lang", "en")
    child.expect("q quit")
    child.send(re.search(r"([A-C])\. pear", terminal.plain(child.before))[1].lower())
    child.expect("Enter = 1")
    child.expect("q quit")

    assert "why" not in terminal.plain(child.before)
    assert "set aside" not in terminal.plain(child.before)
    child.send("\x03")
    assert terminal.ended(child) == 130


def test_hints_are_there_after_the_answer_too(terminal):
    child = terminal.practise("--type", "single", "--lang", "en")
    child.expect("q quit")
    child.send("a")
    child.expect("Enter = ")
    child.expect("q quit")
    child.send("?")
    child.expect("Think of fruit")
    child.expect("q quit")
    child.send("q")

    assert terminal.ended(child) == 0
    assert terminal.stats()["reviews"] == 1


def test_an_answer_can_be_taken_back_after_a_restart(terminal):
    for type_ in ("true_false", "single"):
        child = terminal.practise("--type", type_, "--lang", "en")
        child.expect("q quit")
        child.send("t" if type_ == "true_false" else "a")
        child.expect("Enter = ")
        child.send("\r")
        assert terminal.ended(child) == 0
    child = terminal.practise("--type", "multi", "--lang", "en")
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

    assert terminal.ended(child) == 0
    assert terminal.stats()["reviews"] == 1
