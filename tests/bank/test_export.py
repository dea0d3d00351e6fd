import json

import pytest

from aigc_quiz.bank.export import as_object
from aigc_quiz.bank.loader import read_bank
from aigc_quiz.bank.question import listed


@pytest.mark.parametrize("type_", ["single", "multi", "true_false", "fill", "numeric", "short"])
def test_an_object_holds_what_list_gives_and_hides_the_answer(type_, write, record):
    (question,) = read_bank(write({"a/b.yaml": [record(type_)]})).bank.questions
    hidden, shown = as_object(question, answer=False), as_object(question, answer=True)

    assert shown["format"] == 1
    assert listed(question).items() <= hidden.items()
    assert hidden.items() <= shown.items() or "options" in hidden
    assert "explanation" not in hidden
    assert shown["explanation"] == {"zh": question.explanation.zh, "en": question.explanation.en}
    assert "correct" not in json.dumps(hidden)
    assert json.loads(json.dumps(shown)) == shown


def test_an_exercise_keeps_its_formula_and_hides_its_hints(write, files_of_exercise):
    (exercise,) = read_bank(write(files_of_exercise("f"))).bank.exercises
    hidden = as_object(exercise, answer=False)

    assert hidden["formula"] == "f(x) = x"
    assert hidden["folder"].endswith("coding/f")
    assert "hints" not in hidden
    assert len(as_object(exercise, answer=True)["hints"]) == 3
