"""What the GAN's grader makes of curves: the likeliest cause of a poor training."""

import math
import sys

import pytest

from aigc_quiz.grading import exercise as exercises
from aigc_quiz.jury.curves import Curves

GOOD = {"precision": 0.7, "diversity": 1.1}


@pytest.fixture(scope="module")
def quality():
    exercises.grader(exercises.find("gan_cartoon"))
    return sys.modules["aigc_quiz_exercise_gan_cartoon.quality"]


@pytest.fixture
def first(quality):
    """The likeliest cause, in English."""

    def cause(losses, distances=(180.0, 90.0, 60.0, 50.0), **numbers):
        curves = Curves(("loss_d", "loss_g"), 1.4)
        curves.losses.extend(losses)
        curves.at.extend(range(0, 100 * len(distances), 100))
        curves.distance.extend(distances)
        names = quality.Measured._fields
        measured = quality.Measured(**(dict.fromkeys(names, 0.5) | GOOD | numbers))
        found = quality.causes(curves, measured, quality.LINES)
        assert all(text.zh and text.en for text in found)
        return found[0].en

    return cause


def healthy(count=100):
    return [(0.7 - 0.005 * i, 0.7 + 0.01 * i) for i in range(count)]


def test_a_loss_that_is_no_number_is_told_with_its_step(first):
    rows = healthy()
    rows[41:] = [(math.nan, math.nan)] * 59

    assert first(rows).startswith("From step 42 on a loss is NaN")


def test_a_discriminator_that_wins_is_told(first):
    rows = [(0.7 * 0.9**i, 0.7 + 0.1 * i) for i in range(100)]

    told = first(rows)

    assert "D is so strong" in told
    assert "while G's keeps rising" in told
    assert "D is so strong" not in first(healthy())


def test_a_critic_whose_loss_is_near_zero_from_the_start_is_not_called_strong(first):
    """WGAN: its loss is a difference of means and may be negative or near zero all the time."""
    assert "D is so strong" not in first([(0.01 * (-1) ** i, 0.0) for i in range(100)])
    assert "D is so strong" not in first([(-3.0, 1.0)] * 100)


def test_a_late_collapse_is_told_with_the_step_at_which_it_was_best(first):
    told = first(healthy(), (180.0, 90.0, 40.0, 95.0))

    assert told.startswith("The distance was 40 at step 200 and then rose to 95")
    assert "collapse" not in first(healthy(), (180.0, 90.0, 40.0, 42.0))


def test_a_training_that_goes_nowhere_is_told(first):
    assert first(healthy(), (180.0, 175.0, 181.0, 179.0)).startswith("The distance never left")


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"diversity": 0.1}, "few kinds of pictures"),
        ({"precision": 0.1}, "taught it too little"),
        ({}, "variety is what is short"),
    ],
)
def test_without_a_sign_in_the_curves_the_numbers_speak(first, numbers, words):
    assert words in first(healthy(), **numbers).lower()


def test_no_curves_are_no_trouble(first):
    assert first([], ())
