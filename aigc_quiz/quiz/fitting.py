"""Fits FSRS's parameters to a learner's own reviews, by py-fsrs's optimizer."""

import math
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import pairwise

from aigc_quiz.quiz.schedule import AGAIN, Memory, Review, Weights, review

NEEDED = 512  # reviews a day or more after the one before; py-fsrs learns nothing from fewer
MOST = 8_000  # answers that are fitted to; py-fsrs takes 5 to 15 ms for each
_DAY = timedelta(days=1)
_HELD_OUT = 5  # every so many-th question is kept to try the parameters on


def spaced(reviews: Iterable[Review]) -> int:
    """How many reviews came a day or more after the one before."""
    return sum(_spaced(one, two) for own in _by_question(reviews) for one, two in pairwise(own))


def loss(reviews: Iterable[Review], weights: Weights | None) -> float:
    """Mean log-loss (nats) of the predicted recall, over the reviews that `spaced` counts.

    L = -mean(y ln p + (1 - y) ln(1 - p)), where y is 0 for Again and 1 else, and p is FSRS's
    retrievability just before the review. Lower is better; 0 where there is no such review.
    """
    total, count = 0.0, 0
    for own in _by_question(reviews):
        memory: Memory | None = None
        for before, given in zip([None, *own], own, strict=False):
            if memory is not None and before is not None and _spaced(before, given):
                p = min(max(memory.recall(given.at), 1e-6), 1 - 1e-6)
                total -= math.log(1 - p if given.rating == AGAIN else p)
                count += 1
            memory = review(
                memory, given.rating, given.at, question=given.question, weights=weights
            )
    return total / count if count else 0.0


def split(reviews: Sequence[Review]) -> tuple[list[Review], list[Review]]:
    """The reviews to fit to, and those to try the parameters on: of one question in five.

    Where too few would be left to fit to, both are all of them.
    """
    parts: tuple[list[Review], list[Review]] = [], []
    for given in reviews:
        parts[zlib.crc32(given.question.encode()) % _HELD_OUT == 0].append(given)
    return parts if spaced(parts[0]) >= NEEDED else (list(reviews), list(reviews))


def latest(reviews: Sequence[Review], most: int = MOST) -> list[Review]:
    """All reviews of those questions that were reviewed last, as many as stay within `most`."""
    own = sorted(_by_question(reviews), key=lambda given: given[-1].at, reverse=True)
    kept: list[Review] = []
    for given in own:
        if len(kept) + len(given) > most:
            break
        kept += given
    return sorted(kept, key=lambda given: given.at)


def fit(reviews: Iterable[Review], *, verbose: bool = False) -> Weights:
    """The parameters under which these reviews are likeliest; the same for the same reviews.

    Raises:
        ImportError: py-fsrs's optimizer is not installed.
    """
    from fsrs import Optimizer, Rating, ReviewLog

    numbers: dict[str, int] = {}
    logs = [
        ReviewLog(
            card_id=numbers.setdefault(given.question, len(numbers) + 1),
            rating=Rating(given.rating),
            review_datetime=given.at,
            review_duration=None,
        )
        for given in reviews
    ]
    found = Optimizer(logs).compute_optimal_parameters(verbose=verbose)
    return tuple(found)


def _by_question(reviews: Iterable[Review]) -> list[list[Review]]:
    own: defaultdict[str, list[Review]] = defaultdict(list)
    for given in reviews:
        own[given.question].append(given)
    return list(own.values())


def _spaced(before: Review, given: Review) -> bool:
    return given.at - before.at >= _DAY
