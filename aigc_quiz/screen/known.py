"""What is known about the learner when a session begins: by replay, and for a long history from a snapshot."""

from collections.abc import Iterable
from dataclasses import dataclass

from aigc_quiz import __version__
from aigc_quiz.bank.briefs import Briefs
from aigc_quiz.progress import naming, snapshot
from aigc_quiz.progress.events import Answer, Rated, Undone, replay
from aigc_quiz.progress.history import History
from aigc_quiz.progress.snapshot import Snapshot
from aigc_quiz.quiz import session
from aigc_quiz.quiz.memories import Memories
from aigc_quiz.quiz.schedule import Weights

LONG = 5_000  # events; a shorter history is replayed as fast as a snapshot is read
_LATE = 500  # events after the snapshot, from which a new one is saved


@dataclass(frozen=True, slots=True)
class Known:
    """Of one bank: memories by id, and the level of each topic."""

    memories: Memories
    levels: dict[str, float]

    def missed(self, questions: Briefs) -> Briefs:
        """Those of the questions whose last answer was wrong."""
        wrong = {*self.memories.missed()}
        return questions.at([p for p, id_ in enumerate(questions.ids()) if id_ in wrong])


def known(
    history: History, prefix: str, weights: Weights | None, *, long: int = LONG, late: int = _LATE
) -> Known:
    """What the history says about the bank of that prefix.

    Args:
        history: the log.
        prefix: the bank's in the history, see `naming.prefix`.
        weights: the learner's own FSRS parameters.
        long: from how many events a snapshot is used and kept.
        late: how many events after a snapshot make a new one.
    """
    if history.last() < long:
        everything = _All(Memories(weights=weights), {})
        everything.add(history.answers())
    else:
        with history.still():
            everything = _from_snapshot(history, weights, late)
    memories = everything.memories.of_bank(prefix)
    levels = {
        own: level
        for topic, level in everything.levels.items()
        if (own := naming.own(topic, prefix)) is not None
    }
    return Known(memories, levels)


@dataclass(frozen=True, slots=True)
class _All:
    """Of all banks; `levels` are by bank and topic."""

    memories: Memories
    levels: dict[str, float]

    def add(self, answers: Iterable[Answer]) -> None:
        for answer in answers:
            self.memories.add(answer)
            topic = _topic(answer)
            self.levels[topic] = session.moved(self.levels.get(topic), answer.score)


def _from_snapshot(history: History, weights: Weights | None, late: int) -> _All:
    file, key = snapshot.place(history.file), _key(weights)
    saved = snapshot.load(file, key)
    found = None if saved is None else _advanced(history, saved, weights)
    if found is None:
        saved, found = None, _All(Memories(weights=weights), {})
        found.add(history.answers())
    if saved is None or history.last() - saved.begun.sequence >= late:
        names, columns = found.memories.packed()
        snapshot.save(file, key, Snapshot(history.begun(), names, columns, found.levels))
    return found


def _advanced(history: History, saved: Snapshot, weights: Weights | None) -> _All | None:
    """The snapshot brought up to date; None where the log does not go on from it in order."""
    later = history.later(saved.begun)
    if later is None:
        return None
    found = _All(Memories(saved.names, saved.columns, weights), saved.levels)
    changed = {
        event.about
        for event in later
        if isinstance(event, (Rated, Undone)) and event.about <= saved.begun.sequence
    }
    old = [answer for number in changed if (answer := history.answer(number)) is not None]
    questions, topics = {answer.question for answer in old}, {_topic(answer) for answer in old}
    for answer in replay(later):
        if answer.question not in questions:
            found.memories.add(answer)
        if (topic := _topic(answer)) not in topics:
            found.levels[topic] = session.moved(found.levels.get(topic), answer.score)
    for question in questions:
        found.memories.replace(question, history.answers(question=question))
    for topic in topics:
        found.levels.pop(topic, None)
        for answer in history.answers(topic=topic.partition("/")[2] or topic):
            if _topic(answer) == topic:
                found.levels[topic] = session.moved(found.levels.get(topic), answer.score)
    return found


def _key(weights: Weights | None) -> str:
    from importlib import metadata

    return f"{__version__} {metadata.version('fsrs')} {weights}"


def _topic(answer: Answer) -> str:
    """A topic's name among all banks: two may have topics of one name."""
    bank, separator, _ = answer.question.partition("/")
    return f"{bank}{separator}{answer.topic}" if separator else answer.topic
