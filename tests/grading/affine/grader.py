"""A tiny exercise for the tests: affine(x, y) = 2x + y."""

from collections.abc import Iterator

from aigc_quiz.grading import Check, Submission, Text, close, expect


def grade(submission: Submission) -> Iterator[Check]:
    """Values, a recognised mistake, unchanged inputs, and gradients."""
    x, y = submission.normal(3, 4), submission.normal(3, 4)
    swapped = (x + 2 * y, Text("参数写反了", "the arguments are swapped"))
    got = submission.call("affine", x, y)
    yield close("values", got, 2 * x + y, mistakes={"swapped": swapped})
    unchanged = submission.inputs_unchanged()
    yield expect("inputs_unchanged", unchanged, Text("改动了输入", "changes its input"))
    wide = submission.normal(2, 5).double()
    _, (of_x, of_y) = submission.vjp("affine", (wide, wide), wide, wrt=(0, 1))
    yield close("gradient", of_x, 2 * wide)
    yield close("gradient_of_y", of_y, wide)
