"""Runs a mock interview: puts questions against the clock, saves each answer, tells nothing until the end."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TextIO

from aigc_quiz import __version__
from aigc_quiz.bank.question import Choice, Question
from aigc_quiz.content import Language
from aigc_quiz.progress.events import Answer
from aigc_quiz.progress.history import History
from aigc_quiz.progress.mocks import SESSION, Course, Log, Put
from aigc_quiz.quiz import schedule
from aigc_quiz.quiz.asked import Asked
from aigc_quiz.quiz.mock import Said
from aigc_quiz.screen import pages
from aigc_quiz.screen.ask import Can, Source, Wish
from aigc_quiz.screen.formulas import readable
from aigc_quiz.screen.mock_words import mock_words
from aigc_quiz.screen.render import Page, aloud, clean, wrap
from aigc_quiz.screen.words import words


class _Then(Enum):
    """What the user wants after a question."""

    GO_ON = 1
    LIST = 2
    QUIT = 3


@dataclass(kw_only=True)
class Interview:
    """A running interview. `paper` has None where a question of the log is no more in the bank."""

    log: Log
    paper: Sequence[Asked | None]
    source: Source
    lang: Language
    page: Page
    out: TextIO
    begun: float = field(default_factory=time.monotonic)
    before: float = field(init=False)

    def __post_init__(self) -> None:
        self.before = self.log.course.elapsed

    def run(self) -> bool:
        """Ask until all is answered and handed in, or the time is up; False if the user leaves.

        Raises:
            KeyboardInterrupt: Ctrl-C or Ctrl-D in a terminal; every answered question is saved.
        """
        say = mock_words(self.lang)
        listing = False
        while not self._over():
            place = next((i for i in self._places() if i not in self._course.seen), None)
            if listing or place is None:
                if not self.source.insists:
                    return self._again()
                wanted = self._overview(more=place is not None)
                if wanted is Wish.QUIT:
                    return False
                if wanted is None and place is None:
                    return self._end("handed in")
                place = wanted if isinstance(wanted, int) else place
            if place is None or self._over():
                continue
            then = self._put(place)
            if then is _Then.QUIT:
                return self._left()
            listing = then is _Then.LIST
        self.show(["", *wrap(say.time_up, self.page.columns)])
        return self._end("time")

    def explain(self, told: Sequence[Said]) -> None:
        """After the end, in a terminal: the verdict on any question whose number is typed."""
        from aigc_quiz.quiz.marking import mark

        say = mock_words(self.lang)
        while self.source.insists:
            try:
                given = self.source.choose([say.review_bar])
            except KeyboardInterrupt:
                return  # all is saved and shown
            if isinstance(given, Wish) or not given:
                return
            if not given.isdecimal() or not 0 < int(given) <= len(told):
                self.show([say.no_place.format(place=clean(given)[:12], count=len(told))])
                continue
            one = told[int(given) - 1]
            found = one.mark or mark(one.asked, "")
            self.show(pages.question(one.asked, int(given), len(told), self.lang, self.page))
            self.show(["", *pages.verdict(one.asked, found, one.text, self.lang, self.page), ""])

    def show(self, lines: Iterable[str]) -> None:
        """Write lines where the user reads."""
        if self.page.plain:
            lines = map(aloud, lines)
        self.out.write("\n".join(lines) + "\n")
        self.out.flush()

    @property
    def _course(self) -> Course:
        return self.log.course

    @property
    def _elapsed(self) -> float:
        return self.before + time.monotonic() - self.begun

    def _remaining(self) -> float:
        return 60 * self._course.begun.minutes - self._elapsed

    def _over(self) -> bool:
        return self._remaining() <= 0

    def _clock(self) -> str:
        say = mock_words(self.lang)
        return say.over if self._over() else say.left.format(time=minutes(self._remaining()))

    def _places(self) -> list[int]:
        return [place for place, asked in enumerate(self.paper) if asked is not None]

    def _end(self, why: str) -> bool:
        self.log.add("end", self._elapsed, why=why)
        return True

    def _left(self) -> bool:
        """A pipe that has run dry hands in; a person who leaves comes back."""
        return self._end("end of input") if self.source.ended else False

    def _again(self) -> bool:
        """By pipe: put what was flagged or left once more, then hand in."""
        open_ = [
            place
            for place in self._places()
            if place in self._course.flags or place not in self._course.texts
        ]
        if open_:
            self.show([*wrap(mock_words(self.lang).revisit, self.page.columns), ""])
        for place in open_:
            if self._over():
                break
            if self._put(place) is _Then.QUIT:
                return self._left()
        return self._end("handed in")

    def _put(self, place: int) -> _Then:
        """Put one question until it is answered or left."""
        asked = self.paper[place]
        if asked is None:
            return _Then.GO_ON
        self.page = self.page.now()
        say, flags = mock_words(self.lang), self._course.flags
        notes = [self._clock(), *([say.flag] if place in flags else [])]
        size = len(self.paper)
        self.show(pages.question(asked, place + 1, size, self.lang, self.page, notes=notes))
        if place in self._course.texts:
            given = say.your_answer.format(
                text=pages.given(asked, self._course.texts[place], self.lang)
            )
            self.show(["", *wrap(given, self.page.columns)])
        self.show([""])
        start = time.monotonic()
        can = Can(flag=True, listing=self.source.insists, clock=self._clock)
        while True:
            reply = self.source.answer(asked, can)
            seconds = round(time.monotonic() - start, 3)
            match reply:
                case Wish.QUIT:
                    return _Then.QUIT
                case Wish.FLAG:
                    self.log.add("flag", self._elapsed, place=place)
                    self.show([say.flagged if place in flags else say.unflagged])
                case Wish.SKIP | "":
                    self.log.add("leave", self._elapsed, place=place, seconds=seconds)
                    self.show([say.left_open, ""])
                    return _Then.GO_ON
                case Wish.LIST if self.source.insists:
                    self.log.add("look", self._elapsed, place=place, seconds=seconds)
                    return _Then.LIST
                case str():
                    from aigc_quiz.quiz.marking import mark

                    # Marked here only to see whether it is an answer at all; nothing else is told.
                    found = mark(asked, reply.strip())
                    if found.understood or not self.source.insists:
                        self.log.add(
                            "answer",
                            self._elapsed,
                            place=place,
                            text=reply.strip(),
                            seconds=seconds,
                        )
                        self.show([say.saved, ""])
                        return _Then.GO_ON
                    if found.note:
                        self.show([found.note.get(self.lang)])
                case _:
                    self.show([words(self.lang).not_here])

    def _overview(self, *, more: bool) -> int | Wish | None:
        """The list of all questions; the place to go to, None to go on or hand in, or QUIT."""
        say = mock_words(self.lang)
        self.show(["", *self._list(), ""])
        while True:
            bar = [
                say.list_on if more else say.list_bar,
                words(self.lang).keys_quit.format(key="q"),
            ]
            given = self.source.choose([*bar, self._clock()])
            if given is Wish.QUIT:
                return Wish.QUIT
            if not isinstance(given, str) or not given or self._over():
                return None
            if given.isdecimal() and int(given) - 1 in self._places():
                return int(given) - 1
            self.show([say.no_place.format(place=clean(given)[:12], count=len(self.paper))])

    def _list(self) -> list[str]:
        say, course = mock_words(self.lang), self._course
        lines = [self.page.bold(say.list_title)]
        for place in self._places():
            asked = self.paper[place]
            if asked is None:
                continue
            state = [say.answered if place in course.texts else say.open]
            state += [say.flag] if place in course.flags else []
            title = readable(clean(asked.words(asked.question.title, self.lang)))
            text = f"{place + 1}. [{' · '.join(state)}] {title}"
            indent = " " * (place < 9)
            lines += wrap(text, self.page.columns, indent=indent, hanging="    ")
        return lines


def minutes(seconds: float) -> str:
    """A span as mm:ss."""
    whole = max(0, round(seconds))
    return f"{whole // 60:02}:{whole % 60:02}"


def paper(puts: Sequence[Put], questions: Iterable[Question]) -> list[Asked | None]:
    """The questions of a log as they were put; None where the bank's question is gone or another."""
    by_id = {question.id: question for question in questions}
    return [_asked(put, by_id.get(put.question)) for put in puts]


def _asked(put: Put, question: Question | None) -> Asked | None:
    match question:
        case None:
            return None
        case Choice(options=options) if sorted(put.options) != list(range(len(options))):
            return None
    if {name for name, _ in put.variables} != {
        name for name, _ in getattr(question, "variables", ())
    }:
        return None
    return Asked(question, put.options, put.variables)


def said(course: Course, papers: Sequence[Asked | None]) -> list[Said]:
    """Every question of an interview with its mark; those that left the bank are left out."""
    from aigc_quiz.quiz.marking import mark

    found = []
    for place, asked in enumerate(papers):
        if asked is not None:
            text = course.texts.get(place)
            found.append(
                Said(
                    asked,
                    text or "",
                    None if text is None else mark(asked, text),
                    course.seconds.get(place, 0.0),
                    place in course.flags,
                )
            )
    return found


def log_reviews(
    course: Course, papers: Sequence[Asked | None], history: History, prefix: str, lang: Language
) -> int:
    """Log the answers as reviews, each at the time when it was given; how many there are.

    It may be done again after a crash: what is there already is not logged twice, and a question
    that was answered elsewhere since then keeps that later answer as its last.
    """
    from aigc_quiz.quiz.marking import mark

    session = SESSION + course.name
    last: dict[str, datetime] = {}
    done = set()
    for answer in history.answers():
        last[answer.question] = answer.at
        if answer.session == session:
            done.add(answer.question)
    count = len(done)
    for place, text in sorted(course.texts.items()):
        asked = papers[place]
        if asked is None or prefix + asked.question.id in done:
            continue
        key, at = prefix + asked.question.id, course.answered_at[place]
        if key in last and last[key] >= at:
            continue
        record, found = asked.question, mark(asked, text)
        suggested = schedule.suggest(found.score, correct=found.correct, hints=0)
        history.add(
            Answer(
                question=key, category=record.category, topic=record.topic, type=record.type,
                difficulty=record.difficulty, lang=lang, text=text, options=asked.order,
                variables=asked.variables, score=found.score, suggested=suggested, rating=suggested,
                duration_ms=round(1000 * course.seconds.get(place, 0.0)), hints=0,
                session=session, at=at, app=__version__,
            )
        )  # fmt: skip
        count += 1
    return count
