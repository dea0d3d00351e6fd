import pytest

from aigc_quiz.quiz.lexicon import CONTRASTS, SYNONYMS
from aigc_quiz.quiz.phrases import find, plain

LINES = SYNONYMS.strip().splitlines()


@pytest.mark.parametrize("line", LINES)
def test_a_line_holds_two_words_or_more_and_none_twice(line):
    words = [plain(word.strip()).text for word in line.split("|")]

    assert len(words) == len(set(words)) > 1
    assert all(len(word) > 1 for word in words)


@pytest.mark.parametrize("line", CONTRASTS.strip().splitlines())
def test_a_contrast_has_two_sides_or_more(line):
    assert len([side for side in line.split("/") if side.strip()]) > 1


@pytest.mark.parametrize(
    ("phrase", "answer"),
    [
        ("奖励模型", "再训一个 RM。"),
        ("reward model + comparison", "A scoring model learns from rankings."),
        ("去重", "remove duplicates first"),
        ("checkpoint", "先回到检查点。"),
    ],
)
def test_a_phrase_is_found_in_words_that_mean_the_same(phrase, answer):
    assert find(phrase, plain(answer))


@pytest.mark.parametrize(
    ("phrase", "answer"),
    [("奖励模型", "再训一个模型。"), ("RM", "the alarm"), ("checkpoint", "check the point")],
)
def test_but_not_in_words_that_do_not(phrase, answer):
    assert not find(phrase, plain(answer))
