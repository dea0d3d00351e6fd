"""What a submission trains on and is measured against: faces of a secret world, or the user's own images."""

from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from aigc_quiz.errors import QuizError
from aigc_quiz.grading import Submission
from aigc_quiz.images.cartoon import draw
from aigc_quiz.images.folder import Folder, load
from aigc_quiz.images.quality import telling_world
from aigc_quiz.jury.lines import Training

LEAST_IMAGES = 200
_HELD_OUT = 4  # of the user's own images, one in so many is held out


class Material(NamedTuple):
    """Training images `known` and images `held_out` from training, uint8 (N, 3, S, S); seeds of the judge's.

    attributes: of both, where they are faces of ours. seeds: for training, four times sampling, the sampling without
    weights.
    """

    known: Tensor
    held_out: Tensor
    attributes: tuple[Tensor, Tensor] | None
    seeds: list[int]


def faces(submission: Submission, training: Training) -> Material:
    """Faces of a world that nobody has seen."""
    world = telling_world(submission.generator, size=training.size)
    seeds = submission.integers(0, 2**31, (8,)).tolist()
    known = draw(training.images, size=training.size, seed=seeds[0], world=world)
    held_out = draw(training.samples, size=training.size, seed=seeds[7], world=world)
    attributes = known.attributes, held_out.attributes
    return Material(known.images, held_out.images, attributes, seeds[1:7])


def own_images(folder: Path, training: Training) -> Folder:
    """The images in a folder, uint8 (N, 3, S, S), and what was skipped.

    Raises:
        QuizError: it cannot be read, or holds too few that can.
    """
    found = load(folder, size=training.size)
    if len(found.images) < LEAST_IMAGES:
        skipped = f" ({len(found.skipped)} files cannot be read)" if found.skipped else ""
        raise QuizError(
            f"{folder}: holds {len(found.images)} pictures{skipped}; "
            f"a training needs {LEAST_IMAGES} or more"
        )
    return found


def split(images: Tensor, submission: Submission, training: Training) -> Material:
    """The user's own images, some of them held out; no more than the exercise trains and measures with."""
    order = torch.randperm(len(images), generator=submission.generator)
    seeds = submission.integers(0, 2**31, (8,)).tolist()
    count = min(training.samples, len(images) // _HELD_OUT) // 4 * 4
    held_out, known = images[order[:count]], images[order[count:][: training.images]]
    return Material(known, held_out, None, seeds[1:7])
