"""The learner's own FSRS parameters, as the history holds them: the last event of kind `weights` stands."""

from dataclasses import dataclass
from datetime import datetime

from aigc_quiz.progress.history import History, path

_KIND = "weights"
_SESSION = "weights"  # no practice session; every event names one
COUNT = 21


@dataclass(frozen=True, slots=True)
class Fitted:
    """Parameters and how they were found: from so many reviews; mean log-losses before and after."""

    weights: tuple[float, ...]
    reviews: int
    before: float
    after: float


def save(history: History, fitted: Fitted | None, *, at: datetime) -> None:
    """Log parameters in place of those before; None goes back to FSRS's own."""
    history.set(
        _KIND,
        None
        if fitted is None
        else {
            "weights": [*fitted.weights],
            "reviews": fitted.reviews,
            "before": fitted.before,
            "after": fitted.after,
        },
        session=_SESSION,
        at=at,
    )


def fitted(history: History) -> Fitted | None:
    """The parameters that stand; None where FSRS's own do, or what stands cannot be used."""
    match history.setting(_KIND):
        case {
            "weights": list(values),
            "reviews": int(reviews),
            "before": int() | float() as before,
            "after": int() | float() as after,
        } if len(values) == COUNT:
            numbers = tuple(float(v) for v in values if isinstance(v, (int, float)))
            if len(numbers) == COUNT:
                return Fitted(numbers, reviews, float(before), float(after))
    return None


def standing(history: History) -> tuple[float, ...] | None:
    """The parameters to schedule with; None is FSRS's own."""
    found = fitted(history)
    return found.weights if found else None


def current() -> tuple[float, ...] | None:
    """The same of the user's history, which need not exist yet."""
    file = path()
    if not file.exists():
        return None
    with History(file) as history:
        return standing(history)
