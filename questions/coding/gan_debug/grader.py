from collections.abc import Iterator

from aigc_quiz.grading import Check, Submission

from . import learning, networks, training


def grade(submission: Submission) -> Iterator[Check]:
    # A part that does not work is replaced by a stand-in while the others are looked at, so that
    # each repair earns its points by itself.
    broken: list[str] = []
    first = ""
    for check in nine_faults(submission, broken):
        yield check
        first = first or ("" if check.passed else check.name)
    if not first:
        yield from learning.whole(submission)
        return
    for name in learning.POINTS:
        yield learning.not_run(name, first)


def nine_faults(submission: Submission, broken: list[str]) -> Iterator[Check]:
    """One check a fault of the blog post, in the order in which they are met; `broken` is filled on the way."""
    yield networks.names_defined(submission)
    yield networks.makes_pictures(submission, broken)
    yield networks.reaches_black_and_white(submission)
    yield networks.takes_rgb(submission, broken)
    yield networks.knows_neighbours(submission)
    yield training.scaled(submission, broken)
    yield training.optimizers(submission, broken)
    yield training.learns_from_discriminator(submission, broken)
    yield training.sees_the_pictures(submission, broken)
