"""Scale(size): a module whose `weight` scales its input; attributes are worth what they do."""

from collections.abc import Iterator

from aigc_quiz.grading import Check, Submission, close

WITHHELD: list[float] = []


def grade(submission: Submission) -> Iterator[Check]:
    """Its value and its weight's gradient under weights that the judge chooses."""
    WITHHELD[:] = submission.normal(8).tolist()
    module = submission.build("Scale", 5)
    weight, x, cotangent = submission.normal(5), submission.normal(3, 5), submission.normal(3, 5)
    module.load_state({"weight": weight})
    out, (of_x,), named = module.vjp((x,), cotangent)
    yield close("values", out, x * weight)
    yield close("gradient", of_x, cotangent * weight)
    yield close("gradient_of_weight", named.get("weight"), (cotangent * x).sum(0))
