from datetime import UTC, datetime, timedelta

import pytest

from aigc_quiz.progress import weights
from aigc_quiz.progress.history import History
from aigc_quiz.progress.weights import Fitted

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FITTED = Fitted(tuple(n / 10 for n in range(21)), 600, 0.5, 0.4)


@pytest.fixture
def log(tmp_path):
    with History(tmp_path / "history.sqlite3") as history:
        yield history


def test_the_last_ones_stand_until_they_are_given_up(log):
    assert weights.standing(log) is None
    weights.save(log, FITTED, at=NOW)
    assert weights.fitted(log) == FITTED
    weights.save(log, None, at=NOW + timedelta(days=1))
    assert weights.standing(log) is None


@pytest.mark.parametrize(
    "odd", [[], {"weights": [1.0] * 20}, {"weights": ["a"] * 21, "reviews": 1, "before": 1, "after": 1}]
)  # fmt: skip
def test_what_a_later_version_may_write_counts_as_none(log, odd):
    log.set("weights", odd, session="s", at=NOW)

    assert weights.standing(log) is None
