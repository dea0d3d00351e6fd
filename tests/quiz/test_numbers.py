import pytest

from aigc_quiz.bank.question import Text
from aigc_quiz.quiz.numbers import read

NONE = Text(zh="", en="")
GIB = Text(zh="GiB", en="GiB")
PERCENT = Text(zh="%", en="%")
YUAN = Text(zh="元", en="yuan")
TOKENS = Text(zh="个 token", en="tokens")
SECONDS = Text(zh="秒", en="s")


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("1024", NONE, 1024),
        ("1,024", NONE, 1024),
        ("1，024", NONE, 1024),
        ("1 024 000", NONE, 1_024_000),
        ("1_024", NONE, 1024),
        ("1e9", NONE, 1e9),
        ("1E-3", NONE, 1e-3),
        ("２．５", NONE, 2.5),
        ("-3", NONE, -3),
        ("−3", NONE, -3),
        ("+3", NONE, 3),
        (".5", NONE, 0.5),
        ("3/4", NONE, 0.75),
        ("2^10", NONE, 1024),
        ("2**30", NONE, 2**30),
        ("1.5×10^9", NONE, 1.5e9),
        ("1.5x10^9", NONE, 1.5e9),
        ("32*128*2", NONE, 8192),
        ("(1+2)/4", NONE, 0.75),
        ("50%", NONE, 0.5),
        ("50％", NONE, 0.5),
        ("百分之50", NONE, 0.5),
        ("50%", PERCENT, 50),
        ("50", PERCENT, 50),
        ("2.5 GiB", GIB, 2.5),
        ("2.5gib", GIB, 2.5),
        ("2048 MiB", GIB, 2),
        ("约 2.5", GIB, 2.5),
        ("≈2.5", GIB, 2.5),
        ("= 2.5", GIB, 2.5),
        ("$1,000", NONE, 1000),
        ("3万", NONE, 30_000),
        ("3 万元", YUAN, 30_000),
        ("1.2亿", NONE, 1.2e8),
        ("2万亿", NONE, 2e12),
        ("7B", NONE, 7e9),
        ("1.5 million", NONE, 1.5e6),
        ("12k", NONE, 12_000),
        ("2 million tokens", TOKENS, 2e6),
        ("24 layers", NONE, 24),
        ("5 messages", NONE, 5),
        ("500 ms", SECONDS, 0.5),
        ("0.5 秒", SECONDS, 0.5),
        ("1 分钟", SECONDS, 60),
        ("2.5。", NONE, 2.5),
        ("007", NONE, 7),
    ],
)
def test_a_number_is_read_as_people_type_it(typed, unit, value):
    assert read(typed, unit).value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    "typed",
    ["", "hello", "b", "many", "1,5", "1.2.3", "1e999", "9**9**9**9", "nan", "inf", "1/0", "--", "()", "．", "3 or 4", "?"],
)  # fmt: skip
def test_what_is_no_number_is_not_read(typed):
    assert read(typed, NONE) is None


def test_another_unit_is_converted_and_named():
    typed = read("2 GB", GIB)

    assert (typed.value, typed.converted) == (pytest.approx(2e9 / 2**30), "gb")
