"""What a question, its verdict and the end of a session look like, as lines of text."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from aigc_quiz.bank.question import Choice, Fill, Numeric, Short
from aigc_quiz.content import Language
from aigc_quiz.quiz.asked import Asked, number
from aigc_quiz.screen.formulas import readable
from aigc_quiz.screen.render import Page, body, clean, width, wrap
from aigc_quiz.screen.words import Words, words

if TYPE_CHECKING:
    from aigc_quiz.quiz.marking import Mark

LETTERS = "ABCDE"


def question(
    asked: Asked, place: int, size: int, lang: Language, page: Page, *, notes: Sequence[str] = ()
) -> list[str]:
    """A question with its options, as it is put; never its id, which may tell the answer.

    `place` counts from 1; `notes` stand behind it.
    """
    say, record = words(lang), asked.question
    number_ = say.place.format(place=place, size=size) if page.plain else f"{place}/{size}"
    head = [number_, *notes, record.topic, say.types.get(record.type, record.type)]
    head.append(say.difficulty.format(level=record.difficulty))
    if asked.again:
        head.append(say.again_asked)
    elif asked.other_side:
        head.append(say.other_side)
    lines = [page.dim(line) for line in wrap(clean(" · ".join(head)), page.columns)]
    title = readable(clean(asked.words(record.title, lang)))
    lines += [page.bold(line) for line in wrap(title, page.columns)]
    lines += ["", *body(asked.words(record.stem, lang), page)]
    if asked.options:
        lines.append("")
        for letter, option in zip(LETTERS, asked.options, strict=False):
            lines += _item(f"{letter}. ", asked.words(option.text, lang), page)
    match record:
        case Numeric(unit=unit) if unit.get(lang):
            lines += ["", f"[{clean(unit.get(lang))}]"]
    return lines


def given(asked: Asked, text: str, lang: Language) -> str:
    """An answer as its reader knows it: for a choice the options' letters as they stood on screen."""
    from aigc_quiz.quiz.marking import mark

    if isinstance(asked.question, Choice) and (chosen := mark(asked, text).chosen):
        return ", ".join(
            f"{letter}. {readable(clean(asked.words(option.text, lang)))}"
            for letter, number, option in zip(LETTERS, asked.order, asked.options, strict=False)
            if number in chosen
        )
    return clean(text)


def hint(asked: Asked, shown: int, lang: Language, page: Page) -> list[str]:
    """The hint after `shown` hints; a line that says so where there is none."""
    say, hints = words(lang), asked.question.hints
    if shown >= len(hints):
        return [page.dim(say.no_hint)]
    text = asked.words(hints[shown], lang)
    return body(say.hint.format(number=shown + 1, total=len(hints), text=text), page)


def verdict_line(mark: "Mark", lang: Language, page: Page) -> str:
    """Right, partly right or wrong, and the score where it lies in between."""
    say = words(lang)
    if mark.correct:
        head = page.good(say.right)
    else:
        head = page.warm(say.partly) if mark.score > 0 else page.bad(say.wrong)
    if 0 < mark.score < 1:
        head += " · " + say.score.format(percent=round(100 * mark.score))
    return head


def verdict(
    asked: Asked,
    mark: "Mark",
    answer: str,
    lang: Language,
    page: Page,
    *,
    headed: bool = True,
    withheld: Container[str] = (),
) -> list[str]:
    """The mark (unless not `headed`), what was right and wrong and why, the explanation, where to read on.

    The ids of follow-ups in `withheld` are not shown: they wait in this session, and an id may tell.
    """
    say, record = words(lang), asked.question
    lines = [verdict_line(mark, lang, page)] if headed else []
    if mark.note:
        lines += wrap(mark.note.get(lang), page.columns)
    match record:
        case Choice():
            lines += ["", *_options(asked, mark, lang, page)]
        case Fill(accept=accept):
            lines += body(say.accepted.format(text=" / ".join(accept.get(lang) or accept.en)), page)
        case Numeric(unit=unit):
            text = f"{number(asked.key())} {unit.get(lang)}".strip()
            lines += body(say.number_is.format(text=text), page)
            lines += _misconceptions(asked, mark, say, lang, page)
        case Short(model_answer=model):
            lines += _points(mark, answer, say, lang, page)
            lines += _misconceptions(asked, mark, say, lang, page)
            lines += ["", page.bold(say.model_answer), *body(asked.words(model, lang), page)]
    lines += ["", page.bold(say.explanation), *body(asked.words(record.explanation, lang), page)]
    lines += ["", page.bold(say.references)]
    for reference in record.references:
        text = f"{reference.title} ({reference.year})"
        lines += wrap(clean(text), page.columns, indent="- ", hanging="  ")
        lines.append(
            f"  {page.dim(clean(reference.link))}"
        )  # in one piece, to be clicked or copied
    following = [id_ for id_ in record.follow_ups if id_ not in withheld]
    if following:
        shown = ", ".join(f"aigc-quiz show {id_}" for id_ in following)
        lines += ["", *wrap(clean(say.follow_ups.format(commands=shown)), page.columns)]
    return lines


def ratings(
    mark: "Mark", spans: Sequence[timedelta], suggested: int, lang: Language, page: Page
) -> list[str]:
    """The verdict again, and the four ratings with the time until the question comes back."""
    say = words(lang)
    shown = []
    rows = [f"{verdict_line(mark, lang, page)} · {say.rate}"]
    if page.plain:
        told = zip(say.ratings, spans, strict=True)
        return [
            "",
            *rows,
            *(f"{i} {name}: {lasting(span, say)}" for i, (name, span) in enumerate(told, 1)),
        ]
    for i, (name, span) in enumerate(zip(say.ratings, spans, strict=True), 1):
        text = f"{i} {name} {_nonbreaking(lasting(span, say))}"
        shown.append(f"[{text}]" if i == suggested else text)
    line = ""
    for text in shown:
        if line and width(line) + 2 + width(text) > page.columns:
            rows.append(line)
            line = ""
        line += ("  " if line else "") + text
    return ["", *rows, line]


def lasting(span: timedelta, say: Words) -> str:
    """A span in its largest fitting unit: 20 s, 10 min, 3 h, 8 d, 2 mo, 1.5 y; never 0."""
    minutes = span.total_seconds() / 60
    if minutes < 0.992:
        return say.seconds.format(n=max(1, round(60 * minutes)))
    if minutes < 59.5:
        return say.minutes.format(n=max(1, round(minutes)))
    if minutes < 23.5 * 60:
        return say.hours.format(n=round(minutes / 60))
    days = minutes / 60 / 24
    if days < 45:
        return say.days.format(n=round(days))
    if days < 365:
        return say.months.format(n=round(days / 30.4))
    return say.years.format(n=round(days / 365.25, 1))


def _nonbreaking(text: str) -> str:
    return text.replace(" ", "")


def _item(marker: str, text: str, page: Page, paint: str = "") -> list[str]:
    """A text behind a marker, its further lines set in."""
    inside = replace(page, columns=max(10, page.columns - len(marker)))
    first, *rest = body(text, inside) or [""]
    return [f"{paint or marker}{first}", *(f"{' ' * len(marker)}{line}" for line in rest)]


def _options(asked: Asked, mark: "Mark", lang: Language, page: Page) -> Iterator[str]:
    say = words(lang)
    for letter, place, option in zip(LETTERS, asked.order, asked.options, strict=False):
        chosen = place in mark.chosen
        sign = "+" if option.correct else "x" if chosen else " "
        marker = f"{letter}. " if page.plain else f"{sign} {letter}. "
        paint = page.good(marker) if option.correct else page.bad(marker) if chosen else marker
        flags = [say.key] if option.correct else []
        flags += [say.your_choice] if chosen else []
        why = asked.words(option.why, lang)
        text = f"[{' · '.join(flags)}] {why}" if flags else why
        yield from _item(marker, text, page, paint)


def _points(mark: "Mark", answer: str, say: Words, lang: Language, page: Page) -> Iterator[str]:
    if mark.hits:
        yield from ("", page.good(say.points_hit))
    for hit in mark.hits:
        said = " … ".join(clean(answer[start:end]) for start, end in hit.spans)
        where = "" if not said else f"（{said}）" if lang == "zh" else f" ({said})"
        yield from _item("" if page.plain else "+ ", hit.point.text.get(lang) + where, page)
    if mark.missed:
        yield from ("", page.bad(say.points_missed))
    for point in mark.missed:
        flag = f" [{say.required}]" if point.required else ""
        yield from _item("" if page.plain else "- ", point.text.get(lang) + flag, page)


def _misconceptions(
    asked: Asked, mark: "Mark", say: Words, lang: Language, page: Page
) -> Iterator[str]:
    for shown in mark.misconceptions:
        text = say.misconception.format(text=asked.words(shown.why, lang))
        yield from _item(
            "" if page.plain else "! ", text, page, page.warm("" if page.plain else "! ")
        )
