import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from fsrs.scheduler import DEFAULT_PARAMETERS

from aigc_quiz.quiz import fitting, schedule

START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Reviewed:
    question: str
    at: datetime
    rating: int


FORGETFUL = tuple(w * 0.1 if n < 4 else w for n, w in enumerate(DEFAULT_PARAMETERS))


def test_only_reviews_a_day_or_more_apart_count():
    hours = [Reviewed("a", START + timedelta(hours=h), 3) for h in (0, 1, 24, 49)]

    assert fitting.spaced(hours) == 1
    assert fitting.spaced([replace(hours[0], question=name) for name in "abc"]) == 0


def test_the_loss_is_the_mean_log_loss_of_the_predictions():
    one, two = Reviewed("a", START, 3), Reviewed("a", START + timedelta(days=3), 3)
    p = schedule.replay([one])["a"].recall(two.at)

    assert math.isclose(fitting.loss([one, two], None), -math.log(p))
    assert math.isclose(fitting.loss([one, replace(two, rating=1)], None), -math.log(1 - p))
    assert fitting.loss([one], None) == 0


def test_the_true_weights_have_the_least_loss(learner):
    done = learner(FORGETFUL, 60, 6)

    assert fitting.loss(done, FORGETFUL) < fitting.loss(done, None)
    same = learner(tuple(DEFAULT_PARAMETERS), 60, 6)
    assert fitting.loss(same, None) < fitting.loss(same, FORGETFUL)


def test_one_question_in_five_is_kept_apart_if_enough_are_left(learner):
    many = learner(FORGETFUL, 150, 6)
    fit, trial = fitting.split(many)
    assert {g.question for g in fit}.isdisjoint(g.question for g in trial)
    assert len(fit) + len(trial) == len(many)
    assert 0.1 < len(trial) / len(many) < 0.35

    few = learner(FORGETFUL, 20, 6)
    assert fitting.split(few) == (few, few)


def test_of_a_long_history_whole_questions_are_taken_the_last_ones_first(learner):
    done = learner(FORGETFUL, 30, 6)
    kept = fitting.latest(done, 100)

    names = {given.question for given in kept}
    assert len(kept) <= 100
    assert kept == [given for given in done if given.question in names]
    last = {given.question: given.at for given in done}
    assert min(last[name] for name in names) > max(last[n] for n in last if n not in names)


def test_a_memory_keeps_the_weights_it_was_reckoned_with():
    memory = schedule.review(None, 3, START, question="a", weights=FORGETFUL)
    standard = schedule.review(None, 3, START, question="a")

    later = START + timedelta(days=5)
    assert memory.recall(later) < standard.recall(later)
    assert schedule.review(memory, 3, later, question="a").weights == FORGETFUL
    assert schedule.replay([Reviewed("a", START, 3)], FORGETFUL) == {"a": memory}
