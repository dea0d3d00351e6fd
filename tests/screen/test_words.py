from dataclasses import fields

import pytest

from aigc_quiz.screen.words import EN, ZH, Words


def texts(value):
    if isinstance(value, str):
        return [value]
    return list(value.values()) if isinstance(value, dict) else list(value)


@pytest.mark.parametrize("name", [field.name for field in fields(Words)])
def test_both_languages_fill_in_the_same_names(name):
    def names(text):
        return sorted(part.split("}")[0] for part in text.split("{")[1:])

    zh, en = texts(getattr(ZH, name)), texts(getattr(EN, name))
    assert [names(text) for text in zh] == [names(text) for text in en]


@pytest.mark.parametrize("name", [field.name for field in fields(Words)])
def test_chinese_is_chinese_and_english_is_not(name):
    for text in texts(getattr(EN, name)):
        assert not any("\u4e00" <= letter <= "\u9fff" for letter in text)
    for text in texts(getattr(ZH, name)):
        assert name == "rate_bar" or any("\u4e00" <= letter <= "\u9fff" for letter in text)
