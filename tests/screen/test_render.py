import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc_quiz.bank.loader import load_bank
from aigc_quiz.screen.render import Page, body, clean, width, wrap

PROSE = st.text("生成器，。“”（）a bc-d 1.5 x", max_size=80)


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("中文", 4), ("，", 2), ("Ａ", 2), ("x\u0302", 1), ("", 0), ("·", 1)],
)
def test_width_counts_columns(text, columns):
    assert width(text) == columns


@given(PROSE, st.integers(20, 90))
def test_no_line_is_wider_than_the_page_and_nothing_is_lost(text, columns):
    lines = wrap(text, columns, indent="  ")

    assert all(width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(PROSE)
def test_no_line_begins_with_a_closing_mark_after_a_character(text):
    for before, line in zip(lines := wrap(text, 20), lines[1:], strict=False):
        assert not (line[:1] in "，。”）" and before[-1:] in "生成器" and width(before) < 18)


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]52;c;aGk=\x1b\\text", "text"),
        ("a\x00b\x07c\x7fd\x9be", "abcde"),
        ("left\u202eright\u2066x\u200f", "leftrightx"),
        ("a\rb\tc", "a\nb    c"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
    ],
)
def test_a_foreign_text_cannot_steer_the_terminal(foreign, shown):
    assert clean(foreign) == shown


@given(st.text())
def test_what_is_clean_holds_no_control(text):
    assert all(letter == "\n" or letter.isprintable() or letter >= "\xa0" for letter in clean(text))
    assert "\x1b" not in clean(text)


def test_code_keeps_its_lines_and_spaces():
    assert body("look:\n```python\nif x:\n    y()\n```\nend", Page()) == [
        "look:",
        "| if x:",
        "|     y()",
        "end",
    ]


def test_a_paragraph_is_joined_as_its_language_wants():
    assert body("one\ntwo", Page()) == ["one two"]
    assert body("一，\n二", Page()) == ["一，二"]
    assert body("one\n\ntwo\n- a\n- b", Page()) == ["one", "", "two", "- a", "- b"]


def test_colour_only_where_it_is_wanted():
    assert Page(colour=False).good("x") == "x"
    assert Page(colour=True).good("x") == "\x1b[32mx\x1b[0m"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_shipped_bank_fits_40_columns(lang):
    for question in load_bank().questions:
        for text in (question.stem, question.explanation):
            for line in body(text.get(lang), Page(40)):
                assert width(line) <= 40, (question.id, line)


def test_bold_loses_its_stars_and_code_keeps_them():
    assert body("It is **not** `2 ** n`, nor x ** y.", Page(80)) == [
        "It is not `2 ** n`, nor x ** y."
    ]


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("0.6/0.8 = 0.75 and so on", "and so on"),  # no item of a list
        ("1. a first item of a list", "   of a list"),
        ("- a first item of a list", "  of a list"),
    ],
)
def test_only_items_of_a_list_hang(text, second):
    assert body(text, Page(16))[1] == second


def test_widths_agree_with_wcwidth_for_all_that_can_be_shown():
    wcwidth = pytest.importorskip("wcwidth")
    # Letters of scripts that nothing of ours is written in, controls and unassigned places aside.
    ranges = [(0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x36F), (0x370, 0x52F), (0x2010, 0x2027), (0x2030, 0x205F),
              (0x2070, 0x2BFF), (0x2E80, 0x302F), (0x3030, 0x3247), (0x4E00, 0x9FFF), (0xFF01, 0xFFE6)]  # fmt: skip
    # Trigrams and the like, whose width newer editions of Unicode changed, and Hangul's fillers.
    disputed = {*range(0x2630, 0x2638), *range(0x268A, 0x2690), 0x302E, 0x302F, 0x3164, 0xFFA0}
    wrong = [
        chr(code)
        for first, last in ranges
        for code in range(first, last + 1)
        if code not in disputed
        and unicodedata.category(chr(code)) not in ("Cn", "Cc", "Zl", "Zp")
        and width(chr(code)) != wcwidth.wcwidth(chr(code))
    ]

    assert not wrong


def test_marks_on_a_letter_take_no_column():
    assert width("e\u0301") == 1
    assert width("✏\ufe0f") == width("✏")
