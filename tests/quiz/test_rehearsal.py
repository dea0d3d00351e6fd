"""Planning must pay for learners whose memory it does not know; docs/scheduling.md has it at full size."""

import importlib.util
import random
import statistics
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from aigc_quiz.quiz import rehearsal
from aigc_quiz.quiz.plan import Target

_FILE = Path(__file__).parents[2] / "benchmarks" / "scheduling.py"


@pytest.fixture(scope="module")
def learners():
    spec = importlib.util.spec_from_file_location("scheduling", _FILE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["scheduling"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["scheduling"]


@pytest.mark.parametrize(("days", "minutes"), [(7, 15), (21, 10)])
def test_the_plan_beats_plain_fsrs_at_equal_minutes(learners, days, minutes):
    def run(rule):
        return [
            learners.simulate(learners.Case(rule, days, minutes, seed, size=120))
            for seed in range(4)
        ]

    planned, plain = run("the plan"), run("plain, minutes filled")
    assert all(p.predicted > q.predicted for p, q in zip(planned, plain, strict=True))
    assert all(p.true > q.true for p, q in zip(planned, plain, strict=True))
    used = [statistics.fmean(r.minutes for r in rule) for rule in (planned, plain)]
    assert used[0] == pytest.approx(used[1], rel=0.03)


def test_a_rule_that_does_not_help_is_seen_not_to(learners):
    def true(rule):
        return statistics.fmean(
            learners.simulate(learners.Case(rule, 21, 10, seed, size=120)).true for seed in range(3)
        )

    assert true("retention rising") < true("plain FSRS")


def test_the_scheduler_does_not_see_the_true_memory(learners):
    a, b = (learners.simulate(learners.Case("the plan", 7, 15, s, size=60)) for s in (1, 2))

    assert a.predicted != a.true
    assert a != b
    assert a == learners.simulate(learners.Case("the plan", 7, 15, 1, size=60))


def test_what_is_foreseen_is_what_a_learner_as_predicted_gets(learners):
    questions = learners.bank(60)
    target = Target(moment=learners.START.replace(hour=0) + timedelta(days=15), minutes=15)
    first = rehearsal.foresee(questions, {}, target, learners.START, random.Random(1))
    second = rehearsal.foresee(questions, {}, target, learners.START, random.Random(2))
    recalls = [rehearsal.mean_recall(questions, r.memories, target) for r in (first, second)]

    assert len(first.memories) == 60
    assert recalls[0] == pytest.approx(recalls[1], abs=0.05)
    assert 0.7 < recalls[0] < 1
    assert first.minutes <= 15 * 15 + 15


def test_with_too_few_minutes_questions_stay_unseen(learners):
    target = Target(moment=learners.START.replace(hour=0) + timedelta(days=3), minutes=5)
    found = rehearsal.foresee(learners.bank(60), {}, target, learners.START, random.Random(1))

    assert 0 < len(found.memories) < 20
