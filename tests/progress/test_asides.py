from datetime import UTC, datetime, timedelta

from aigc_quiz.progress import asides
from aigc_quiz.progress.history import History

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_what_is_set_aside_stands_until_its_time_and_is_then_forgotten(tmp_path):
    with History(tmp_path / "h.sqlite3") as history:
        assert asides.standing(history) == {}
        asides.put(history, "a", NOW + timedelta(days=1), session="s", at=NOW)
        asides.put(history, "b", NOW + timedelta(days=9), session="s", at=NOW)
        assert set(asides.standing(history)) == {"a", "b"}

        later = NOW + timedelta(days=2)
        asides.put(history, "c", later + timedelta(days=1), session="s", at=later)
        assert set(asides.standing(history)) == {"b", "c"}


def test_without_a_history_nothing_is_set_aside(tmp_path, monkeypatch):
    monkeypatch.setenv("AIGC_QUIZ_HOME", str(tmp_path / "none"))

    assert asides.current() == {}
    assert not (tmp_path / "none").exists()


def test_a_setting_that_cannot_be_read_sets_nothing_aside(tmp_path):
    with History(tmp_path / "h.sqlite3") as history:
        history.set("asides", {"a": "soon", "b": NOW.isoformat()}, session="s", at=NOW)

        assert set(asides.standing(history)) == {"b"}
