"""What `due`, `stats` and the bare command print."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from aigc_quiz.bank.question import Question
from aigc_quiz.content import Language
from aigc_quiz.screen.formulas import readable
from aigc_quiz.screen.learnt import Learnt, Topic
from aigc_quiz.screen.pages import lasting
from aigc_quiz.screen.render import Page, clean, width, wrap
from aigc_quiz.screen.words import words

_SHADES = ("·", "░", "▒", "▓", "█")  # from weak to strong
_PLAIN_SHADES = (".", "-", "=", "+", "#")
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


def stats_lines(found: Learnt, lang: Language, page: Page) -> list[str]:
    """Reviews, retention, time, forecast and a heat map of the topics."""
    say = words(lang)
    if not found.reviews:
        return wrap(say.stats_none, page.columns)
    lines = [
        say.stats_reviews.format(reviews=found.reviews, questions=found.seen, total=found.total),
        say.stats_due.format(count=len(found.due)),
        say.stats_unknown
        if found.retention is None
        else say.stats_retention.format(
            percent=round(100 * found.retention), count=found.retention_reviews
        ),
        say.stats_time.format(
            time=lasting(timedelta(seconds=found.seconds), say),
            mean=round(found.seconds / found.reviews),
        ),
        say.stats_forecast.format(counts=_counts(found.forecast)),
        say.stats_days.format(counts=_counts(found.days)),
    ]
    if (same := found.agreement) is not None:
        lines.append(
            say.stats_agreement.format(
                percent=round(100 * same.same), near=round(100 * same.near), count=same.answers
            )
        )
    weak = weakest(found.topics)
    if weak:
        lines.append(say.stats_weak.format(topics=", ".join(topic.topic for topic in weak)))
    lines = [part for line in lines for part in wrap(line, page.columns, hanging="  ")]
    return [*lines, "", *_heat(found.topics, lang, page)]


def weakest(topics: Iterable[Topic]) -> list[Topic]:
    """Up to three topics with the lowest recent scores, of those below 80 %."""
    weak = [topic for topic in topics if topic.score is not None and topic.score < 0.8]
    return sorted(weak, key=lambda topic: topic.score or 0.0)[:3]


def _heat(topics: Iterable[Topic], lang: Language, page: Page) -> list[str]:
    """A row a topic: a bar of its recent score, its reviews, how much of it was seen."""
    say = words(lang)
    tried = [topic for topic in topics if topic.reviews]
    longest = min(max((width(topic.topic) for topic in tried), default=0), page.columns - 22)
    shades = _SHADES if page.colour else _PLAIN_SHADES
    cells = 10 if page.columns >= 60 else 5
    lines = [*wrap(say.stats_topics, page.columns)]
    for topic in tried:
        score = topic.score or 0.0
        shade = shades[min(4, int(score * 5))]
        paint = page.good if score >= 0.8 else page.warm if score >= 0.5 else page.bad
        bar = shade * max(1, round(score * cells))
        name = clean(topic.topic)[:longest].ljust(longest)
        counts = f"{round(100 * score):>4}% {topic.reviews:>4} {topic.seen:>3}/{topic.questions}"
        lines.append(f"{name} {paint(bar.ljust(cells))}{counts}")
    return [*lines, page.dim(say.stats_scale.format(low=shades[0], high=shades[-1]))]


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
