"""Runs a practice session: puts questions, saves each answer before anything else, shows verdicts."""

import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from aigc_quiz import __version__
from aigc_quiz.bank.briefs import ids
from aigc_quiz.bank.question import Brief, Question
from aigc_quiz.bank.shelf import Shelf
from aigc_quiz.content import Language
from aigc_quiz.progress import asides, naming
from aigc_quiz.progress.events import Answer
from aigc_quiz.progress.history import History
from aigc_quiz.progress.mocks import SESSION
from aigc_quiz.quiz import schedule
from aigc_quiz.quiz.asked import Asked, Random
from aigc_quiz.quiz.memories import Memories
from aigc_quiz.quiz.relations import other_sides
from aigc_quiz.quiz.schedule import AGAIN, Weights
from aigc_quiz.quiz.session import Session
from aigc_quiz.screen import pages
from aigc_quiz.screen.ask import After, Can, Source, Wish
from aigc_quiz.screen.formulas import readable
from aigc_quiz.screen.missed import ASIDE_DAYS, OFTEN, TWICE, misses, page_of
from aigc_quiz.screen.render import Page, aloud, clean, wrap
from aigc_quiz.screen.summary import Given, summary
from aigc_quiz.screen.words import words

if TYPE_CHECKING:
    from aigc_quiz.quiz.marking import Mark
    from aigc_quiz.screen.second import SecondOpinion

_LATELY = timedelta(days=1)
_UNDOABLE = 9  # answers that are offered to be taken back
_LOOKED_AT = 100  # answers of the history among which those of this bank are looked for


@dataclass(kw_only=True)
class Practice:
    """A running session.

    `memories` are by question id, `prefix` is the bank's in the history, `shelf` holds all of the bank,
    `found` is what the user asked for, `pool` what of it may be brought in, `weights` the learner's own FSRS parameters. What was answered
    before is asked of the history, which holds every answer of this session too.
    """

    session: Session
    memories: Memories
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
    shelf: Shelf
    found: Sequence[Brief] = ()
    pool: Sequence[Brief] = ()
    second: "SecondOpinion | None" = None
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
            self.page = self.page.now()
            self.show([*pages.question(asked, place, self.session.size, self.lang, self.page), ""])
            if not self._put(asked):
                return

    def show(self, lines: Iterable[str]) -> None:
        """Write lines where the user reads."""
        if self.page.plain:
            lines = map(aloud, lines)
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()

    def _put(self, asked: Asked) -> bool:
        """Put one question until it is answered, left or undone; False to end the session."""
        say = words(self.lang)
        hints, start = 0, time.monotonic()
        while True:
            can = Can(hint=hints < len(asked.question.hints), undo=bool(self._undoable()))
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
                    if not can.undo:
                        self.show([say.nothing_to_undo])
                    elif self._undo_one():
                        return True
                case Wish():
                    self.show([say.not_here])
                case str():
                    # Loaded while the user reads the question, not before.
                    from aigc_quiz.quiz.marking import mark

                    text = reply.strip()
                    found = mark(asked, text)
                    if found.understood or not self.source.insists:
                        duration = time.monotonic() - start
                        if self.second is not None:
                            found = self.second.weigh(asked, text, found, self)
                        return self._answered(asked, text, found, hints, duration)
                    if found.note:
                        self.show([found.note.get(self.lang)])

    def _answered(self, asked: Asked, text: str, found: "Mark", hints: int, seconds: float) -> bool:
        """Save an answer, show its verdict, take the rating; False to end the session."""
        self.page = self.page.now()
        record, now = asked.question, datetime.now(UTC)
        suggested = schedule.suggest(found.score, correct=found.correct, hints=hints)
        key = self.prefix + record.id
        answer = Answer(
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
        sequence = self.history.add(answer)
        before = self.memories.get(record.id)
        self.given.append(Given(sequence, asked, found))
        other = None if found.correct else self._other_side(record, found)
        self.session = self.session.answered(
            correct=found.correct, random=self.random, other_side=other
        )
        self.memories[record.id] = schedule.review(
            before, suggested, now, question=key, weights=self.weights
        )
        waiting = {asked.question.id for asked in self.session.waiting}
        verdict = pages.verdict(asked, found, text, self.lang, self.page, withheld=waiting)
        self.show(["", *verdict])
        if self.source.insists:
            spans = schedule.intervals(
                before, now, question=key, weights=self.weights, latest=self.latest
            )
            self.show(pages.ratings(found, spans, suggested, self.lang, self.page))
        rating = self._rating(asked, answer, hints)
        if rating is Wish.UNDO:
            self.undo(sequence)
        elif isinstance(rating, int) and rating != suggested:
            self.history.rate(sequence, rating, session=self.name, at=datetime.now(UTC))
            self.memories[record.id] = schedule.review(
                before, rating, now, question=key, weights=self.weights
            )
        self.show([""])
        return rating is not Wish.QUIT

    def _rating(self, asked: Asked, answer: Answer, hints: int) -> int | Wish:
        """The rating, UNDO or QUIT; hints and the page of misses are shown on the way."""
        record, say = asked.question, words(self.lang)
        missed = misses(self.history.answers(question=answer.question))
        called = answer.rating == AGAIN and len(missed) >= OFTEN
        if called:
            text = say.missed_often.format(count=len(missed), days=ASIDE_DAYS)
            self.show([self.page.warm(line) for line in wrap(text, self.page.columns)])
        while True:
            after = After(hint=hints < len(record.hints), why=len(missed) >= TWICE, aside=called)
            reply = self.source.rating(answer.suggested, after)
            match reply:
                case Wish.HINT:
                    self.show(pages.hint(asked, hints, self.lang, self.page))
                    hints += 1
                case Wish.WHY:
                    waiting = {asked.question.id for asked in self.session.waiting}
                    briefs = self.shelf.briefs
                    told = briefs.at(
                        [p for p, id_ in enumerate(briefs.ids()) if id_ not in waiting]
                    )
                    lines = page_of(record, missed, told, self.shelf.take, self.lang, self.page)
                    self.show(["", *lines, ""])
                case Wish.ASIDE:
                    now = datetime.now(UTC)
                    until = now + timedelta(days=ASIDE_DAYS)
                    asides.put(self.history, answer.question, until, session=self.name, at=now)
                    self.session = self.session.without(record.id)
                    self.memories[record.id] = replace(self.memories[record.id], due=until)
                    self.show([say.set_aside.format(days=ASIDE_DAYS)])
                    return answer.suggested
                case _:
                    return reply

    def _other_side(self, record: Question, found: "Mark") -> Question | None:
        """A question that shows what was missed from another side, and was not answered of late."""
        tags, now = {entry.tag for entry in found.misconceptions}, datetime.now(UTC)
        for other in other_sides(record, tags, self.pool):
            memory = self.memories.get(other.id)
            if memory is None or now - memory.last > _LATELY:
                return self.shelf.take(other)
        return None

    def _skip(self, asked: Asked, hints: int) -> None:
        self.history.skip(
            self.prefix + asked.question.id,
            session=self.name,
            at=datetime.now(UTC),
            topic=asked.question.topic,
            hints=hints,
        )
        self.session = self.session.skipped()

    def _undoable(self) -> list[Answer]:
        """The last answers that can be taken back and asked again, the newest first."""
        latest = self.history.latest(_LOOKED_AT)
        found = [
            a
            for a in latest
            if naming.own(a.question, self.prefix) in self.shelf
            and not a.session.startswith(SESSION)
        ]
        return found[: -_UNDOABLE - 1 : -1]

    def _undo_one(self) -> bool:
        """Take back the answer that the user chooses, of this session or an earlier one."""
        say, found = words(self.lang), self._undoable()
        place = 1
        if len(found) > 1 and self.source.insists:
            self.show(["", self.page.bold(say.undo_title), *self._listed(found), ""])
            given = self.source.choose([say.undo_bar])
            if not isinstance(given, str) or not (given or "1").isdecimal():
                return False
            place = int(given or "1")
            if not 0 < place <= len(found):
                return False
        self.undo(found[place - 1].sequence)
        return True

    def _listed(self, answers: Sequence[Answer]) -> list[str]:
        lines = []
        for place, answer in enumerate(answers, 1):
            question = self.shelf.question(answer.question.removeprefix(self.prefix))
            title = readable(clean(question.title.get(self.lang)))
            when = answer.at.astimezone().strftime("%m-%d %H:%M")
            text = f"{place}. {title} · {round(100 * answer.score)}% · {when}"
            lines += wrap(text, self.page.columns, hanging="   ")
        return lines

    def undo(self, sequence: int) -> None:
        """Take an answer back, on screen and in the history; its question is asked again."""
        answer = self.history.answer(sequence)
        if answer is None:
            return
        self.history.undo(sequence, session=self.name, at=datetime.now(UTC))
        id_ = answer.question.removeprefix(self.prefix)
        last = self.given[-1].sequence if self.given else None
        if last == sequence and self.session.before is not None:
            self.session = self.session.before
        else:
            self.session = self.session.reopened(self.shelf.question(id_), self.random)
        self.given = [given for given in self.given if given.sequence != sequence]
        self.memories.pop(id_, None)
        if rest := self.history.answers(question=answer.question):
            self.memories[id_] = schedule.replay(rest, self.weights)[answer.question]
        self.show([words(self.lang).undone, ""])

    def _recent(self, topic: str, count: int) -> list[Answer]:
        """The last standing answers of this bank about a topic, the earliest first."""
        latest = self.history.latest(_LOOKED_AT + count, topic=topic)
        return [a for a in latest if naming.own(a.question, self.prefix) is not None][-count:]

    def summary(self, command: str) -> list[str]:
        """How the session went, what is due, and the command to go on with."""
        return summary(
            self.given,
            self._recent,
            self.memories.within(ids(self.found)).dues(),
            timedelta(seconds=time.monotonic() - self.begun),
            datetime.now(UTC),
            command,
            self.lang,
            self.page,
        )
