import pytest

from aigc_quiz.quiz.asked import Asked, plain
from aigc_quiz.quiz.letters import read


@pytest.mark.parametrize(
    "typed",
    ["b", "B", "ｂ", "Ｂ", "2", "２", " b ", "b.", "(b)", "选b", "答案：B", "option b", "Answer: b", "我选 B。", "the answer is b", "pear", "梨", "PEAR"],
)  # fmt: skip
def test_one_letter_is_read_however_it_is_typed(sample, typed):
    assert read(plain(sample["single"]), typed) == {1}


@pytest.mark.parametrize(
    "typed",
    ["ac", "a c", "a,c", "A、C", "a，c", "Ａ Ｃ", "ca", "13", "1 3", "a and c", "a和c", "aca", "选 A、C", "a;c", "a/c"],
)  # fmt: skip
def test_several_letters_are_read_however_they_are_parted(sample, typed):
    assert read(plain(sample["multi"]), typed) == {0, 2}


@pytest.mark.parametrize("typed", ["hello", "f", "0", "6", "10", "", " ", "?", "，", "abx", "苹果树", "-", "\x00", "a" * 30 + "z"])  # fmt: skip
def test_what_names_no_option_is_not_read(sample, typed):
    assert read(plain(sample["single"]), typed) is None


@pytest.mark.parametrize("typed", ["t", "T", "true", "True", "对", "正确", "√", "y", "Yes", "是", "a", "1", "ｔ", "对。", "TRUE!"])  # fmt: skip
def test_words_of_truth_are_true(sample, typed):
    assert read(plain(sample["true_false"]), typed) == {0}


@pytest.mark.parametrize("typed", ["f", "false", "错", "错误", "×", "n", "no", "否", "b", "2", "不对", "Ｆ", "x"])  # fmt: skip
def test_words_of_falsehood_are_false(sample, typed):
    assert read(plain(sample["true_false"]), typed) == {1}


def test_a_letter_counts_places_on_screen(sample):
    assert read(Asked(sample["single"], (2, 0, 1)), "a") == {2}
