"""Columns of memories tell what a plain mapping would: what is due, in which order, and what is new."""

import random
from array import array
from datetime import UTC, datetime, timedelta

import pytest

from aigc_quiz.bank.briefs import Briefs
from aigc_quiz.bank.question import brief
from aigc_quiz.quiz import session
from aigc_quiz.quiz.memories import TYPES, Memories, apart
from aigc_quiz.quiz.schedule import Memory

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def ticks(moment):
    return (moment - _EPOCH) // timedelta(microseconds=1)


def memory(rng, spread):
    last = NOW - timedelta(days=rng.randrange(spread), hours=rng.choice((0, 5)))
    due = last + timedelta(days=rng.choice((0, 1, 3)))
    return Memory(due, last, rng.choice((1.0, 2.0, 7.5)), 5.0, 2, None, 3, 1)


def held(rng, names, spread):
    """Some of the names and one of no question, in columns; some of them changed or forgotten since."""
    columns = tuple(array(kind) for kind in TYPES)
    for _ in names:
        one = memory(rng, spread)
        values = (ticks(one.due), ticks(one.last), one.stability, 5.0, 2, -1, 3, 1, 3)
        for column, value in zip(columns, values, strict=True):
            column.append(value)
    memories = Memories(names, columns)
    for name in rng.sample([*names, "later"], min(len(names), rng.randrange(3))):
        memories[name] = memory(rng, spread)
    for name in rng.sample(names, min(len(names), rng.randrange(3))):
        del memories[name]
    return memories


@pytest.mark.parametrize("seed", range(60))
def test_what_is_due_and_new_is_told_apart_as_by_sorting_all_of_it(seed):
    rng = random.Random(seed)
    names = [f"q{number}" for number in range(rng.choice((0, 1, 7, 80)))]
    rng.shuffle(names)
    seen = [*rng.sample(names, len(names) * rng.randrange(5) // 4), "gone"]
    memories = held(rng, seen, spread=rng.choice((1, 4, 300)))  # few days: many ties
    count = rng.choice((0, 1, 3, 10, 500))
    plain = dict(memories)
    due = [place for place, name in enumerate(names) if name in plain and plain[name].due <= NOW]
    due.sort(
        key=lambda p: (
            -(NOW - plain[names[p]].last).days / plain[names[p]].stability,
            plain[names[p]].due,
        )
    )
    wanted = (due[:count], [place for place, name in enumerate(names) if name not in plain])

    assert apart(memories, names, NOW, count) == wanted
    assert apart(plain, names, NOW, count) == wanted


@pytest.mark.parametrize("seed", range(30))
def test_a_session_is_the_same_from_columns_as_from_objects(seed, sample):
    from dataclasses import replace

    rng = random.Random(seed)
    questions = [
        replace(sample["single"], id=f"q{n}", topic=f"t{rng.randrange(5)}", difficulty=1 + n % 5)
        for n in range(60)
    ]
    memories = held(rng, [f"q{n}" for n in rng.sample(range(60), 15 * (seed % 5))], spread=4)
    by_id = {question.id: question for question in questions}
    wishes = {"limit": rng.choice((3, 10, 100)), "new": rng.choice((None, 0, 4))}
    near = {"other_sides": lambda unseen: {question.id for question in unseen[::3]}}
    planned = session.begin(questions, dict(memories), NOW, random.Random(1), **wishes, **near)

    assert planned == session.begin(
        Briefs.of(map(brief, questions)),
        memories,
        NOW,
        random.Random(1),
        read=lambda told: by_id[told.id],
        **wishes,
        **near,
    )
