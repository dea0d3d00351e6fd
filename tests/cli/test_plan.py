import json
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from command import SAMPLE, run, written

from aigc_quiz.progress import plans
from aigc_quiz.progress.history import History
from aigc_quiz.progress.plans import Plan


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("AIGC_QUIZ_LANG", "en")


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    """It is about noon where the tests run: no midnight falls between two commands."""
    monkeypatch.setenv("TZ", f"NOON{datetime.now(UTC).hour - 12:+d}")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def ahead(days):
    return str(date.today() + timedelta(days=days))


def over(home, days=2):
    with History(home / "history.sqlite3") as log:
        plans.save(
            log,
            Plan(date=date.today() - timedelta(days=days), minutes=30.0),
            at=datetime.now(UTC),
        )


def test_without_a_plan_it_says_how_to_make_one_and_writes_nothing(tmp_path):
    home = tmp_path / "home"

    assert "aigc-quiz plan --date 20" in written(home, "plan")
    assert json.loads(written(home, "plan", "--json")) == {"format": 1, "plan": None}
    assert not (home / "history.sqlite3").exists()


def test_a_date_is_set_shown_changed_in_part_and_cleared(tmp_path):
    day = ahead(21)
    first = written(tmp_path, "plan", "--date", day, "--topic", "gan", "--topic", "rag")
    assert f"Interview on {day}, in 21 d; 30 min a day" in first
    assert "Scope: gan, rag" in first
    assert written(tmp_path, "plan") == first

    found = json.loads(written(tmp_path, "plan", "--minutes-per-day", "45", "--json"))
    assert found["format"] == 1
    assert found["plan"]["date"] == day
    assert found["plan"]["minutes_per_day"] == 45
    assert found["plan"]["topics"] == ["gan", "rag"]
    assert set(found["plan"]["by_topic"]) == {"gan", "rag"}
    assert found["plan"]["recall"] == 0 < found["plan"]["recall_if_kept"] < 1

    later = written(tmp_path, "plan", "--date", ahead(30).replace("-", "/"), "--topic", "all")
    assert "in 30 d; 45 min a day" in later
    assert "all topics" in later
    assert "removed" in written(tmp_path, "plan", "--clear")
    assert "No plan yet" in written(tmp_path, "plan")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--date", "0"], "is today; a plan needs a day to come"),
        (["--date", "-1"], "is past; a plan needs a day to come"),
        (["--date", "soon"], "'soon' is no date; write it as 20"),
        (["--date", "2027-02-30"], "'2027-02-30' is no date; write it as 20"),
        (["--date", "9999-01-01"], "is the year right?"),
        (["--date", "7", "--topic", "gam"], "did you mean gan"),
        (["--date", "7", "--minutes-per-day", "0"], "'--minutes-per-day'"),
        (["--minutes-per-day", "20"], "there is no plan yet; say when the interview is"),
        (["--clear", "--date", "7"], "--clear removes the plan"),
    ],
)
def test_wrong_usage_is_one_line_and_sets_nothing(tmp_path, arguments, said):
    given = [ahead(int(a)) if a in ("0", "-1", "7") else a for a in arguments]
    done = run(tmp_path, "plan", *given)

    assert done.returncode == 2
    assert done.stdout == b""
    assert said in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1
    assert not (tmp_path / "history.sqlite3").exists()


def test_practice_due_and_the_bare_command_follow_the_plan(tmp_path):
    written(tmp_path, "plan", "--date", ahead(20), "--topic", "gan", "--minutes-per-day", "8")
    practised = written(tmp_path, "practice", "--limit", "3", lines=b"b\nb\nb\n")

    assert practised.startswith("Plan: 20 d to the interview. Today: ")
    assert practised.count("/3 · gan · ") == 3
    said = "Plan: 20 d to the interview. Today: "
    assert said in written(tmp_path, "due")
    assert written(tmp_path).startswith(said)
    due = json.loads(written(tmp_path, "due", "--json"))["plan"]
    assert due["seen"] == 3
    assert 0 < due["recall"] < 1


def test_new_questions_come_as_the_plan_says_unless_new_is_given(tmp_path):
    written(tmp_path, "plan", "--date", ahead(20), "--minutes-per-day", "2")

    assert "Today: 2 new" in written(tmp_path, "practice", lines=b"")
    assert "\n1/2 · " in written(tmp_path, "practice", lines=b"")
    assert "\n1/6 · " in written(tmp_path, "practice", "--new", "6", lines=b"")


def test_outside_its_topics_the_plan_has_no_say(tmp_path):
    written(tmp_path, "plan", "--date", ahead(20), "--topic", "gan", "--minutes-per-day", "2")
    practised = written(tmp_path, "practice", "--topic", "rag", lines=b"")

    assert "Plan" not in practised
    assert "\n1/10 · rag" in "\n" + practised


def test_after_todays_share_practice_goes_on_and_says_so(tmp_path):
    written(tmp_path, "plan", "--date", ahead(20), "--minutes-per-day", "1")
    written(tmp_path, "practice", "--limit", "1", lines=b"b\n")

    assert "share is done" in written(tmp_path, "practice", lines=b"")
    assert "\n1/1 · " in written(tmp_path, "practice", lines=b"")


def test_when_the_day_is_over_practice_is_plain_again_and_says_so(tmp_path):
    over(tmp_path)
    practised = written(tmp_path, "practice", lines=b"")

    assert f"The interview was on {ahead(-2)}" in practised
    assert "1/10 · " in practised
    assert f"The interview was on {ahead(-2)}" in written(tmp_path)
    assert f"The interview was on {ahead(-2)}" in written(tmp_path, "plan")
    assert json.loads(written(tmp_path, "plan", "--json"))["plan"]["over"] is True
    done = run(tmp_path, "plan", "--minutes-per-day", "20")
    assert (done.returncode, b"there is no plan yet" in done.stderr) == (2, True)


def test_a_plan_for_topics_that_a_bank_lacks_says_so_and_practice_there_is_plain(tmp_path):
    written(tmp_path, "plan", "--date", ahead(20), "--topic", "gan")
    done = run(tmp_path, "plan", "--bank", str(SAMPLE))

    assert done.returncode == 2
    assert b"of which this bank has no question" in done.stderr
    assert "Plan" not in written(tmp_path, "practice", "--bank", str(SAMPLE), lines=b"")


@pytest.mark.parametrize("columns", ["40", "120"])
def test_it_speaks_chinese_at_any_width_in_plain_bytes(tmp_path, columns):
    text = written(tmp_path, "plan", "--date", ahead(9), AIGC_QUIZ_LANG="zh", COLUMNS=columns)

    assert "面试" in text
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= int(columns)
