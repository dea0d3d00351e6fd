"""How a training stands at one moment, for a terminal to draw."""

from dataclasses import dataclass

from aigc_quiz.grading.wire import Value


@dataclass(frozen=True, slots=True)
class Glimpse:
    """The value that `Progress` gets. Told now and then; each one is whole.

    stage: "train", then "sample", then "measure". step: of how many `steps`. seconds_left: of the training, None
    while nothing is known. picture: uint8 (N, 3, S, S), what was drawn last, or None. curves: as `Report.records["curves"]`
    will hold them, so far: step, losses {name: numbers}, at, distance, floor.
    """

    stage: str
    step: int
    steps: int
    seconds_left: float | None
    picture: Value
    curves: Value
