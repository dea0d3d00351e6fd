"""Questions that the user has set aside for a while, as the history holds them: the last event of the kind stands."""

from datetime import datetime

from aigc_quiz.progress.history import History, path

_KIND = "asides"


def put(history: History, question: str, until: datetime, *, session: str, at: datetime) -> None:
    """Log that a question, named as in the history, is not asked before `until`."""
    held = {name: when for name, when in standing(history).items() if when > at} | {question: until}
    history.set(
        _KIND, {name: when.isoformat() for name, when in held.items()}, session=session, at=at
    )


def standing(history: History) -> dict[str, datetime]:
    """Until when which questions are set aside; the time may have passed."""
    found: dict[str, datetime] = {}
    match history.setting(_KIND):
        case dict(held):
            for name, text in held.items():
                try:
                    found[name] = datetime.fromisoformat(str(text))
                except ValueError:
                    continue
    return found


def current() -> dict[str, datetime]:
    """The same of the user's history, which need not exist yet."""
    file = path()
    if not file.exists():
        return {}
    with History(file) as history:
        return standing(history)
