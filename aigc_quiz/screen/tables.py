"""What `due` and the bare command print."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from aigc_quiz.bank.question import Question
from aigc_quiz.content import Language
from aigc_quiz.screen.formulas import readable
from aigc_quiz.screen.learnt import Learnt, Topic
from aigc_quiz.screen.pages import lasting
from aigc_quiz.screen.render import Page, clean, width, wrap
from aigc_quiz.screen.words import words

_SHOWN = 20  # due questions that are listed


def due_lines(
    found: Learnt, questions: Mapping[str, Question], now: datetime, lang: Language, page: Page
) -> list[str]:
    """What is due now, by id and title, and how much will be due in the next days."""
    say = words(lang)
    lines = [say.due_title.format(count=len(found.due)) if found.due else say.due_none]
    for id_ in found.due[:_SHOWN]:
        question = questions[id_]
        title = readable(clean(question.title.get(lang)))
        lines += wrap(f"- {title} ({clean(id_)})", page.columns, hanging="  ")
    if len(found.due) > _SHOWN:
        lines.append(say.more.format(count=len(found.due) - _SHOWN))
    if found.next_due is not None:
        lines.append(say.next_due.format(when=lasting(found.next_due - now, say)))
    if any(found.forecast):
        lines += wrap(say.due_later.format(counts=_counts(found.forecast)), page.columns)
    return lines


def weakest(topics: Iterable[Topic]) -> list[Topic]:
    """Up to three topics with the lowest recent scores, of those below 80 %."""
    weak = [topic for topic in topics if topic.score is not None and topic.score < 0.8]
    return sorted(weak, key=lambda topic: topic.score or 0.0)[:3]


def _counts(counts: Iterable[int]) -> str:
    return " ".join(str(count) for count in counts)


def overview_lines(
    found: Learnt, exercises: Iterable[str], lang: Language, page: Page
) -> list[str]:
    """How much is due, and the next three useful commands."""
    say = words(lang)
    programs = tuple(exercises)
    if found.reviews:
        head = say.overview_due.format(due=len(found.due), seen=found.seen, total=found.total)
    else:
        head = say.overview_none.format(questions=found.total, exercises=len(programs))
    first = say.overview_practice if found.due else say.overview_new
    commands = [("aigc-quiz practice", first)]
    if found.reviews:
        commands.append(("aigc-quiz stats", say.overview_stats))
    else:
        commands.append(("aigc-quiz list", say.overview_list))
    if programs:
        slug = "gan_cartoon" if "gan_cartoon" in programs else programs[0]
        commands.append((f"aigc-quiz start {slug}", say.overview_code))
    else:
        commands.append(("aigc-quiz search GAN", say.overview_show))
    longest = max(len(command) for command, _ in commands)
    lines = [*wrap(head, page.columns), "", say.overview_next]
    for command, what in commands:
        if longest + 4 + width(what) <= page.columns:
            lines.append(f"  {page.bold(command)}{' ' * (longest - len(command))}  {what}")
        else:
            lines += [f"  {page.bold(command)}", *wrap(what, page.columns, indent="    ")]
    return lines
