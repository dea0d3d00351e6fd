import pytest

from aigc_quiz.quiz.phrases import plain
from aigc_quiz.quiz.spelling import mended, vocabulary

WORDS = vocabulary("the discriminator compares gradient and temperature, a generator retrains")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("discrimnator", "discriminator"),
        ("discriminattor", "discriminator"),
        ("gradiant", "gradient"),
        ("temprature", "temperature"),
        ("genreator", "generator"),
    ],
)
def test_one_slip_in_a_long_word_is_mended(typed, meant):
    assert mended(plain(f"the {typed} here"), WORDS).text == f"the {meant} here"


@pytest.mark.parametrize("typed", ["generators", "retrain", "grad", "discrimnatr", "rgadient"])
def test_other_words_stay_as_typed(typed):
    assert mended(plain(typed), WORDS).text == typed


def test_places_still_point_into_what_was_typed():
    answer = "A Discrimnator votes, a discriminattor too."
    found = mended(plain(answer), WORDS)
    spans = [
        found.span(start, start + len("discriminator"))
        for start in range(len(found.text))
        if found.text.startswith("discriminator", start)
    ]

    assert [answer[a:b] for a, b in spans] == ["Discrimnator", "discriminattor"]
