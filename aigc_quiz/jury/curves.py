"""How a training went: losses and the Fréchet distance over the steps, as the worker's reports tell them."""

import math
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

from aigc_quiz.grading.glimpse import Glimpse
from aigc_quiz.grading.link import Progress
from aigc_quiz.images.features import features
from aigc_quiz.images.metrics import frechet_distance

BINS = 200  # points of a loss curve in the report: means over equal parts of the training
STRIP = 12  # samples of each moment that the report shows
MOST_LOSSES = 100_000


def is_pictures(value: object, count: int, size: int) -> bool:
    """Whether a claim is uint8 (count, 3, size, size)."""
    return (
        isinstance(value, Tensor)
        and value.dtype == torch.uint8
        and tuple(value.shape) == (count, 3, size, size)
    )


class Curves:
    """Losses by step, distances by moment, and some pictures of each moment. All of it is information, none proof."""

    def __init__(self, names: Sequence[str], floor: float) -> None:
        self.names = tuple(names)
        self.floor = floor  # the distance that as many real images as a moment has samples have
        self.losses: list[tuple[float, ...]] = []
        self.at: list[int] = []
        self.distance: list[float] = []
        self.strips: list[Tensor] = []

    def loss(self, name: str, *, after: float = 0.0, until: float = 1.0) -> float:
        """The mean of a loss over a part of the training; NaN where there is none."""
        part = self.losses[int(after * len(self.losses)) : math.ceil(until * len(self.losses))]
        index = self.names.index(name)
        return sum(row[index] for row in part) / len(part) if part else math.nan

    @property
    def not_finite(self) -> int | None:
        """The first step (1 is the first) with a loss that is no finite number; None if there is none."""
        for step, row in enumerate(self.losses, 1):
            if not all(map(math.isfinite, row)):
                return step
        return None

    def record(self) -> dict[str, Any]:
        """As plain numbers: `step` and `losses` {name: numbers} of equal length; `at` and `distance`; `floor`.

        A loss that is no finite number is None, so that the report is JSON.
        """
        bins = min(BINS, len(self.losses)) or 1
        edges = [round(i * len(self.losses) / bins) for i in range(bins + 1)]
        spans = [(a, b) for a, b in pairwise(edges) if b > a]
        return {
            "step": [b for _, b in spans],
            "losses": {
                name: [
                    _rounded(sum(row[i] for row in self.losses[a:b]) / (b - a)) for a, b in spans
                ]
                for i, name in enumerate(self.names)
            },
            "at": list(self.at),
            "distance": [round(value, 2) for value in self.distance],
            "floor": round(self.floor, 2),
        }


def _rounded(value: float) -> float | None:
    return float(f"{value:.4g}") if math.isfinite(value) else None


class Watch:
    """Receives a worker's reports while it trains, keeps what is sound, and tells the terminal."""

    def __init__(
        self,
        curves: Curves,
        *,
        steps: int,
        size: int,
        count: int,
        moments: Sequence[int],
        measure: Callable[[Tensor], float],
        tell: Progress | None,
    ) -> None:
        self.curves = curves
        self.done = 0
        self._steps, self._size, self._count = steps, size, count
        self._left = set(moments)
        self._measure = measure
        self._tell = tell
        self._picture: Tensor | None = None
        self._began = time.monotonic()

    def __call__(self, _fraction: float, _text: str, value: object) -> None:
        """One report. Whatever else than expected is in it is passed over."""
        if not isinstance(value, dict):
            return
        step = value.get("step")
        if type(step) is not int or not self.done <= step <= self._steps:
            return
        self.done = step
        self._note_losses(value.get("losses"))
        pictures = value.get("pictures")
        if (
            step in self._left
            and isinstance(pictures, Tensor)
            and is_pictures(pictures, self._count, self._size)
        ):
            self._left.discard(step)
            self.note(step, pictures)
        self.say("train")

    def note(self, step: int, pictures: Tensor) -> None:
        """Measure samples drawn before step number `step` (0 is the first)."""
        self.curves.at.append(step)
        self.curves.distance.append(self._measure(pictures))
        self.curves.strips.append(pictures[:STRIP])
        self._picture = pictures[:STRIP]

    def say(self, stage: str) -> None:
        """Tell the terminal how it goes."""
        if self._tell is None:
            return
        fraction = self.done / self._steps
        passed = time.monotonic() - self._began
        left = passed * (1 - fraction) / fraction if fraction > 0 and stage == "train" else None
        glimpse = Glimpse(stage, self.done, self._steps, left, self._picture, self.curves.record())
        self._tell(fraction, f"{self.done}/{self._steps}", glimpse)

    def _note_losses(self, told: object) -> None:
        if not isinstance(told, list) or len(self.curves.losses) + len(told) > MOST_LOSSES:
            return
        width = len(self.curves.names)
        for row in told:
            whole = isinstance(row, list) and len(row) == width
            if whole and all(type(number) is float for number in row):
                self.curves.losses.append(tuple(row))


def distance_to(real: Tensor) -> Callable[[Tensor], float]:
    """Fréchet distance of pictures uint8 `(N, 3, S, S)` to real features `(M, d)`."""
    return lambda pictures: frechet_distance(real, features(pictures))
