import io

import pytest

from aigc_quiz.screen.ask import Can, Lines, Wish, wish

CAN = Can(hint=True, undo=True)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [("?", Wish.HINT), ("？", Wish.HINT), ("!skip", Wish.SKIP), ("！Undo", Wish.UNDO), (" !q ", Wish.QUIT), ("!h", Wish.HINT)],
)  # fmt: skip
def test_a_line_can_be_a_wish(line, wanted):
    assert wish(line) is wanted


@pytest.mark.parametrize("line", ["", "b", "skip", "q", "!", "!x", "why?", "??", "!quit now"])
def test_any_other_line_is_an_answer(line):
    assert wish(line) is None


def lines_of(data):
    source = Lines(io.BytesIO(data))
    found = []
    while (given := source.answer(None, CAN)) is not Wish.QUIT:
        found.append(given)
    return found


@pytest.mark.parametrize(
    ("data", "answers"),
    [
        (b"", []),
        (b"b\n", ["b"]),
        (b"b", ["b"]),
        (b"b\r\n\nc\n", ["b", "", "c"]),
        ("\ufeffb\n梯度\n".encode(), ["b", "梯度"]),
        (b"\xff\xfe\n", ["\ufffd\ufffd"]),
        (b"?\n", [Wish.HINT]),
    ],
)
def test_each_line_of_a_pipe_is_one_answer(data, answers):
    assert lines_of(data) == answers


def test_an_endless_line_is_one_answer_of_bounded_length():
    first, second = lines_of(b"x" * 1_000_000 + b"\nb\n")

    assert (len(first), second) == (80_000, "b")
