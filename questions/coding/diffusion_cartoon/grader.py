"""Probes first, then a short training whose pictures the judge measures itself."""

from collections.abc import Iterator
from pathlib import Path

from aigc_quiz.grading import Check, Submission
from aigc_quiz.images.cartoon import draw

from . import course, lesson, path, sampling

FIXTURE = (Path(__file__).parent / "fixture.py").read_text(encoding="utf-8")


def grade(submission: Submission) -> Iterator[Check]:
    yield from stage_one(submission)


def stage_one(submission: Submission) -> Iterator[Check]:
    """The probes, each group under a name for what may crash in it."""
    faces = draw(96, size=path.SIZE, seed=path.whole(submission)).images
    good = True
    with submission.naming("network_runs"):
        for check in path.network(submission, FIXTURE):
            good &= check.passed
            yield check
    if not good:
        return  # nothing below can be asked of a network of the wrong shape
    with submission.naming("path_runs"):
        for check in path.mixing(submission):
            good &= check.passed
            yield check
    if not good:
        return  # what follows measures with add_noise and target
    with submission.naming("training_loss_runs"):
        yield from lesson.training_loss(submission, FIXTURE, faces)
    with submission.naming("sample_runs"):
        yield from sampling.known_worlds(submission, FIXTURE)
    with submission.naming("train_runs"):
        yield from course.short_training(submission, FIXTURE, faces)
