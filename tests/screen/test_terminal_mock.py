"""An interview in a real pseudo-terminal."""


def test_an_interview_is_left_flagged_resumed_and_handed_in(terminal):
    child = terminal.interview("--lang", "en")
    child.expect("1/6")
    child.expect("45:00 left|44:59 left")
    child.expect("q quit")
    child.send("*")
    child.expect("Flagged")
    child.expect("q quit")
    child.send("\x03")
    child.expect("To go on: aigc-quiz mock --resume")
    assert terminal.ended(child) == 130

    child = terminal.interview("--lang", "en")
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
    told = terminal.plain(child.before)
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
    assert terminal.ended(child) == 0
    assert terminal.stats()["reviews"] == 5
