"""The marking against the labelled answers: floors, a little below what docs/marking.md reports."""

import importlib.util
import sys
from pathlib import Path

import pytest

_PATH = Path(__file__).parents[2] / "benchmarks" / "marking.py"


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("marking_benchmark", _PATH)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture(scope="module")
def rows(benchmark):
    return benchmark.marked(benchmark.labelled())


def of(rows, half, *kinds):
    return [
        row
        for row in rows
        if row.labelled.half == half and (not kinds or row.labelled.kind in kinds)
    ]


def test_every_short_question_has_answers_of_several_kinds(rows):
    kinds = {}
    for row in rows:
        kinds.setdefault(row.labelled.question.id, []).append(row.labelled.kind)

    assert len(kinds) >= 53
    assert min(len(found) for found in kinds.values()) >= 6
    assert all({"good", "partial", "pile", "negated", "wrong"} & set(f) for f in kinds.values())


@pytest.mark.parametrize(("half", "f1"), [("tuning", 0.88), ("held-back", 0.83)])
def test_key_points_are_found_and_not_imagined(benchmark, rows, half, f1):
    assert benchmark.measure(of(rows, half)).f1 >= f1


@pytest.mark.parametrize("half", ["tuning", "held-back"])
@pytest.mark.parametrize("kind", ["pile", "negated", "off-topic"])
def test_what_says_nothing_scores_under_a_fifth(benchmark, rows, half, kind):
    found = benchmark.measure(of(rows, half, kind))

    assert found.score < 0.1
    assert found.exact >= 0.95


@pytest.mark.parametrize("half", ["tuning", "held-back"])
def test_the_suggested_rating_is_the_labelled_one_or_next_to_it(benchmark, rows, half):
    found = benchmark.measure(of(rows, half))

    assert found.exact >= 0.84
    assert found.near >= 0.96


def test_a_marker_that_credits_everything_would_fail(benchmark, rows):
    from dataclasses import replace

    from aigc_quiz.quiz.prose import decided

    blind = [
        replace(
            row,
            reading=decided(
                row.labelled.question,
                replace(row.reading, pile=False),
                [True] * len(row.labelled.question.key_points),
            ),
        )
        for row in rows
    ]

    assert benchmark.measure(blind).f1 < 0.6
