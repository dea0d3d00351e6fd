import random
from dataclasses import replace

import pytest

from aigc_quiz.bank.briefs import Briefs
from aigc_quiz.bank.question import brief
from aigc_quiz.quiz.relations import misconceptions, other_sides, related, siblings, spaced


@pytest.fixture(scope="module")
def records(sample):
    """`one` is followed up by `two`; `same` catches a misconception of `one`; `far` is a stranger."""
    one = replace(sample["single"], id="one", topic="t1", follow_ups=("two",))
    two = replace(sample["true_false"], id="two", topic="t2", follow_ups=())
    same = replace(sample["single"], id="same", topic="t3", follow_ups=())
    far = replace(sample["multi"], id="far", topic="t4", follow_ups=())
    return {"one": one, "two": two, "same": same, "far": far}


def ids(questions):
    return [question.id for question in questions]


def test_misconceptions_are_those_of_wrong_options_errors_and_phrases(sample):
    assert misconceptions(sample["single"]) == {"likes-pears", "likes-peaches"}
    assert misconceptions(sample["numeric"]) == {"mebi-for-gibi"}
    assert misconceptions(sample["short"]) == {"detach-freezes"}
    assert misconceptions(sample["fill"]) == frozenset()


def test_the_same_misconception_leads_then_follow_ups_in_both_directions(records):
    everything = list(records.values())

    assert ids(other_sides(records["one"], {"likes-pears"}, everything)) == ["same", "two"]
    assert ids(other_sides(records["one"], (), everything)) == ["two"]
    assert ids(other_sides(records["two"], (), everything)) == ["one"]
    assert ids(other_sides(records["far"], {"no-such"}, everything)) == []


def test_what_is_related_to_nothing_missed_is_not_brought_forward(records):
    everything = list(records.values())

    def missed(*names):
        return Briefs.of(brief(records[name]) for name in names)

    assert related(missed(), everything) == frozenset()
    assert related(missed("two"), everything) == {"one"} | {"two"}
    assert "far" not in related(missed("one"), everything)


def test_siblings_and_equal_topics_are_kept_apart(records):
    assert siblings(records["one"], records["two"])
    assert siblings(records["one"], records["same"])
    assert not siblings(records["one"], records["far"])

    order = spaced([records["one"], records["two"], records["far"]])
    assert ids(order) == ["one", "far", "two"]
    topics = [replace(records["far"], id=t, topic=t[0]) for t in ("a1", "a2", "b1", "c1")]
    assert ids(spaced(topics)) == ["a1", "b1", "a2", "c1"]


def test_without_a_clash_the_order_stays(records):
    many = [
        replace(records["far"], id=f"q{i}", topic=f"t{i}", options=records["two"].options[:0])
        for i in range(30)
    ]

    assert spaced(many) == many


def test_what_cannot_be_spaced_is_still_all_there(records):
    alike = [replace(records["far"], id=f"q{i}") for i in range(20)]

    assert ids(spaced(alike)) == ids(alike)


@pytest.mark.parametrize("seed", range(20))
def test_other_sides_are_the_same_in_columns_as_in_objects(seed, sample):
    rng = random.Random(seed)
    options = sample["single"].options
    questions = [
        replace(
            sample["single"],
            id=f"q{n}",
            follow_ups=tuple(f"q{rng.randrange(60)}" for _ in range(rng.randrange(3))),
            options=tuple(replace(o, misconception=f"m{rng.randrange(30)}") for o in options),
        )
        for n in range(50)
    ]
    briefs = Briefs.of(map(brief, questions))
    for question in (questions[0], questions[20], sample["fill"]):
        for tags in ((), ("m1", "m2"), ("",)):
            wanted = ids(other_sides(question, tags, questions))
            assert ids(other_sides(question, tags, briefs)) == wanted
            places = rng.sample(range(50), 30)
            part = ids(other_sides(question, tags, [questions[place] for place in places]))
            assert ids(other_sides(question, tags, briefs.at(places))) == part
