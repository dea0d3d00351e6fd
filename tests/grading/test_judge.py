import pytest

RIGHT = "def affine(x, y):\n    return 2 * x + y\n"


def test_a_right_submission_passes_every_check(judge):
    report = judge(RIGHT)

    assert report.outcome == "passed"
    assert [check.name for check in report.checks] == [
        "values",
        "inputs_unchanged",
        "gradient",
        "gradient_of_y",
    ]
    assert report.score == 1.0


@pytest.mark.parametrize(
    ("text", "outcome", "name", "message"),
    [
        ("def affine(x, y):\n    return x + 2 * y\n", "failed", "values", "the arguments are swapped"),
        ("def affine(x, y):\n    return 0 * x\n", "failed", "values", "values differ; the worst at"),
        ("def affine(x, y):\n    return x / 0 * float('nan')\n", "failed", "values", "got"),
        ("def affine(x, y):\n    x += x\n    return x + y\n", "crashed", "inputs_unchanged", "changes its input"),
        ("def affine(x, y):\n    return (2 * x + y).detach()\n", "failed", "gradient", "expected a tensor"),
        ("def affine(x, y):\n    raise ValueError('no')\n", "crashed", "runs", "mine.py:2: raise ValueError('no')\nValueError: no"),
        ("def affine(x, y):\n    raise NotImplementedError\n", "crashed", "runs", "mine.py:2: not written yet"),
        ("def affine(x, y)\n    return x\n", "crashed", "runs", "mine.py:1: "),
        ("def other(x, y):\n    return x\n", "crashed", "runs", "does not define affine"),
        ("import os\ndef affine(x, y):\n    os._exit(0)\n", "crashed", "runs", "ended itself (exit code 0)"),
    ],
)  # fmt: skip
def test_a_wrong_submission_gets_its_outcome_and_the_first_wrong_thing(
    judge, text, outcome, name, message
):
    report = judge(text)

    assert outcome == report.outcome
    assert name == report.failed()[0].name
    assert message in report.failed()[0].message.en
