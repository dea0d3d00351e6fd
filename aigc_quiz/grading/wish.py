"""What a user may ask of a training beyond the exercise's own terms."""

from dataclasses import dataclass
from pathlib import Path

LEAST_STEPS = (
    200  # of a training that a shorter time limit shortens: below, there is nothing to see
)


@dataclass(frozen=True, slots=True)
class Wish:
    """Which images to train on, and for how long.

    data: a folder of the user's own images, None for the exercise's. steps: how many, None for the exercise's or as
    many as the time allows. share: the time limit over the exercise's own; below 1 it shortens the training.
    """

    data: Path | None = None
    steps: int | None = None
    share: float = 1.0

    def training_steps(self, usual: int) -> int:
        """How many steps to train where the exercise has `usual`: more only where they were asked for."""
        if self.steps is not None:
            return self.steps
        return min(usual, max(LEAST_STEPS, round(usual * self.share)))
