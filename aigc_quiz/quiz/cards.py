"""A question as a flash card: two sides of HTML, for programs such as Anki."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from unicodedata import east_asian_width

from aigc_quiz.bank.question import Choice, Fill, Lang, Numeric, Question, Short
from aigc_quiz.quiz.asked import Asked, number, plain

_LETTERS = "ABCDEFGH"
_FENCE = re.compile(r"^\s*```")
_ITEM = re.compile(r"^\s*(?:[-*•]\s+|\d{1,2}[.)、]\s*)")
_INLINE = re.compile(
    r"\$\$(?P<block>.+?)\$\$|\$(?!\s)(?P<math>[^$\n]+?)(?<!\s)\$(?!\d)|`(?P<code>[^`\n]+)`|\*\*(?P<bold>.+?)\*\*",
    re.DOTALL,
)
_SAID = {
    "zh": {
        "key": "正解", "accepted": "答案", "points": "要点", "required": "必答", "misconceptions": "常见误区",
        "model": "参考答案", "explanation": "解析", "references": "参考资料", "tolerance": "容许误差 {}",
    },
    "en": {
        "key": "Key", "accepted": "Answer", "points": "Key points", "required": "required",
        "misconceptions": "Misconceptions", "model": "A model answer", "explanation": "Explanation",
        "references": "References", "tolerance": "tolerance {}",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """Both sides as HTML (formulas as MathJax); `tags` hold no spaces."""

    id: str
    lang: Lang
    category: str
    topic: str
    front: str
    back: str
    tags: tuple[str, ...]


def card(question: Question, lang: Lang) -> Card:
    """The card of a question: options in the order of the file, the first value of each variable."""
    asked = plain(question)
    tags = (*question.tags, question.type, f"difficulty-{question.difficulty}", f"lang-{lang}")
    return Card(
        id=question.id,
        lang=lang,
        category=question.category,
        topic=question.topic,
        front="".join(_front(asked, lang)),
        back="".join(_back(asked, lang)),
        tags=tuple(re.sub(r"\s+", "_", tag) for tag in tags),
    )


def html(text: str) -> str:
    """A text of the bank (paragraphs, lists, fenced code, `code`, **bold**, $formulas$) as HTML."""
    parts: list[str] = []
    paragraph: list[str] = []
    items: list[str] = []
    code: list[str] | None = None

    def flush() -> None:
        if items:
            parts.append(f"<ul>{''.join(f'<li>{inline(item)}</li>' for item in items)}</ul>")
        if paragraph:
            parts.append(f"<p>{inline(_joined(paragraph))}</p>")
        items.clear()
        paragraph.clear()

    for line in text.strip("\n").split("\n"):
        if _FENCE.match(line):
            if code is None:
                flush()
                code = []
            else:
                parts.append(_code(code))
                code = None
        elif code is not None:
            code.append(line)
        elif not line.strip():
            flush()
        elif found := _ITEM.match(line):
            if paragraph:
                flush()
            items.append(line[found.end() :].strip())
        elif items:
            items[-1] = _joined([items[-1], line.strip()])
        else:
            paragraph.append(line.strip())
    flush()
    if code is not None:  # a fence that nobody closed
        parts.append(_code(code))
    return "".join(parts)


def inline(text: str) -> str:
    """One line of such a text as HTML."""
    parts, end = [], 0
    for found in _INLINE.finditer(text):
        parts.append(escape(text[end : found.start()]))
        if found["block"]:
            parts.append(rf"\[{escape(found['block'])}\]")
        elif found["math"]:
            parts.append(rf"\({escape(found['math'])}\)")
        elif found["code"]:
            parts.append(f"<code>{escape(found['code'])}</code>")
        else:
            parts.append(f"<b>{inline(found['bold'])}</b>")
        end = found.end()
    return "".join(parts) + escape(text[end:])


def _joined(lines: Iterable[str]) -> str:
    """Lines as one; Chinese needs no space where a line broke."""
    text = ""
    for line in lines:
        wide = [east_asian_width(letter) in "WF" for letter in (text[-1:], line[:1]) if letter]
        text += line if not text or all(wide) else f" {line}"
    return text


def _code(lines: Iterable[str]) -> str:
    # Anki's editor keeps <br>, and pre keeps the indentation.
    return f"<pre>{'<br>'.join(escape(line) for line in lines)}</pre>"


def _front(asked: Asked, lang: Lang) -> Iterator[str]:
    question = asked.question
    yield f"<h3>{inline(asked.words(question.title, lang))}</h3>"
    yield html(asked.words(question.stem, lang))
    if asked.options:
        yield "<ol type='A'>"
        for option in asked.options:
            yield f"<li>{html(asked.words(option.text, lang))}</li>"
        yield "</ol>"
    if isinstance(question, Numeric) and question.unit.get(lang):
        yield f"<p>[{escape(question.unit.get(lang))}]</p>"


def _back(asked: Asked, lang: Lang) -> Iterator[str]:
    say, question = _SAID[lang], asked.question
    match question:
        case Choice(options=options):
            key = [letter for letter, o in zip(_LETTERS, options, strict=False) if o.correct]
            yield f"<p><b>{say['key']}: {', '.join(key)}</b></p><ol type='A'>"
            for option in options:
                name = "right" if option.correct else "wrong"
                yield f"<li class='{name}'>{html(asked.words(option.text, lang))}"
                yield f"<div class='why'>{html(asked.words(option.why, lang))}</div></li>"
            yield "</ol>"
        case Fill(accept=accept):
            shown = " / ".join(accept.get(lang) or accept.en)
            yield f"<p><b>{say['accepted']}: {escape(shown)}</b></p>"
        case Numeric(unit=unit, tolerance=tolerance):
            shown = f"{number(asked.key())} {unit.get(lang)}".strip()
            near = f" ({say['tolerance'].format(f'{tolerance:.3g}')})" if tolerance else ""
            yield f"<p><b>{say['accepted']}: {escape(shown)}</b>{near}</p>"
            yield from _section(
                say["misconceptions"],
                [html(asked.words(error.why, lang)) for error in question.errors],
            )
        case Short(key_points=points, none_of=wrong, model_answer=model):
            shown_points = [
                inline(point.text.get(lang)) + (f" [{say['required']}]" if point.required else "")
                for point in points
            ]
            yield from _section(say["points"], shown_points)
            yield from _section(
                say["misconceptions"], [html(asked.words(one.why, lang)) for one in wrong]
            )
            yield f"<h4>{say['model']}</h4>{html(asked.words(model, lang))}"
    yield f"<h4>{say['explanation']}</h4>{html(asked.words(question.explanation, lang))}"
    links = [
        f"<a href='{escape(one.link)}'>{escape(one.title)} ({one.year})</a>"
        for one in question.references
    ]
    yield from _section(say["references"], links)


def _section(name: str, items: Iterable[str]) -> Iterator[str]:
    lines = [f"<li>{item}</li>" for item in items]
    if lines:
        yield f"<h4>{name}</h4><ul>{''.join(lines)}</ul>"
