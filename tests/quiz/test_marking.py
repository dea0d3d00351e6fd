from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc_quiz.bank.question import Phrases
from aigc_quiz.quiz.asked import Asked, plain
from aigc_quiz.quiz.marking import mark


def test_the_key_is_right_and_all_else_is_wrong(sample):
    asked = plain(sample["single"])

    assert [mark(asked, letter).score for letter in "abc"] == [1, 0, 0]


def test_a_wrong_option_names_its_misconception(sample):
    found = mark(plain(sample["single"]), "b")

    assert [(m.tag, m.why.en) for m in found.misconceptions] == [
        ("likes-pears", "The pear is wrong.")
    ]
    assert found.chosen == {1}


@pytest.mark.parametrize(
    ("typed", "score", "correct"),
    [("ac", 1, True), ("a", 0.5, False), ("abc", 0.5, False), ("ab", 0, False), ("bd", 0, False), ("abcd", 0, False)],
)  # fmt: skip
def test_several_choices_earn_a_part(sample, typed, score, correct):
    found = mark(plain(sample["multi"]), typed)

    assert (found.score, found.correct) == (score, correct)


def test_two_letters_for_a_single_choice_are_asked_again(sample):
    found = mark(plain(sample["single"]), "ab")

    assert (found.understood, found.score, found.note.en) == (False, 0, "Choose one option only")


@pytest.mark.parametrize("type_", ["single", "multi", "true_false", "numeric"])
def test_an_answer_of_another_kind_is_not_understood_and_scores_nothing(sample, type_):
    found = mark(plain(sample[type_]), "hello")

    assert (found.understood, found.correct, found.score) == (False, False, 0)
    assert found.note


@pytest.mark.parametrize("type_", ["single", "multi", "true_false", "fill", "numeric", "short"])
def test_no_answer_is_not_understood(sample, type_):
    assert not mark(plain(sample[type_]), "  \n").understood


@pytest.mark.parametrize(
    "typed",
    [
        "KV cache",
        "kv-cache",
        "ＫＶ　ｃａｃｈｅ",
        "KV缓存",
        "“键值缓存”。",
        "the KV cache.",
        "`KV cache`",
        "KVcache",
    ],
)
def test_a_blank_takes_either_language_and_any_dress(sample, typed):
    assert mark(plain(sample["fill"]), typed).correct


@pytest.mark.parametrize("typed", ["cache", "KV", "KV caches of keys", "键值", "VK cache"])
def test_a_blank_takes_nothing_else(sample, typed):
    assert not mark(plain(sample["fill"]), typed).correct


@pytest.mark.parametrize("sign", ["-1", "+1", "1"])
def test_a_sign_is_part_of_an_answer(sample, sign):
    question = replace(sample["fill"], accept=Phrases(zh=(sign,), en=(sign,)))

    assert [mark(plain(question), s).correct for s in ("-1", "+1", "1")] == [
        sign == s for s in ("-1", "+1", "1")
    ]


@pytest.mark.parametrize("typed", ["16", "16 GiB", "16.1", "15.9gib", "16384 MiB", "32/2", "１６"])
def test_a_number_within_the_tolerance_is_right(sample, typed):
    assert mark(plain(sample["numeric"]), typed).correct


@pytest.mark.parametrize("typed", ["16.2", "15.8", "16 MiB", "-16", "17.2 GB", "1.6"])
def test_a_number_outside_the_tolerance_is_wrong(sample, typed):
    found = mark(plain(sample["numeric"]), typed)

    assert (found.understood, found.correct) == (True, typed == "17.2 GB")


def test_the_key_follows_the_drawn_numbers(sample):
    asked = Asked(sample["numeric"], variables=(("layers", 48.0),))

    assert mark(asked, "24").correct
    assert not mark(asked, "16").correct
    assert asked.words(asked.question.stem, "en").startswith("48 layers")


def test_a_number_that_a_named_error_gives_is_called_by_name(sample):
    found = mark(plain(sample["numeric"]), "16384")

    assert [m.tag for m in found.misconceptions] == ["mebi-for-gibi"]
    assert not found.correct


def test_a_number_off_by_a_round_factor_is_told_so(sample):
    assert mark(plain(sample["numeric"]), "1.6").note.en == "Off by a factor: 10 times too small"


@pytest.mark.parametrize(("answer", "decimals", "typed", "right"), [
    (16.0, 0, "16", True), (16.0, 0, "16.4", True), (16.0, 0, "17", False),
    (0.33, 2, "1/3", True), (0.33, 2, "0.34", False), (0.33, 2, "0.3", False),
])  # fmt: skip
def test_tolerance_zero_compares_after_rounding(sample, answer, decimals, typed, right):
    question = replace(
        sample["numeric"],
        answer=answer,
        decimals=decimals,
        tolerance=0.0,
        variables=(),
        formula="",
        errors=(),
    )

    assert mark(plain(question), typed).correct is right


def test_a_short_answer_earns_its_points(sample):
    found = mark(plain(sample["short"]), "这一步只更新判别器，而且省显存。切断梯度即可。")

    assert found.correct
    assert len(found.hits) == 3


def test_a_missing_required_point_caps_the_score(sample):
    found = mark(plain(sample["short"]), "It saves memory, and only the discriminator is updated.")

    assert found.score == 0.5
    assert [point.required for point in found.missed] == [True]


def test_a_misconception_caps_the_score_and_is_named(sample):
    answer = sample["short"].model_answer.en + " It freezes the discriminator."
    found = mark(plain(sample["short"]), answer)

    assert (found.score, found.correct) == (0.5, False)
    assert [m.tag for m in found.misconceptions] == ["detach-freezes"]


def test_a_denied_misconception_is_none(sample):
    answer = sample["short"].model_answer.en + " It does not freeze the discriminator."

    assert mark(plain(sample["short"]), answer).score == 1


@pytest.mark.parametrize(
    "answer",
    [
        "cuts gradient generator saves memory only discriminator",
        "切断梯度、省显存、只更新判别器、detach",
        "cuts gradient; saves memory; only discriminator; optimiser",
        "切断 梯度 省 显存 只更新判别器",
        "梯度，不，生成器，省显存，只更新判别器",
    ],
)
def test_a_pile_of_keywords_scores_nothing(sample, answer):
    found = mark(plain(sample["short"]), answer)

    assert found.score == 0
    assert found.hits


@pytest.mark.parametrize(
    "answer",
    [
        "切断梯度，省显存",
        "切断假图到生成器的梯度，省下显存和计算，这步只更新判别器",
        "Detaching cuts the gradient and saves memory.",
        "cuts the gradient to G, saves memory, only D is updated",
        "save memory",
    ],
)
def test_a_terse_answer_is_no_pile(sample, answer):
    assert mark(plain(sample["short"]), answer).score > 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_stem_given_back_scores_nothing(sample, lang):
    asked = plain(sample["short"])

    assert mark(asked, sample["short"].stem.get(lang)).score == 0


def test_hits_show_what_was_typed(sample):
    answer = "It CUTS the Gradient."
    (hit,) = mark(plain(sample["short"]), answer).hits

    assert [answer[a:b] for a, b in hit.spans] == ["CUTS", "Gradient"]


@pytest.mark.parametrize("type_", ["single", "multi", "true_false", "fill", "numeric", "short"])
@given(
    answer=st.text(max_size=60)
    | st.text("abcde12345 .,+-*/^%()e万亿不没有not the梯度", max_size=40)
)
def test_marking_never_raises_and_stays_within_0_and_1(sample, type_, answer):
    found = mark(plain(sample[type_]), answer)

    assert 0 <= found.score <= 1
    assert all(0 <= a < b <= len(answer.strip()) for hit in found.hits for a, b in hit.spans)


def test_a_huge_answer_is_marked(sample):
    for type_, question in sample.items():
        assert mark(plain(question), "梯度 not, " * 20_000).score <= 1, type_
