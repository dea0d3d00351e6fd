"""What the end of a session says: how it went, what was learnt, what comes next."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from aigc_quiz.content import Language
from aigc_quiz.progress.events import Answer
from aigc_quiz.quiz.asked import Asked
from aigc_quiz.screen import pages
from aigc_quiz.screen.formulas import readable
from aigc_quiz.screen.render import Page, clean, wrap
from aigc_quiz.screen.words import Words, words

if TYPE_CHECKING:
    from aigc_quiz.quiz.marking import Mark

_RECENT = 20  # answers of a topic that its score is the mean of
_LEARNT = 3  # misconceptions that are named


@dataclass(frozen=True, slots=True)
class Given:
    """An answer of this session: its number in the history, what was asked, and its mark."""

    sequence: int
    asked: Asked
    mark: "Mark"


def summary(
    given: Sequence[Given],
    recent: Callable[[str, int], Sequence[Answer]],
    dues: Iterable[datetime],
    spent: timedelta,
    now: datetime,
    command: str,
    lang: Language,
    page: Page,
) -> list[str]:
    """The lines.

    `recent` gives the last so many answers about a topic that stand, those of the session among them;
    `dues` are the times when the questions come again.
    """
    say = words(lang)
    if not given:
        return [say.nothing_asked]
    marks = [one.mark for one in given]
    right = sum(mark.correct for mark in marks)
    partly = sum(mark.score > 0 and not mark.correct for mark in marks)
    wrong = len(marks) - right - partly
    time = pages.lasting(spent, say)
    lines = [
        say.summary.format(asked=len(marks), right=right, partly=partly, wrong=wrong, time=time)
    ]
    missed = Counter(one.asked.question.topic for one in given if not one.mark.correct)
    if missed:
        topics = ", ".join(topic for topic, _ in missed.most_common(3))
        lines.append(say.weakest.format(topics=topics))
    moved = _moved(given, recent)
    if moved:
        lines.append(say.moved.format(topics=", ".join(moved)))
    lines = [part for line in lines for part in wrap(line, page.columns)]
    lines += _met(given, say, lang, page)
    waits = sorted(when - now for when in dues)
    due = bisect_right(waits, timedelta(0))
    following = []
    if due:
        following.append(say.due_now.format(count=due))
    elif waits:
        following.append(say.next_due.format(when=pages.lasting(waits[0], say)))
    following.append(say.resume.format(command=command))
    return lines + [part for line in following for part in wrap(line, page.columns)]


def _moved(given: Sequence[Given], recent: Callable[[str, int], Sequence[Answer]]) -> list[str]:
    """Topics whose recent score rose or fell in the session, the largest change first."""
    found, session = [], {one.sequence for one in given}
    for topic in dict.fromkeys(one.asked.question.topic for one in given):
        mine = recent(topic, _RECENT + len(given))
        before = [a.score for a in mine if a.sequence not in session][-_RECENT:]
        after = [a.score for a in mine][-_RECENT:]
        if before:
            was, now = round(100 * _mean(before)), round(100 * _mean(after))
            if was != now:
                found.append((abs(now - was), f"{topic} {was}% → {now}%"))
    return [text for _, text in sorted(found, key=lambda entry: -entry[0])]


def _met(given: Sequence[Given], say: Words, lang: Language, page: Page) -> list[str]:
    """The misconceptions that the answers showed, each once, in the words of the bank."""
    met = {
        entry.tag: one.asked.words(entry.why, lang)
        for one in given
        for entry in one.mark.misconceptions
    }
    if not met:
        return []
    lines = [*wrap(say.misconceptions_met, page.columns)]
    for text in list(met.values())[:_LEARNT]:
        line = " ".join(readable(clean(text)).split())
        lines += wrap(line, page.columns, indent="- ", hanging="  ")
    if len(met) > _LEARNT:
        lines += wrap(say.more.format(count=len(met) - _LEARNT), page.columns, indent="- ")
    return lines


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
