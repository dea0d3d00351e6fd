from dataclasses import replace

import pytest

from aigc_quiz.bank.question import Case, Option, Phrases, Text
from aigc_quiz.quiz.prose import read
from aigc_quiz.quiz.soundness import faults


@pytest.mark.parametrize("type_", ["single", "multi", "true_false", "fill", "numeric", "short"])
def test_a_sound_question_has_no_fault(sample, type_):
    assert faults(sample[type_]) == ()


def test_a_model_answer_that_misses_a_point_is_a_fault(sample):
    question = replace(
        sample["short"], model_answer=Text(zh="切断梯度。", en="It cuts the gradient.")
    )
    found = faults(question)

    assert len(found) == 2
    assert "its model answer (zh) scores 0.33, below 0.95: it misses: 省显存与计算" in found[0]


def test_a_model_answer_with_a_misconception_is_a_fault(sample):
    model = sample["short"].model_answer
    question = replace(
        sample["short"], model_answer=replace(model, en=model.en + " It freezes the discriminator.")
    )

    assert "shows the misconception detach-freezes" in faults(question)[0]


def test_phrases_that_a_denial_fulfils_are_a_fault(sample):
    point = replace(
        sample["short"].key_points[0], any_of=Phrases(zh=("梯度 + 不",), en=("gradient + not",))
    )
    question = replace(sample["short"], key_points=(point, *sample["short"].key_points[1:]))

    assert any("denied model answer" in fault for fault in faults(question))


@pytest.mark.parametrize("phrase", [" + ", "+", "。", "one + "])
@pytest.mark.parametrize("answer", ["", " ", "x.", "。"])
def test_an_answer_that_says_nothing_scores_nothing_whatever_the_phrases(phrase, answer, sample):
    either = Phrases(zh=(phrase,), en=(phrase,))
    points = tuple(replace(point, any_of=either) for point in sample["short"].key_points)

    assert read(replace(sample["short"], key_points=points), answer).score == 0


def test_phrases_that_the_stem_fulfils_are_a_fault(sample):
    question = sample["short"]
    # Half the stem: a learner's own words around it keep the rest from being an echo.
    stem = Text(
        zh="说说判别器的梯度与显存，", en="Say what cuts the gradient, saves memory and more"
    )
    model = question.model_answer
    said = replace(question, stem=replace(stem, en=model.en + " And why is that so?", zh=model.zh))

    assert faults(replace(question, stem=stem)) == ()
    assert faults(said) != ()


def test_a_case_out_of_its_range_is_a_fault(sample):
    question = replace(sample["short"], cases=(Case("en", "It cuts the gradient.", 0.9, 1.0),))

    assert faults(question) == (
        "a case (en) scores 0.33, outside 0.9 to 1.0: 'It cuts the gradient.'; change the phrases or the range",
    )


def test_an_accepted_answer_that_is_marked_wrong_is_a_fault(sample):
    question = replace(sample["fill"], accept=Phrases(zh=("。",), en=("x",)))

    assert faults(question) == (
        "accepts '。' but marks it wrong; leave out what is only punctuation",
    )


def test_an_answer_that_its_formula_does_not_give_is_a_fault(sample):
    assert faults(replace(sample["numeric"], answer=17.0)) == (
        "its answer 17.0 is marked wrong; check the formula",
    )


def test_two_keys_of_a_single_choice_are_a_fault(sample):
    options = sample["single"].options
    both = (options[0], Option(options[1].text, correct=True, why=options[1].why), options[2])

    assert faults(replace(sample["single"], options=both)) == ("its key is marked wrong",)
