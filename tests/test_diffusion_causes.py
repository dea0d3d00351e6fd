"""What the grader of diffusion_cartoon makes of curves: the likeliest cause of a poor training."""

import math
import sys

import pytest

from aigc_quiz.grading import exercise as exercises
from aigc_quiz.jury.curves import Curves

GOOD = {"precision": 0.9, "diversity": 1.0}
FALLING = [(0.2 + 0.8 * 0.95**i,) for i in range(100)]


@pytest.fixture(scope="module")
def quality():
    exercises.grader(exercises.find("diffusion_cartoon"))
    return sys.modules["aigc_quiz_exercise_diffusion_cartoon.quality"]


@pytest.fixture
def first(quality):
    """The likeliest cause, in English."""

    def cause(losses=FALLING, distances=(170.0, 80.0, 40.0, 25.0), **numbers):
        curves = Curves(("loss",), 1.5)
        curves.losses.extend(losses)
        curves.at.extend(range(0, 100 * len(distances), 100))
        curves.distance.extend(distances)
        names = quality.Measured._fields
        measured = quality.Measured(**(dict.fromkeys(names, 0.5) | GOOD | numbers))
        found = quality.causes(curves, measured, quality.LINES)
        assert all(text.zh and text.en for text in found)
        return found[0].en

    return cause


def test_a_loss_that_is_no_number_is_told_with_its_step(first):
    assert first([*FALLING[:41], *[(math.nan,)] * 59]).startswith("From step 42 on")


def test_a_loss_that_stands_still_is_told_and_one_that_falls_is_not(first):
    assert "did not fall" in first([(1.0,)] * 100)
    assert "did not fall" not in first()


def test_a_network_that_is_worse_than_the_weights_on_the_way_points_to_the_average(first):
    assert "EMA" in first(distances=(170.0, 60.0, 30.0, 120.0))
    assert "on the way" not in first()


def test_pictures_that_are_alike_or_unclear_are_told_apart(first):
    assert "much alike" in first(diversity=0.1)
    assert "noisy" in first(diversity=1.6, precision=0.2)
    assert "taught it too little" in first(precision=0.2)
    assert "clear but not close enough" in first()
