from dataclasses import fields

import pytest

from aigc_quiz.screen import mock_words
from aigc_quiz.screen.mock_words import MockWords
from aigc_quiz.screen.words import EN, ZH, Words

ALL = [(EN, ZH, field.name) for field in fields(Words)] + [
    (mock_words.EN, mock_words.ZH, field.name) for field in fields(MockWords)
]


def texts(value):
    if isinstance(value, str):
        return [value]
    return list(value.values()) if isinstance(value, dict) else list(value)


@pytest.mark.parametrize(("en", "zh", "name"), ALL)
def test_both_languages_fill_in_the_same_names(en, zh, name):
    def names(text):
        return sorted(part.split("}")[0] for part in text.split("{")[1:])

    chinese, english = texts(getattr(zh, name)), texts(getattr(en, name))
    assert [names(text) for text in chinese] == [names(text) for text in english]


@pytest.mark.parametrize(("en", "zh", "name"), ALL)
def test_chinese_is_chinese_and_english_is_not(en, zh, name):
    for text in texts(getattr(en, name)):
        assert not any("\u4e00" <= letter <= "\u9fff" for letter in text)
    for text in texts(getattr(zh, name)):
        assert name == "rate_bar" or any("\u4e00" <= letter <= "\u9fff" for letter in text)
