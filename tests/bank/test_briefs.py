"""Columns give what a tuple of Brief would give."""

import random

import pytest

from aigc_quiz.bank import cache
from aigc_quiz.bank.briefs import FIELDS, Briefs, at, ids
from aigc_quiz.bank.question import Brief


def made(count, seed=0):
    rng = random.Random(seed)
    return [
        Brief(
            f"q{row}",
            rng.choice("ab"),
            f"t{rng.randrange(300)}",
            "single",
            rng.randint(1, 5),
            rng.choice((None, 1, 5)),
            rng.choice(("", "x", "x\ny")),
            rng.choice(("", f"q{rng.randrange(count)}")),
            f"m{row % 66_000}",
            row,
        )
        for row in range(count)
    ]


def rewritten(briefs):
    return cache._unpacked(cache._packed(briefs, [b""] * (len(briefs) + 1)))[0]


@pytest.mark.parametrize("count", [0, 1, 2, 255, 256, 257, 1000, 70_000])
@pytest.mark.parametrize("kept", [lambda briefs: briefs, rewritten], ids=["made", "cached"])
def test_columns_hold_what_they_were_made_of(count, kept):
    plain = made(count)
    briefs = kept(Briefs.of(plain))

    assert len(briefs) == count
    assert list(briefs) == list(briefs) == plain
    assert [briefs[place] for place in range(min(count, 999))] == plain[:999]
    for name in FIELDS:
        assert briefs.column(name) == [getattr(brief, name) for brief in plain]
    assert bool(briefs) == bool(plain)


def test_a_part_is_as_that_part_of_a_tuple():
    plain = made(400)
    briefs = Briefs.of(plain)
    places = random.Random(1).sample(range(400), 90)
    part, plain_part = briefs.at(places), [plain[place] for place in places]
    again, plain_again = part.at([5, 5, 0]), [plain_part[place] for place in (5, 5, 0)]

    for some, plain_some in ((part, plain_part), (again, plain_again), (briefs.at([]), [])):
        assert list(some) == plain_some
        assert [some[place] for place in range(-len(some), len(some))] == 2 * plain_some
        assert list(some[1:30:2]) == plain_some[1:30:2]
        assert ids(some) == ids(plain_some) == [brief.id for brief in plain_some]
        for name, told in (("labels", "tags"), ("leads_to", "follow_ups")):
            assert some.words(name) == {w for brief in plain_some for w in getattr(brief, told)}
    assert list(at(briefs, places)) == list(at(plain, places)) == plain_part
    with pytest.raises(IndexError):
        part[90]
