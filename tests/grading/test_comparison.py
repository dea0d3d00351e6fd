from contextlib import contextmanager
from types import SimpleNamespace

import pytest
import torch

from aigc_quiz.bank.question import Text
from aigc_quiz.grading import Comparison

ONE, TWO = (torch.ones(3), 2.0), (torch.arange(3.0), 3.0)
RIGHT = SimpleNamespace(scaled=lambda x, factor: torch.nn.Parameter(factor * x))


def known(x, factor):
    return {"added": (x + factor, Text("加了", "added"))}


class Submission:
    """Gives what a function gives, and notes under which name it was asked."""

    def __init__(self, function):
        self.function, self.asked, self.name = function, [], "runs"

    @contextmanager
    def naming(self, name):
        self.name = name
        yield
        self.name = "runs"

    def call(self, _, *arguments):
        self.asked.append(self.name)
        return self.function(*arguments)


def compared(function, *cases, **options):
    submission = Submission(function)
    check = Comparison(submission, RIGHT, **options)(
        "scaled", "scaled", known, *cases, zh="提示", en="a hint"
    )
    return submission, check


def test_all_cases_are_compared_under_the_name_of_the_check():
    submission, check = compared(lambda x, factor: factor * x, ONE, TWO)

    assert check.passed
    assert check.name == "scaled"
    assert submission.asked == ["scaled", "scaled"]
    assert submission.name == "runs"


def test_the_first_case_that_is_wrong_is_told_with_its_known_mistake_or_the_hint():
    _, added = compared(lambda x, factor: x + factor, ONE, TWO)
    submission, other = compared(lambda x, factor: factor * x * (x[0] == 1), ONE, TWO, ONE)

    assert (added.mistake, added.message.en) == ("added", "added")
    assert not other.passed
    assert other.message.en.endswith("a hint")
    assert len(submission.asked) == 2


@pytest.mark.parametrize(("rtol", "passed"), [(None, False), (0.1, True)])
def test_the_tolerance_is_that_of_the_exercise(rtol, passed):
    _, check = compared(lambda x, factor: 1.01 * factor * x, ONE, rtol=rtol)

    assert check.passed is passed


def test_no_cases_are_a_fault_of_the_grader():
    with pytest.raises(ValueError, match="no check"):
        compared(lambda x, factor: x)
