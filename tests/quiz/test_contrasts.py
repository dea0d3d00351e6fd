"""Right sentences that stand near a misconception: a contrast with another method, a condition, a part of the explanation.

Most of them once tripped a phrase of their question. A learner who says what is right is never told of a mix-up.
"""

import dataclasses
import json
from pathlib import Path

import pytest

from aigc_quiz.bank.loader import load_bank
from aigc_quiz.bank.question import Short
from aigc_quiz.quiz import prose

ANSWERS = Path(__file__).parent / "answers" / "contrasts.jsonl"
CONTRASTS = [json.loads(line) for line in ANSWERS.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def short():
    return {one.id: one for one in load_bank().questions if isinstance(one, Short)}


def test_there_are_contrasts_in_both_languages():
    assert min(sum(one["lang"] == lang for one in CONTRASTS) for lang in ("zh", "en")) >= 20


@pytest.mark.parametrize(
    "contrast", CONTRASTS, ids=[f"{one['question']}-{n}" for n, one in enumerate(CONTRASTS)]
)
def test_what_is_right_is_not_taken_for_a_misconception(short, contrast):
    question = short[contrast["question"]]

    assert prose.read(question, contrast["answer"]).misconceptions == ()


def test_a_phrase_that_stops_too_early_is_seen(short):
    """The negative control: with a phrase that stops too early, one of them is taken for the misconception."""
    question = short["process-vs-outcome-reward"]
    loose = dataclasses.replace(
        question,
        none_of=tuple(
            dataclasses.replace(
                one, any_of=dataclasses.replace(one.any_of, zh=("结果奖励模型给每",))
            )
            for one in question.none_of
        ),
    )
    mine = [one["answer"] for one in CONTRASTS if one["question"] == question.id]

    assert any(prose.read(loose, answer).misconceptions for answer in mine)
