import pytest

from aigc_quiz.grading.wish import LEAST_STEPS, Wish


@pytest.mark.parametrize(
    ("share", "steps"),
    [(1.0, 1000), (0.5, 500), (0.333, 333), (0.01, LEAST_STEPS), (2.0, 1000), (50.0, 1000)],
)
def test_the_time_limit_shortens_a_training_and_never_lengthens_it(share, steps):
    assert Wish(share=share).training_steps(1000) == steps


def test_a_training_that_is_shorter_anyway_stays_as_it_is():
    assert Wish(share=0.5).training_steps(100) == 100


def test_steps_that_are_asked_for_are_trained_whatever_the_time():
    assert Wish(steps=5000, share=0.1).training_steps(1000) == 5000
    assert Wish(steps=3).training_steps(1000) == 3
