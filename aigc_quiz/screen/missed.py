"""Why a question is missed again and again: the wrong answers, what they have in common, where else to look."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from aigc_quiz.bank.question import Brief, Question
from aigc_quiz.content import Language
from aigc_quiz.progress.events import Answer
from aigc_quiz.quiz.asked import Asked
from aigc_quiz.quiz.relations import misconceptions, other_sides
from aigc_quiz.quiz.schedule import AGAIN
from aigc_quiz.screen import pages
from aigc_quiz.screen.formulas import readable
from aigc_quiz.screen.render import Page, body, clean, wrap
from aigc_quiz.screen.words import words

if TYPE_CHECKING:
    from aigc_quiz.quiz.marking import Misconception

OFTEN = 4  # misses from which a question is called out and may be set aside
TWICE = 2  # misses from which the page is offered
ASIDE_DAYS = 14
_SHOWN = 5  # wrong answers
_SIDES = 3  # questions from other sides


def misses(answers: Iterable[Answer]) -> list[Answer]:
    """Of the answers to a question those that were rated Again; oldest first."""
    return [a for a in answers if a.rating == AGAIN]


def page_of(
    question: Question,
    missed: Sequence[Answer],
    questions: Iterable[Brief],
    read: Callable[[Brief], Question],
    lang: Language,
    page: Page,
) -> list[str]:
    """The page, as lines; a wrong answer that was given often stands once, with its count."""
    say = words(lang)
    title = readable(clean(Asked(question).words(question.title, lang)))
    head = say.missed_title.format(count=len(missed), title=title)
    lines = [page.bold(line) for line in wrap(head, page.columns)]
    given: dict[str, list[Answer]] = {}
    why: dict[str, Misconception] = {}
    for answer in missed:
        asked = Asked(question, answer.options, answer.variables)
        text, shows = _told(asked, answer.text, lang)
        given.setdefault(text or say.missed_nothing, []).append(answer)
        why |= shows
    latest = sorted(given.items(), key=lambda entry: entry[1][-1].at)[-_SHOWN:]
    for text, times in latest:
        days = ", ".join(dict.fromkeys(a.at.astimezone().strftime("%m-%d") for a in times))
        line = f"{len(times)} × {text} ({days})"
        lines += wrap(line, page.columns, indent="- ", hanging="  ")
    if why:
        lines += ["", page.bold(say.missed_why)]
        for entry in why.values():
            text = Asked(question).words(entry.why, lang)
            lines += body(f"- {text}", page)
    lines += ["", page.bold(say.explanation), *body(_plain(question, missed, lang), page)]
    tags = frozenset(why) or misconceptions(question)
    sides = other_sides(question, tags, questions)[:_SIDES]
    if sides:
        lines += ["", page.bold(say.missed_sides)]
        for other in map(read, sides):
            text = f"{readable(clean(other.title.get(lang)))}: aigc-quiz show {clean(other.id)}"
            lines += wrap(text, page.columns, indent="- ", hanging="  ")
    return lines


def _told(asked: Asked, text: str, lang: Language) -> "tuple[str, dict[str, Misconception]]":
    """A logged answer in words, and the misconceptions that it shows, by tag."""
    from aigc_quiz.quiz.marking import mark

    try:
        found = mark(asked, text)
        return pages.given(asked, text, lang), {entry.tag: entry for entry in found.misconceptions}
    except (IndexError, KeyError, ValueError):  # the question had other options then
        return clean(text), {}


def _plain(question: Question, missed: Sequence[Answer], lang: Language) -> str:
    variables = missed[-1].variables if missed else ()
    return Asked(question, variables=variables).words(question.explanation, lang)
