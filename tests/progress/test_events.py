from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from aigc_quiz.progress.events import Answer, Rated, Undone, apply, replay

ANSWER = Answer(
    question="q", category="c", topic="t", type="single", difficulty=2, lang="en", text="b", score=0.0, suggested=1,
    rating=1, duration_ms=10, hints=0, session="s", at=datetime(2026, 11, 23, tzinfo=UTC), app="0", sequence=1,
)  # fmt: skip

events = st.lists(
    st.one_of(
        st.just(None),
        st.builds(Rated, st.integers(1, 12), st.integers(1, 4)),
        st.builds(Undone, st.integers(1, 12)),
    ),
    max_size=12,
).map(
    lambda kinds: [replace(ANSWER, sequence=i) if k is None else k for i, k in enumerate(kinds, 1)]
)


@given(events)
def test_replay_is_the_same_as_applying_one_by_one(log):
    standing = {}
    for event in log:
        apply(standing, event)

    assert replay(log) == tuple(standing.values())


@given(events)
def test_undo_takes_back_an_answer_and_all_its_ratings(log):
    sequence = len(log) + 1
    answer = replace(ANSWER, sequence=sequence)
    undone = [*log, answer, Rated(sequence, 4), Undone(sequence)]

    assert replay(undone) == replay(log)


def test_the_last_rating_counts():
    (standing,) = replay([ANSWER, Rated(1, 3), Rated(1, 2)])

    assert (standing.suggested, standing.rating) == (1, 2)


def test_an_answer_taken_back_cannot_be_rated():
    assert replay([ANSWER, Undone(1), Rated(1, 4)]) == ()
