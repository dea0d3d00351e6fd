import json
import sys
from datetime import UTC, datetime, timedelta

import pytest
from command import SAMPLE, run, written

from aigc_quiz.progress.events import Answer
from aigc_quiz.progress.history import History
from aigc_quiz.progress.naming import prefix

NOW = datetime.now(UTC)


@pytest.fixture
def home(tmp_path):
    """Two questions: one recalled after 30 days, one not, and both reviewed before."""
    with History(tmp_path / "history.sqlite3") as history:
        for name, topic, days, score, rating in (
            ("sample-single", "basics", 60, 1.0, 4),
            ("sample-fill", "open", 60, 1.0, 4),
            ("sample-single", "basics", 30, 1.0, 3),
            ("sample-fill", "open", 30, 0.0, 1),
            ("sample-fill", "open", 30, 1.0, 3),
            ("gone", "open", 60, 1.0, 3),
        ):
            history.add(
                Answer(
                    question=prefix(SAMPLE) + name, category="definitions", topic=topic, type="single",
                    difficulty=2, lang="en", text="a", score=score, suggested=rating, rating=rating,
                    duration_ms=10_000, hints=0, session="s", at=NOW - timedelta(days=days), app="0",
                )
            )  # fmt: skip
    return tmp_path


def test_the_object_holds_what_outside_programs_rely_on(home):
    found = json.loads(written(home, "stats", "--json", "--bank", str(SAMPLE)))

    assert found["format"] == 1
    assert (found["reviews"], found["seen"], found["questions"]) == (6, 2, 6)
    assert found["retention"] == 0.5
    assert found["retention_reviews"] == 2
    assert found["due"] == 1
    assert found["by_topic"]["open"]["score"] == 0.75
    assert found["by_topic"]["basics"] == {
        "category": "definitions", "questions": 3, "seen": 1, "reviews": 2, "due": 0, "score": 1.0,
        "retention": 1.0, "retention_reviews": 1, "seconds": 20.0,
    }  # fmt: skip


def test_without_a_history_there_is_nothing_and_nothing_is_made(tmp_path):
    found = json.loads(written(tmp_path / "new", "stats", "--json"))

    assert (found["reviews"], found["due"], found["retention"]) == (0, 0, None)
    assert not (tmp_path / "new" / "history.sqlite3").exists()


@pytest.mark.parametrize("columns", ["40", "80"])
def test_the_heat_map_fits(home, columns):
    shown = written(home, "stats", "--lang", "en", "--bank", str(SAMPLE), COLUMNS=columns)

    assert "Retention 50%" in shown
    assert "Weakest topics: open" in shown
    assert max(map(len, shown.splitlines())) <= int(columns)


def test_chinese_is_chinese(home):
    shown = written(home, "stats", "--lang", "zh", "--bank", str(SAMPLE))

    assert "记忆保持率 50%" in shown
    assert "Retention" not in shown


def test_a_question_that_left_the_bank_is_not_due(home):
    found = json.loads(written(home, "due", "--json", "--bank", str(SAMPLE)))

    assert (found["format"], found["due"], found["questions"]) == (1, 1, ["sample-fill"])
    assert len(found["forecast"]) == 7


def test_the_object_tells_days_misconceptions_and_ratings(home):
    found = json.loads(written(home, "stats", "--json", "--bank", str(SAMPLE), TZ="UTC"))

    assert found["forecast"] == [0] * 7  # its keys stay as they were
    assert sum(day["answers"] for day in found["calendar"]) == 6
    assert [len(found["due_by_day"]), found["due_by_day"][0]["due"]] == [14, 1]
    assert found["agreement"] is None  # of short answers
    assert found["ratings"] == {
        "share": 1.0, "answers": 6, "same": 6, "lower": 0, "higher": 0, "by_type": {"single": {"answers": 6, "same": 6}},
    }  # fmt: skip
    assert (found["misconceptions"], found["fitted"]) == ([], None)


def test_charts_are_written_where_one_says(home, tmp_path):
    pytest.importorskip("matplotlib")
    png, html = tmp_path / "a.png", tmp_path / "a.html"
    done = run(home, "stats", "--bank", str(SAMPLE), "--png", str(png), "--html", str(html))

    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode().splitlines() == [str(png), str(html)]
    assert png.read_bytes().startswith(b"\x89PNG")
    assert html.read_text().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--png", "{}/none/a.png"), "cannot be written (No such file"),
        (("--html", "{}"), "cannot be written (Is a directory)"),
        (("--optimize", "--standard"), "exclude each other"),
    ],
)
def test_bad_usage_is_one_line_and_exit_2(arguments, said, tmp_path, capsys):
    from aigc_quiz.cli.app import run as call

    code = call(["stats", *(text.replace("{}", str(tmp_path)) for text in arguments)])
    out, err = capsys.readouterr()

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


def test_without_matplotlib_one_line_says_how_to_get_it(tmp_path, capsys, monkeypatch):
    from aigc_quiz.cli.app import run as call

    monkeypatch.setitem(sys.modules, "matplotlib", None)
    code = call(["stats", "--png", str(tmp_path / "a.png")])
    _, err = capsys.readouterr()

    assert (code, err.count("\n")) == (2, 1)
    assert 'pip install "aigc-quiz[plots]"' in err
    assert not (tmp_path / "a.png").exists()


def test_what_is_set_aside_is_not_due(home):
    from aigc_quiz.progress import asides

    with History(home / "history.sqlite3") as log:
        asides.put(log, prefix(SAMPLE) + "sample-fill", NOW + timedelta(days=30), session="s", at=NOW)  # fmt: skip

    for command in ("stats", "due"):
        assert json.loads(written(home, command, "--json", "--bank", str(SAMPLE)))["due"] == 0
