"""The report of a mock interview: as data, as Markdown, and as lines in a terminal; and all of them compared."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from aigc_quiz.content import Language
from aigc_quiz.progress.mocks import FORMAT, Course
from aigc_quiz.quiz.blueprints import BLUEPRINTS, Blueprint, kind
from aigc_quiz.quiz.mock import Part, Result, Said
from aigc_quiz.screen import pages
from aigc_quiz.screen.formulas import readable
from aigc_quiz.screen.mock import minutes
from aigc_quiz.screen.mock_words import mock_words
from aigc_quiz.screen.render import Page, clean, width, wrap

Report = Mapping[str, Any]
_COMPARED = 5  # reports side by side
_STUDIED = 5  # topics to study


def report(
    course: Course,
    blueprint: Blueprint,
    result: Result,
    said: Sequence[Said],
    bank: str,
    past: Sequence[Report],
) -> dict[str, Any]:
    """The report as a JSON value; `past` are earlier reports, the last of the role is named in it."""
    same = of_role(past, course.begun.role, course.begun.bank)
    last = same[-1] if same else None
    ended = course.ended or course.begun.at
    return {
        "format": FORMAT,
        "mock": course.name,
        "role": course.begun.role,
        "blueprint": blueprint.version,
        "title": {"zh": blueprint.title.zh, "en": blueprint.title.en},
        "lang": course.begun.lang,
        "bank": course.begun.bank,
        "begun": course.begun.at.isoformat(),
        "ended": ended.isoformat(),
        "minutes": course.begun.minutes,
        "seconds": round(course.elapsed, 1),
        "resumed": course.resumed,
        "score": round(result.score, 4),
        "answered_score": None if result.right is None else round(result.right, 4),
        "asked": result.asked,
        "answered": result.answered,
        "withdrawn": len(course.begun.paper) - result.asked,
        "areas": [_part(part) for part in result.areas],
        "topics": [_part(part) for part in result.topics],
        "kinds": [_part(part) for part in result.kinds],
        "study": [
            {
                "topic": entry.topic,
                "score": round(entry.score, 4),
                "questions": [one.asked.question.id for one in entry.missed],
                "command": f"aigc-quiz practice --topic {entry.topic}{bank}",
            }
            for entry in result.study[:_STUDIED]
        ],
        "questions": [_question(one) for one in said],
        "last": last and {"mock": last["mock"], "score": last["score"], "ended": last["ended"]},
        "best": max((one["score"] for one in same), default=None),
    }


def of_role(past: Sequence[Report], role: str, bank: str) -> list[Report]:
    """The reports that compare with each other: of one role, from one bank."""
    return [one for one in past if one["role"] == role and one["bank"] == bank]


def _part(part: Part) -> dict[str, Any]:
    return {
        "name": {"zh": part.name.zh, "en": part.name.en},
        "score": round(part.score, 4),
        "asked": part.asked,
        "answered": part.answered,
        "seconds": round(part.seconds, 1),
    }


def _question(one: Said) -> dict[str, Any]:
    record = one.asked.question
    return {
        "id": record.id,
        "topic": record.topic,
        "type": record.type,
        "kind": kind(record),
        "difficulty": record.difficulty,
        "title": {"zh": record.title.zh, "en": record.title.en},
        "options": list(one.asked.order),
        "variables": dict(one.asked.variables),
        "answer": one.text if one.mark else None,
        "score": round(one.score, 4),
        "correct": one.mark is not None and one.mark.correct,
        "misconceptions": [entry.tag for entry in one.mark.misconceptions] if one.mark else [],
        "seconds": round(one.seconds, 1),
        "flagged": one.flagged,
    }


def lines(
    found: Report, said: Sequence[Said], past: Sequence[Report], lang: Language, page: Page
) -> list[str]:
    """The report for a terminal: scores as bars, the last time, question by question, what to study."""
    say = mock_words(lang)
    shown_lines = [page.bold(say.title.format(title=found["title"][lang]))]
    shown_lines += [part for line in _head(found, lang) for part in wrap(line, page.columns)]
    for part in _before(found, past, lang):
        shown_lines += wrap(part, page.columns)
    for name, key in ((say.by_area, "areas"), (say.by_kind, "kinds"), (say.by_topic, "topics")):
        shown_lines += ["", page.bold(name), *_bars(found[key], lang, page)]
    shown_lines += ["", page.bold(say.questions)]
    for place, one in enumerate(said, 1):
        title = readable(clean(one.asked.words(one.asked.question.title, lang)))
        text = f"{place}. {_state(one, lang, page)} {title}"
        indent = " " * (place < 10)
        shown_lines += wrap(text, page.columns, indent=indent, hanging="    ")
    shown_lines += ["", page.bold(say.study)]
    if not found["study"]:
        shown_lines += wrap(say.study_none, page.columns)
    for entry in found["study"]:
        text = say.study_topic.format(
            topic=entry["topic"], score=_percent(entry["score"]), command=entry["command"]
        )
        shown_lines += wrap(clean(text), page.columns, indent="- ", hanging="  ")
        titles = [readable(clean(title)) for title in _titles(entry, found, lang)]
        for title in titles:
            shown_lines += wrap(title, page.columns, indent="  · ", hanging="    ")
    return shown_lines


def _titles(entry: Mapping[str, Any], found: Report, lang: Language) -> list[str]:
    """The titles of what a topic to study was missed by, worst first."""
    titles = {question["id"]: question["title"][lang] for question in found["questions"]}
    return [titles[id_] for id_ in entry["questions"]]


def _head(found: Report, lang: Language) -> list[str]:
    say = mock_words(lang)
    score = say.score.format(
        score=_percent(found["score"]), asked=found["asked"], answered=found["answered"]
    )
    if found["answered_score"] is not None and found["answered"] < found["asked"]:
        score += " · " + say.right.format(right=_percent(found["answered_score"]))
    used = say.used.format(used=minutes(found["seconds"]), minutes=f"{found['minutes']:g}")
    if found["resumed"]:
        used += " · " + say.interrupted.format(count=found["resumed"])
    withdrawn = [say.withdrawn.format(count=found["withdrawn"])] if found["withdrawn"] else []
    return [score, used, *withdrawn]


def _before(found: Report, past: Sequence[Report], lang: Language) -> list[str]:
    """How the score stands against the last one and the best one of the role."""
    say = mock_words(lang)
    last = found["last"]
    if not last:
        return [say.first]
    change = _percent(found["score"]) - _percent(last["score"])
    text = say.before.format(
        score=_percent(last["score"]), when=_day(last["ended"]), change=f"{change:+d}"
    )
    texts = [text]
    if found["best"] is not None:
        best = max(found["best"], found["score"])
        texts.append(say.best.format(score=_percent(best)))
    whole = next((one for one in past if one["mock"] == last["mock"]), None)
    if whole and any(whole[key] != found[key] for key in ("minutes", "blueprint")):
        texts.append(say.other_blueprint)
    return texts


def _bars(parts: Sequence[Mapping[str, Any]], lang: Language, page: Page) -> list[str]:
    """A row a part: its name, a bar, its score, how much of it was answered."""
    names = [clean(part["name"][lang]) for part in parts]
    cells = 10 if page.columns >= 60 else 5
    room = max(8, page.columns - cells - 14)
    longest = min(max((width(name) for name in names), default=0), room)
    full, empty = ("█", "░") if page.colour else ("#", ".")
    rows = []
    for name, part in zip(names, parts, strict=True):
        *above, last = wrap(name, longest)
        filled = round(part["score"] * cells)
        paint = (
            page.good if part["score"] >= 0.8 else page.warm if part["score"] >= 0.5 else page.bad
        )
        bar = paint(full * filled + empty * (cells - filled))
        counts = f"{_percent(part['score']):>4}% {part['answered']:>3}/{part['asked']}"
        if page.plain:
            rows += wrap(f"{name}:{' '.join(['', *counts.split()])}", page.columns, hanging="  ")
            continue
        rows += [*above, f"{last}{' ' * (longest - width(last))} {bar}{counts}"]
    return rows


def _state(one: Said, lang: Language, page: Page) -> str:
    if one.mark is None:
        return f"[{mock_words(lang).no_answer}]"
    return f"[{pages.verdict_line(one.mark, lang, Page(page.columns))}]"


class _Document(Page):
    """A page of Markdown, where every paragraph is one line."""

    def bold(self, text: str) -> str:
        return f"**{text}**"


def markdown(found: Report, said: Sequence[Said], past: Sequence[Report], lang: Language) -> str:
    """The report as a document: scores, what to study, and every question with its verdict."""
    say, plain = mock_words(lang), _Document(10_000)
    text = [
        f"# {say.title.format(title=found['title'][lang])}",
        "",
        f"{_moment(found['begun'])} · `{found['mock']}`",
        "",
        *(f"- {line}" for line in (*_head(found, lang), *_before(found, past, lang))),
    ]
    for name, key in ((say.by_area, "areas"), (say.by_kind, "kinds"), (say.by_topic, "topics")):
        text += ["", f"## {name}", "", "| | % | |", "|---|---:|---:|"]
        text += [
            f"| {_cell(part['name'][lang])} | {_percent(part['score'])} | {part['answered']}/{part['asked']} |"
            for part in found[key]
        ]
    text += ["", f"## {say.study}", ""]
    for entry in found["study"]:
        text.append(f"- {entry['topic']} ({_percent(entry['score'])}%): `{entry['command']}`")
        text += [
            f"  - {' '.join(clean(title).split())}: `aigc-quiz show {id_} --answer`"
            for id_, title in zip(entry["questions"], _titles(entry, found, lang), strict=True)
        ]
    if not found["study"]:
        text.append(say.study_none)
    text += ["", f"## {say.questions}"]
    for place, one in enumerate(said, 1):
        record = one.asked.question
        title = " ".join(clean(one.asked.words(record.title, lang)).split())
        text += [
            "",
            f"### {place}. {title}",
            "",
            f"{_state(one, lang, plain)} {clean(record.topic)} · `{clean(record.id)}`",
            "",
            clean(one.asked.words(record.stem, lang)),
            "",
        ]
        text += [
            f"- {letter}. {' '.join(clean(one.asked.words(option.text, lang)).split())}"
            for letter, option in zip(pages.LETTERS, one.asked.options, strict=False)
        ]
        given = pages.given(one.asked, one.text, lang) if one.mark else say.no_answer
        text += ["", *(f"> {line}" for line in say.your_answer.format(text=given).split("\n")), ""]
        verdict = pages.verdict(
            one.asked, one.mark or _nothing(one), one.text, lang, plain, headed=False
        )
        text += [line.replace("\n", " ") for line in _spaced(verdict)]
    return "\n".join(text).rstrip() + "\n"


def _nothing(one: Said) -> Any:
    from aigc_quiz.quiz.marking import mark

    return mark(one.asked, "")


def _spaced(verdict: Sequence[str]) -> list[str]:
    """Lines as paragraphs of their own: Markdown would join them, but for lists and code."""
    found: list[str] = []
    for line in verdict:
        fence = line.startswith("| ")
        found += [f"    {line[2:]}"] if fence else [line, ""] if line else []
    return found


def listed(past: Sequence[Report], running: Sequence[Course], lang: Language) -> list[str]:
    """A line for each interview, the latest first."""
    say = mock_words(lang)
    rows = [
        say.list_open.format(
            when=_moment(course.begun.at.isoformat()), role=course.begun.role,
            answered=len(course.texts), asked=len(course.begun.paper),
        )
        for course in running
    ] + [
        say.list_row.format(
            when=_moment(one["begun"]), role=one["role"], score=f"{_percent(one['score']):>3}",
            answered=one["answered"], asked=one["asked"], used=round(one["seconds"] / 60),
            minutes=f"{one['minutes']:g}",
        )
        for one in reversed(past)
    ]  # fmt: skip
    return rows or [say.none_yet]


def compared(same: Sequence[Report], role: str, lang: Language, page: Page) -> list[str]:
    """The last of some reports of one role side by side: the whole, then each area."""
    say = mock_words(lang)
    most = _COMPARED if page.columns >= 60 else 3
    same = same[-most:]
    if not same:
        return [say.none_role.format(role=role)]
    title = BLUEPRINTS[role].title.get(lang) if role in BLUEPRINTS else role
    rows: dict[str, list[str]] = {"": [_day(one["ended"])[5:] for one in same]}
    rows[say.whole] = [f"{_percent(one['score'])}%" for one in same]
    for i, one in enumerate(same):
        for part in one["areas"]:
            cells = rows.setdefault(clean(part["name"][lang]), ["-"] * len(same))
            cells[i] = f"{_percent(part['score'])}%"
    room = page.columns - 7 * len(same)
    longest = min(max(width(name) for name in rows), room)
    found = [page.bold(say.compare.format(title=title, count=len(same)))]
    for name, cells in rows.items():
        *above, last = wrap(name, longest)
        row = f"{last}{' ' * (longest - width(last))}"
        found += [*above, row + "".join(f"{cell:>7}" for cell in cells)]
    return found


def _cell(text: str) -> str:
    return clean(text).replace("|", "\\|")


def _percent(score: float) -> int:
    return round(100 * score)


def _day(text: str) -> str:
    return datetime.fromisoformat(text).astimezone().strftime("%Y-%m-%d")


def _moment(text: str) -> str:
    return datetime.fromisoformat(text).astimezone().strftime("%Y-%m-%d %H:%M")
