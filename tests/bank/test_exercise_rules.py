from datetime import date

import pytest

from aigc_quiz.bank import rules

TODAY = date(2026, 11, 23)

BROKEN_EXERCISE = {
    "hints": (lambda e: e["hints"].pop(), "has 2 hints; write 3"),
    "names": (lambda e: e.update(names=["f(x)"]), "names holds 'f(x)', which is no Python name"),
    "forbidden": (lambda e: e.update(forbidden=["torch softmax"]), "write a dotted name"),
    "seconds": (lambda e: e["limits"].update(seconds=0), "limits.seconds is 0; it must be above 0"),
    "parity": (
        lambda e: e["statement"].update(zh="写出函数 `f(x)`，共 7 步。"),
        "statement: the numbers differ: only zh has 7",
    ),
    "code": (
        lambda e: e["statement"].update(
            zh="写：\n```python\ndef f(\n```\n", en="Write:\n```python\ndef f(\n```\n"
        ),
        "statement.zh: line 1 of its Python code does not parse",
    ),
    "age": (lambda e: e.update(reviewed="2020-01-01"), "'stable' allows 730"),
}


@pytest.mark.parametrize("name", BROKEN_EXERCISE)
def test_an_exercise_that_breaks_a_rule_gets_its_fault(name, bank_of, files_of_exercise):
    break_it, said = BROKEN_EXERCISE[name]
    files = files_of_exercise("f_x")
    assert rules.faults(bank_of(files), TODAY) == []

    break_it(files["coding/f_x/exercise.yaml"])
    found = rules.faults(bank_of(files), TODAY)
    assert said in str(found[0])
    assert len({fault.text.replace(".zh", ".en") for fault in found}) == 1


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("starter.py", None, "there is no f_x/starter.py; add it"),
        ("grader.py", None, "the folder has no grader.py; add it"),
        ("variants/a.py", None, "has 1 variants; 2 are the least"),
        ("mistakes/m0.py", None, "has 5 mistakes; 6 are the least"),
        ("starter.py", "x = 1\n", "f_x/starter.py does not begin with '# aigc-quiz: f_x'"),
        ("mistakes/m0.py", "# aigc-quiz: f_x\n", "mistakes/m0.py has no line '# fails: <check>'"),
    ],
)
def test_the_files_of_an_exercise_are_there_and_marked(
    path, content, said, bank_of, files_of_exercise
):
    files = files_of_exercise("f_x")
    del files[f"coding/f_x/{path}"]
    bank = bank_of(files if content is None else files | {f"coding/f_x/{path}": content})

    (fault,) = rules.faults(bank, TODAY)
    assert said in fault.text


def test_an_exercise_has_a_slug(bank_of, files_of_exercise):
    (fault,) = rules.faults(bank_of(files_of_exercise("F-x")), TODAY)

    assert fault.text == "the folder's name is no slug; use lower case letters, digits and _"
