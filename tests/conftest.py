"""Tests never touch the developer's own history, language or terminal settings."""

import random
import signal
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest


@pytest.fixture(scope="session", autouse=True)
def own_surroundings(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIGC_QUIZ_HOME", str(tmp_path_factory.mktemp("home")))
        for name in ("AIGC_QUIZ_LANG", "LC_ALL", "LC_MESSAGES", "NO_COLOR", "COLUMNS"):
            patch.delenv(name, raising=False)
        patch.setenv("LANG", "C.UTF-8")
        yield


@dataclass(frozen=True)
class Reviewed:
    question: str
    at: datetime
    rating: int


@pytest.fixture(scope="session")
def learner():
    """All reviews of someone whose memory follows FSRS with the weights, asked by the standard schedule."""
    from aigc_quiz.quiz import schedule

    def reviewed(weights, questions, reviews):
        rng = random.Random(5)
        done = []
        for n in range(questions):
            at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=rng.random() * 30)
            true = planned = None
            for _ in range(reviews):
                known = rng.random() < (0.5 if true is None else true.recall(at))
                done.append(Reviewed(f"q{n}", at, 3 if known else 1))
                true = schedule.review(true, done[-1].rating, at, question="", weights=weights)
                planned = schedule.review(planned, done[-1].rating, at, question="")
                at += max(timedelta(days=1), planned.due - at)
        return sorted(done, key=lambda one: one.at)

    return reviewed


def pytest_configure() -> None:
    """Let Ctrl-C reach the programs that tests start, also where a shell runs us in the background.

    A job that a script puts into the background ignores SIGINT, and so would all its children.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
