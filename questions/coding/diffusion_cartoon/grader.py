"""Probes first, then a short training whose pictures the judge measures itself."""

from collections.abc import Iterator
from pathlib import Path

from aigc_quiz.grading import Check, Submission
from aigc_quiz.images.cartoon import draw
from aigc_quiz.jury import Jury

from . import course, lesson, path, sampling
from .quality import TRAINING

FIXTURE = (Path(__file__).parent / "fixture.py").read_text(encoding="utf-8")
FACES = 96  # of the default world: the probes need no secrets
# A fault in one of these would not make the training's measurement mean nothing.
BLOCKED_BY_NONE = {"state_dict_round_trip", "train_leaves_images"}


def grade(submission: Submission) -> Iterator[Check]:
    jury = Jury(submission, TRAINING)
    first_failure = ""
    for check in stage_one(submission):
        yield check
        if not (check.passed or check.advice or check.name in BLOCKED_BY_NONE):
            first_failure = first_failure or check.name
    yield from jury.not_run(first_failure) if first_failure else jury.judged()


def stage_one(submission: Submission) -> Iterator[Check]:
    """The probes, each group under a name for what may crash in it."""
    faces = draw(FACES, size=path.SIZE, seed=path.whole(submission)).images
    good = True
    with submission.naming("network_runs"):
        for check in path.network(submission, FIXTURE):
            good &= check.passed
            yield check
    if not good:
        return  # nothing below can be asked of networks of the wrong shape
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
