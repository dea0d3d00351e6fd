"""A snapshot never changes what a replay of the log gives: whatever was logged, whatever became of the file."""

import random
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc_quiz.progress import snapshot
from aigc_quiz.progress.events import Answer
from aigc_quiz.progress.history import History
from aigc_quiz.quiz import schedule, session
from aigc_quiz.quiz.memories import Memories
from aigc_quiz.screen.known import known

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
BANKS = ("", "mine-0a1b2c3d/")
WEIGHTS = tuple(1.1 * w for w in (0.2, 1.3, 2.3, 8.3, 6.4, 0.8, 3.0, 0.01, 1.9, 0.17, 0.8, 1.5, 0.06, 0.26, 1.6, 0.6, 1.9, 0.5, 0.09, 0.07, 0.15))  # fmt: skip


def answer(number, bank, rating, at, *, name="s"):
    return Answer(
        question=f"{BANKS[bank]}q{number % 5}", category="c", topic=f"t{number % 2}", type="single", difficulty=1, lang="en",
        text="a", score=(rating - 1) / 3, suggested=rating, rating=rating, duration_ms=1, hints=0, session=name, at=at, app="0",
    )  # fmt: skip


def by_replay(history, bank, weights):
    prefix = BANKS[bank]
    mine = [a for a in history.answers() if a.question.startswith(prefix) and ("/" in a.question) == bool(prefix)]  # fmt: skip
    memories = schedule.replay(mine, weights)
    last = {a.question: a.rating for a in mine}
    return (
        {key.removeprefix(prefix): memory for key, memory in memories.items()},
        session.levels(mine),
        {key.removeprefix(prefix) for key, rating in last.items() if rating == schedule.AGAIN},
    )


def found(history, bank, weights, late):
    told = known(history, BANKS[bank], weights, long=0, late=late)
    return dict(told.memories), told.levels, set(told.memories.missed())


def agrees(history, weights=None, late=1):
    for bank in range(len(BANKS)):
        assert found(history, bank, weights, late) == by_replay(history, bank, weights)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), st.integers(0, 9), st.integers(0, 1), st.integers(1, 4), st.integers(-1, 90)),
        st.tuples(st.just("rate"), st.integers(0, 30), st.integers(1, 4)),
        st.tuples(st.just("undo"), st.integers(0, 30)),
        st.tuples(st.just("set")),
        st.tuples(st.just("merge"), st.integers(0, 9), st.integers(-500, 50)),
        st.tuples(st.just("weights")),
        st.tuples(st.just("start"), st.integers(1, 4)),
        st.tuples(st.just("damage"), st.integers(0, 2**30)),
        st.tuples(st.just("keep")),
        st.tuples(st.just("put back")),
    ),
    max_size=25,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_whatever_is_logged_a_start_knows_what_a_replay_gives(steps):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "history.sqlite3")
        with History(file) as history:
            play(history, steps, Path(folder, "kept"))


def play(history, steps, kept):
    now, weights, given_ = START, None, []
    place = snapshot.place(history.file)
    for step in steps:
        match step:
            case ("answer", number, bank, rating, hours):
                now += timedelta(hours=hours)
                given_.append(history.add(answer(number, bank, rating, now)))
            case ("rate", which, rating) if given_:
                now += timedelta(seconds=1)
                history.rate(given_[which % len(given_)], rating, session="s", at=now)
            case ("undo", which) if given_:
                now += timedelta(seconds=1)
                history.undo(given_[which % len(given_)], session="s", at=now)
            case ("set",):
                now += timedelta(seconds=1)
                history.set("plan", None, session="s", at=now)
            case ("merge", number, hours):
                merge(history, number, now + timedelta(hours=hours))
            case ("weights",):
                weights = None if weights else WEIGHTS
            case ("start", late):
                agrees(history, weights, late)
            case ("damage", seed) if place.exists():
                data = bytearray(place.read_bytes())
                data[seed % len(data)] ^= 1 + seed % 255
                place.write_bytes(data)
            case ("keep",) if place.exists():
                shutil.copy(place, kept)
            case ("put back",) if kept.exists():
                shutil.copy(kept, place)
    agrees(history, weights)


def merge(history, number, at):
    """What another machine logged is brought in."""
    with tempfile.TemporaryDirectory() as folder, History(Path(folder, "other.sqlite3")) as other:
        sequence = other.add(answer(number, 0, 1 + number % 4, at, name="other"))
        other.rate(sequence, 1, session="other", at=at + timedelta(seconds=2))
        transfer_to(history, other)


def transfer_to(history, other):
    events = [{**row, "about": None} for row in other.rows()]
    names = {row["sequence"]: row["uid"] for row in events}
    for row, old in zip(events, other.rows(), strict=True):
        row["about"] = names.get(old["about"])
        del row["sequence"]
    history.merge(events)


def logged(history, count, seed=0):
    rng, now = random.Random(seed), START
    for number in range(count):
        now += timedelta(hours=1 + rng.random() * 20)
        history.add(answer(number, number % 2, rng.choice((1, 3, 3, 4)), now))
    return now


@pytest.fixture
def history(tmp_path):
    with History(tmp_path / "history.sqlite3") as log:
        yield log


def test_a_short_history_leaves_no_snapshot(history):
    logged(history, 20)
    known(history, "", None)

    assert not snapshot.place(history.file).exists()


def test_a_start_replays_only_what_came_after_the_snapshot(history, monkeypatch):
    now = logged(history, 40)
    agrees(history)
    history.add(answer(1, 0, 3, now + timedelta(days=1)))
    reviewed = []
    review = schedule.review
    monkeypatch.setattr(schedule, "review", lambda *a, **k: reviewed.append(a) or review(*a, **k))
    told = known(history, "", None, long=0)

    assert len(reviewed) == 1
    monkeypatch.undo()
    assert dict(told.memories) == by_replay(history, 0, None)[0]


def test_the_snapshot_of_another_history_is_not_believed(history, tmp_path):
    with History(tmp_path / "other" / "history.sqlite3") as other:
        logged(other, 40, seed=1)
        agrees(other)
        logged(history, 40, seed=2)
        place = snapshot.place(history.file)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(snapshot.place(other.file), place)

        agrees(history)
        assert by_replay(history, 0, None) != by_replay(other, 0, None)


def test_every_single_damaged_byte_is_noticed(history):
    logged(history, 12)
    agrees(history)
    place = snapshot.place(history.file)
    data = place.read_bytes()
    key = data.split(b'"key":"')[1].split(b'"')[0].decode().split(" ", 2)[2]
    assert snapshot.load(place, key) is not None
    for at in range(len(data)):
        place.write_bytes(data[:at] + bytes([data[at] ^ 0x40]) + data[at + 1 :])
        assert snapshot.load(place, key) is None, at
    for end in (0, 1, len(data) // 2, len(data) - 1):
        place.write_bytes(data[:end])
        assert snapshot.load(place, key) is None


def test_a_home_that_cannot_be_written_costs_only_time(history):
    snapshot.place(history.file).parent.write_text("a file where the folder would be")
    logged(history, 12)

    agrees(history)


def test_packed_memories_come_back_as_they_were(history):
    logged(history, 60)
    memories = known(history, "", WEIGHTS, long=0).memories
    again = Memories(*memories.packed(), WEIGHTS)

    assert dict(again) == dict(memories)
    assert set(again.missed()) == set(memories.missed())
    assert sorted(again.dues()) == sorted(memory.due for memory in memories.values())


def test_the_latest_answers_are_the_last_of_a_replay(history):
    now = logged(history, 60)
    merge(history, 3, START + timedelta(hours=30))
    for number in (60, 58, 2):
        history.undo(number, session="s", at=now + timedelta(days=1))
    everything = history.answers()

    assert history.latest(9) == everything[-9:]
    assert history.latest(500) == everything
    for topic in ("t0", "t1", "none"):
        mine = tuple(a for a in everything if a.topic == topic)
        assert history.latest(7, topic=topic) == mine[-7:]
        assert history.answers(topic=topic) == mine
    for question in {a.question for a in everything}:
        assert history.answers(question=question) == tuple(
            a for a in everything if a.question == question
        )
