"""Probes first, then a short training whose pictures the judge measures itself."""

from collections.abc import Iterator

from aigc_quiz.grading import Check, Submission
from aigc_quiz.jury import Jury

from . import drawing, probes, steps
from .quality import TRAINING

# A fault in one of these would spoil the training as well, or make its measurement mean nothing.
BLOCKED_BY_NONE = {"state_dict_round_trip", "train_leaves_images", "penalty_is_differentiable"}


DRAWN = 64  # pictures that the probes ask for


def grade(submission: Submission) -> Iterator[Check]:
    jury = Jury(submission, TRAINING)
    first_failure, noted = "", []
    for check in stage_one(submission):
        yield check
        if check.passed:
            continue
        noted.append(check)
        if not (check.advice or check.name in BLOCKED_BY_NONE):
            first_failure = first_failure or check.name
    yield from jury.not_run(first_failure) if first_failure else jury.judged(noted)


def stage_one(submission: Submission) -> Iterator[Check]:
    """The probes, each group under a name for what may crash in it."""
    good = True
    with submission.naming("networks_run"):
        for check in probes.networks(submission):
            good &= check.passed
            yield check
    if not good:
        return  # nothing below can be asked of networks of the wrong shape
    faces = probes.faces(submission, 320)
    shape = probes.logit_shape(submission)
    with submission.naming("losses_run"):
        yield from probes.losses(submission, shape)
    with submission.naming("train_step_runs"):
        seed = probes.whole(submission)
        yield from steps.train_step(submission, faces, probes.FIXTURE, seed)
        yield from probes.training_parts(submission, faces)
    with submission.naming("train_and_sample_run"):
        seed = probes.whole(submission)
        found = submission.run(
            probes.FIXTURE, "short_training", faces, submission.device, seed, 3, DRAWN
        )
    yield from drawing.data(found, faces)
    yield from drawing.sampling(found, DRAWN, probes.SIZE)
