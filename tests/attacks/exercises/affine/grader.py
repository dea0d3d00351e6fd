"""affine(x, y) = 2x + y, with what attacks look for: values that the worker is never told."""

from collections.abc import Iterator

from aigc_quiz.grading import Check, Submission, Text, close, expect

WITHHELD: list[float] = []


def grade(submission: Submission) -> Iterator[Check]:
    """Values twice, also tiny ones, unchanged inputs, and gradients with a secret cotangent."""
    WITHHELD[:] = submission.normal(8).tolist()
    x, y = submission.normal(3, 4), submission.normal(3, 4)
    yield close("values", submission.call("affine", x, y), 2 * x + y)
    unchanged = submission.inputs_unchanged()
    yield expect("inputs_unchanged", unchanged, Text("改动了输入", "changes its input"))
    a, b = submission.normal(40, 30) * 1e-6, submission.normal(40, 30) * 1e-6
    yield close("values_tiny", submission.call("affine", a, b), 2 * a + b)
    yield close("values_again", submission.call("affine", y, x), 2 * y + x)
    wide, cotangent = submission.normal(2, 5).double(), submission.normal(2, 5).double()
    _, (of_x, of_y) = submission.vjp("affine", (wide, wide), cotangent, wrt=(0, 1))
    yield close("gradient", of_x, 2 * cotangent)
    yield close("gradient_of_y", of_y, cotangent)
