"""The plan towards an interview, as the history holds it: the last event of kind `plan` stands."""

from dataclasses import dataclass
from datetime import date, datetime

from aigc_quiz.progress.history import History, path

_KIND = "plan"
_SESSION = "plan"  # no practice session; every event names one


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When the interview is (a local date), the minutes for a day, and the topics; none means all."""

    date: date
    minutes: float
    topics: tuple[str, ...] = ()


def save(history: History, plan: Plan | None, *, at: datetime) -> None:
    """Log a plan in place of the one before; None removes it."""
    history.set(
        _KIND,
        None
        if plan is None
        else {
            "date": plan.date.isoformat(),
            "minutes": plan.minutes,
            "topics": [*plan.topics],
        },
        session=_SESSION,
        at=at,
    )


def standing(history: History) -> Plan | None:
    """The plan that stands, be its date to come or past; None if there is none.

    A plan that cannot be read, for a later version wrote it, counts as none.
    """
    match history.setting(_KIND):
        case {"date": str(day), "minutes": int() | float() as minutes, "topics": list(topics)}:
            try:
                when = date.fromisoformat(day)
            except ValueError:
                return None
            return Plan(date=when, minutes=float(minutes), topics=tuple(map(str, topics)))
    return None


def current() -> Plan | None:
    """The standing plan of the user's history; None if there is no history yet."""
    file = path()
    if not file.exists():
        return None
    with History(file) as history:
        return standing(history)
