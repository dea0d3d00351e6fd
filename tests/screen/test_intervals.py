import io
import json
import sys
import types
from datetime import UTC, datetime

import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS

from aigc_quiz.cli.app import run
from aigc_quiz.progress import history, weights
from aigc_quiz.progress.events import Answer
from aigc_quiz.progress.history import History
from aigc_quiz.quiz import fitting, schedule

FORGETFUL = tuple(w * 0.1 if n < 4 else w for n, w in enumerate(DEFAULT_PARAMETERS))


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("AIGC_QUIZ_HOME", str(tmp_path / "home"))


def log(reviews):
    with History(history.path()) as file:
        file._database.execute("PRAGMA synchronous = OFF")
        for given in reviews:
            file.add(
                Answer(
                    question=given.question, category="c", topic="t", type="single", difficulty=1, lang="en", text="a",
                    score=float(given.rating > 1), suggested=given.rating, rating=given.rating, duration_ms=1000,
                    hints=0, session="s", at=given.at, app="0",
                )
            )  # fmt: skip


def quiz(capsys, *arguments):
    code = run(list(arguments))
    return code, *capsys.readouterr()


@pytest.mark.usefixtures("home")
def test_a_forgetful_learner_gets_intervals_of_their_own_and_can_go_back(learner, capsys):
    pytest.importorskip("torch")
    pytest.importorskip("pandas")
    reviews = learner(FORGETFUL, 88, 7)
    log(reviews)

    code, out, _ = quiz(capsys, "stats", "--optimize", "--lang", "en")

    assert code == 0
    assert "Intervals are now fitted to 616 answers of your own" in out
    own = weights.current()
    assert own[0] < DEFAULT_PARAMETERS[0]
    assert fitting.loss(reviews, own) < fitting.loss(reviews, None)
    assert "fitted to 616 reviews" in quiz(capsys, "stats", "--lang", "en")[1]
    assert json.loads(quiz(capsys, "stats", "--json")[1])["fitted"]["weights"] == list(own)
    mine, standard = schedule.replay(reviews, own), schedule.replay(reviews)
    assert any(mine[q].due != standard[q].due for q in mine)

    assert "标准间隔" in quiz(capsys, "stats", "--standard", "--lang", "zh")[1]
    assert weights.current() is None


@pytest.mark.usefixtures("home")
def test_a_short_history_is_refused_in_one_line(learner, capsys):
    log(learner(FORGETFUL, 20, 5))

    code, out, err = quiz(capsys, "stats", "--optimize")

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "takes 512 reviews, each a day or more after the one before, and there are 80" in err


@pytest.mark.usefixtures("home")
def test_without_the_optimizer_one_line_says_how_to_get_it(learner, capsys, monkeypatch):
    log(learner(FORGETFUL, 110, 6))
    monkeypatch.delattr("fsrs.Optimizer", raising=False)
    monkeypatch.setitem(sys.modules, "fsrs.optimizer", None)

    code, _, err = quiz(capsys, "stats", "--optimize")

    assert (code, err.count("\n")) == (2, 1)
    assert 'pip install "aigc-quiz[optimize]"' in err
    assert weights.current() is None


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_practice_schedules_with_the_weights_that_stand(lang, capsys, monkeypatch):
    with History(history.path()) as file:
        weights.save(file, weights.Fitted(FORGETFUL, 600, 0.5, 0.4), at=datetime.now(UTC))

    def memories():
        from aigc_quiz.screen.learnt import recall

        return recall(history.answers(), None, weights.current())[1]

    monkeypatch.setattr("sys.stdin", types.SimpleNamespace(buffer=io.BytesIO(b"b\n" * 2), isatty=lambda: False))  # fmt: skip
    assert run(["practice", "--limit", "1", "--seed", "1", "--lang", lang]) == 0
    (memory,) = memories().values()
    assert memory.weights == FORGETFUL
    assert memory.stability < DEFAULT_PARAMETERS[0]
