import sqlite3
from datetime import UTC, date, datetime, timedelta

import pytest

from aigc_quiz.progress import plans
from aigc_quiz.progress.history import History
from aigc_quiz.progress.plans import Plan

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PLAN = Plan(date=date(2026, 12, 20), minutes=30.0, topics=("gan", "rag"))


@pytest.fixture
def file(tmp_path):
    return tmp_path / "home" / "history.sqlite3"


def test_a_plan_comes_back_as_it_was_logged(file):
    with History(file) as log:
        assert plans.standing(log) is None
        plans.save(log, PLAN, at=NOW)
    with History(file) as log:
        assert plans.standing(log) == PLAN


def test_the_last_plan_stands_and_none_removes_it_and_all_of_them_stay_in_the_log(file):
    later = Plan(date=date(2027, 1, 5), minutes=45.0)
    with History(file) as log:
        for i, plan in enumerate((PLAN, later, None, PLAN, later, None)):
            plans.save(log, plan, at=NOW + timedelta(seconds=i))
            assert plans.standing(log) == plan
        assert log.answers() == ()
    count = sqlite3.connect(file).execute("SELECT COUNT(*) FROM events WHERE kind = 'plan'")
    assert count.fetchone() == (6,)


@pytest.mark.parametrize(
    "data",
    [3, "soon", [], {}, {"date": "soon", "minutes": 3, "topics": []}, {"date": "2027-01-01"}],
)
def test_a_plan_of_a_later_version_counts_as_none(file, data):
    with History(file) as log:
        log.set("plan", data, session="s", at=NOW)

        assert plans.standing(log) is None


def test_without_a_history_there_is_no_plan_and_no_file_is_made(file, monkeypatch):
    monkeypatch.setenv("AIGC_QUIZ_HOME", str(file.parent))

    assert plans.current() is None
    assert not file.exists()
