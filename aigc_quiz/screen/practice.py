"""Runs a practice session: puts questions, saves each answer before anything else, shows verdicts."""

import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from aigc_quiz import __version__
from aigc_quiz.content import Language
from aigc_quiz.progress.events import Answer
from aigc_quiz.progress.history import History
from aigc_quiz.quiz import schedule
from aigc_quiz.quiz.asked import Asked, Random
from aigc_quiz.quiz.schedule import Memory, Weights
from aigc_quiz.quiz.session import Session
from aigc_quiz.screen import pages
from aigc_quiz.screen.ask import Can, Source, Wish
from aigc_quiz.screen.render import Page, wrap
from aigc_quiz.screen.words import words

if TYPE_CHECKING:
    from aigc_quiz.quiz.marking import Mark


@dataclass(frozen=True, slots=True)
class Given:
    """An answer of this session, and what undo needs to take it back."""

    sequence: int
    question: str
    topic: str
    mark: "Mark"
    before: Memory | None


@dataclass(kw_only=True)
class Practice:
    """A running session.

    `memories` are by question id, `prefix` is the bank's in the history, `weights` the learner's
    own FSRS parameters.
    """

    session: Session
    memories: dict[str, Memory]
    history: History
    source: Source
    random: Random
    lang: Language
    page: Page
    name: str  # of the session, in the history
    prefix: str = ""
    seconds: float | None = None
    weights: Weights | None = None
    latest: datetime | None = None  # the interview, which caps the intervals that are shown
    given: list[Given] = field(default_factory=list)
    begun: float = field(default_factory=time.monotonic)

    def run(self) -> None:
        """Ask until the session is over, the time is up or the user leaves.

        Raises:
            KeyboardInterrupt: Ctrl-C or Ctrl-D in a terminal; every answered question is saved.
        """
        while (asked := self.session.current) is not None:
            if self.seconds is not None and time.monotonic() - self.begun >= self.seconds:
                self.show([words(self.lang).time_up])
                return
            place = self.session.asked + 1
            self.show([*pages.question(asked, place, self.session.size, self.lang, self.page), ""])
            if not self._put(asked):
                return

    def show(self, lines: Iterable[str]) -> None:
        """Write lines where the user reads."""
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()

    def _put(self, asked: Asked) -> bool:
        """Put one question until it is answered, left or undone; False to end the session."""
        say = words(self.lang)
        hints, start = 0, time.monotonic()
        while True:
            can = Can(hint=hints < len(asked.question.hints), undo=bool(self.given))
            reply = self.source.answer(asked, can)
            match reply:
                case Wish.QUIT:
                    return False
                case Wish.HINT:
                    self.show(pages.hint(asked, hints, self.lang, self.page))
                    hints = min(hints + 1, len(asked.question.hints))
                case Wish.SKIP:
                    self._skip(asked, hints)
                    self.show([say.skipped, ""])
                    return True
                case Wish.UNDO:
                    if self.undo():
                        return True
                    self.show([say.nothing_to_undo])
                case str():
                    # Loaded while the user reads the question, not before.
                    from aigc_quiz.quiz.marking import mark

                    text = reply.strip()
                    found = mark(asked, text)
                    if found.understood or not self.source.insists:
                        duration = time.monotonic() - start
                        return self._answered(asked, text, found, hints, duration)
                    if found.note:
                        self.show([found.note.get(self.lang)])

    def _answered(self, asked: Asked, text: str, found: "Mark", hints: int, seconds: float) -> bool:
        """Save an answer, show its verdict, take the rating; False to end the session."""
        record, now = asked.question, datetime.now(UTC)
        suggested = schedule.suggest(found.score, correct=found.correct, hints=hints)
        key = self.prefix + record.id
        sequence = self.history.add(
            Answer(
                question=key,
                category=record.category,
                topic=record.topic,
                type=record.type,
                difficulty=record.difficulty,
                lang=self.lang,
                text=text,
                options=asked.order,
                variables=asked.variables,
                score=found.score,
                suggested=suggested,
                rating=suggested,
                duration_ms=round(seconds * 1000),
                hints=hints,
                session=self.name,
                at=now,
                app=__version__,
            )
        )
        before = self.memories.get(record.id)
        self.given.append(Given(sequence, record.id, record.topic, found, before))
        self.session = self.session.answered(correct=found.correct, random=self.random)
        self.memories[record.id] = schedule.review(
            before, suggested, now, question=key, weights=self.weights
        )
        self.show(["", *pages.verdict(asked, found, text, self.lang, self.page)])
        if self.source.insists:
            spans = schedule.intervals(
                before, now, question=key, weights=self.weights, latest=self.latest
            )
            self.show(pages.ratings(found, spans, suggested, self.lang, self.page))
        rating = self.source.rating(suggested)
        if rating is Wish.UNDO:
            self.undo()
        elif isinstance(rating, int) and rating != suggested:
            self.history.rate(sequence, rating, session=self.name, at=datetime.now(UTC))
            self.memories[record.id] = schedule.review(
                before, rating, now, question=key, weights=self.weights
            )
        self.show([""])
        return rating is not Wish.QUIT

    def _skip(self, asked: Asked, hints: int) -> None:
        self.history.skip(
            self.prefix + asked.question.id,
            session=self.name,
            at=datetime.now(UTC),
            topic=asked.question.topic,
            hints=hints,
        )
        self.session = self.session.skipped()

    def undo(self) -> bool:
        """Take the last answer back, on screen and in the history; False if there is none."""
        if not self.given or self.session.before is None:
            return False
        last = self.given.pop()
        self.history.undo(last.sequence, session=self.name, at=datetime.now(UTC))
        self.session = self.session.before
        if last.before is None:
            self.memories.pop(last.question, None)
        else:
            self.memories[last.question] = last.before
        self.show([words(self.lang).undone, ""])
        return True

    def summary(self, command: str) -> list[str]:
        """How the session went, what is due, and the command to go on with."""
        say = words(self.lang)
        if not self.given:
            return [say.nothing_asked]
        marks = [given.mark for given in self.given]
        right = sum(mark.correct for mark in marks)
        partly = sum(mark.score > 0 and not mark.correct for mark in marks)
        spent = timedelta(seconds=time.monotonic() - self.begun)
        lines = [
            say.summary.format(
                asked=len(marks),
                right=right,
                partly=partly,
                wrong=len(marks) - right - partly,
                time=pages.lasting(spent, say),
            )
        ]
        missed = Counter(given.topic for given in self.given if not given.mark.correct)
        if missed:
            topics = ", ".join(topic for topic, _ in missed.most_common(3))
            lines.append(say.weakest.format(topics=topics))
        now = datetime.now(UTC)
        waits = sorted(memory.due - now for memory in self.memories.values())
        due = sum(wait <= timedelta(0) for wait in waits)
        if due:
            lines.append(say.due_now.format(count=due))
        elif waits:
            lines.append(say.next_due.format(when=pages.lasting(waits[0], say)))
        lines.append(say.resume.format(command=command))
        return [part for line in lines for part in wrap(line, self.page.columns)]
