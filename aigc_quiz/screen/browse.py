"""What `list`, `search` and `show` print of the bank, as lines of text."""

from collections.abc import Iterable, Iterator, Sequence

from aigc_quiz.bank.question import Choice, Exercise, Fill, Numeric, Question, Reference, Short
from aigc_quiz.content import Language
from aigc_quiz.quiz.asked import Asked, number, plain
from aigc_quiz.screen.formulas import readable
from aigc_quiz.screen.render import Page, body, clean, width, wrap
from aigc_quiz.screen.words import words

LETTERS = "ABCDE"
_SAID = {
    "zh": {
        "code": "编程", "options": "选项", "answer": "答案", "misconceptions": "常见误区", "points": "要点",
        "model": "参考答案", "explanation": "解析", "references": "参考资料", "hints": "提示", "required": "必答",
        "formula": "公式", "variables": "变量", "example": "例子", "reviewed": "核对于 {}", "frequency": "常考度 {}/5",
        "defines": "你的文件要定义：{}", "tolerance": "容许误差 {}", "exact": "要精确", "follow": "接着看：{}",
        "colon": "：", "bracketed": "（{}）", "reveal": "看答案：{}", "begin": "开始：{}", "asked": "相关题目：{}", "limits": "限时 {} 秒，内存 {} MB",
    },
    "en": {
        "code": "code", "options": "Options", "answer": "Answer", "misconceptions": "Misconceptions",
        "points": "Key points", "model": "A model answer", "explanation": "Explanation",
        "references": "References", "hints": "Hints", "required": "required", "formula": "Formula",
        "variables": "Variables", "example": "Example", "reviewed": "reviewed {}", "frequency": "asked {}/5",
        "defines": "Your file defines: {}", "tolerance": "tolerance {}", "exact": "exact",
        "follow": "Read on: {}", "reveal": "Its answer: {}", "begin": "Begin: {}",
        "asked": "Questions about it: {}",
        "limits": "{} seconds, {} MB", "colon": ": ", "bracketed": " ({})",
    },
}  # fmt: skip


def rows(
    items: Sequence[Question | Exercise], lang: Language, page: Page, *, topics: bool = True
) -> Iterator[str]:
    """Items, under their topics if wanted: id, difficulty, type, title, beside each other if they fit."""
    names = max((width(clean(item.id)) for item in items), default=0)
    kinds = max((width(kind(item, lang)) for item in items), default=0)
    left = 2 + names + 2 + 1 + 2 + kinds + 2
    beside = left + 24 <= page.columns  # for all or for none: a ragged list is hard to scan
    before = ""
    for item in items:
        here = f"{item.category}/{item.topic}"
        if topics and here != before:
            yield page.bold(clean(here))
            before = here
        title, name = readable(clean(item.title.get(lang))), clean(item.id)
        shown = kind(item, lang)
        if beside:
            head = f"  {name}{' ' * (names - width(name))}  {item.difficulty}  {shown}"
            head += " " * (left - width(head))
            first, *rest = wrap(title, page.columns - left)
            yield head + first
            yield from (" " * left + line for line in rest)
        else:
            yield from wrap(
                f"{name} {item.difficulty} {shown}", page.columns, indent="  ", hanging="    "
            )
            yield from (page.dim(line) for line in wrap(title, page.columns, indent="    "))


def row(item: Question | Exercise, lang: Language) -> str:
    """One item as one line, for a program such as grep."""
    title = " ".join(clean(item.title.get(lang)).split())
    return f"{clean(item.id)}  {clean(item.category)}/{clean(item.topic)}  {item.type}  {item.difficulty}  {title}"


def kind(item: Question | Exercise, lang: Language) -> str:
    """The type in words."""
    return words(lang).types.get(item.type, _SAID[lang]["code"])


def question(
    record: Question, lang: Language, page: Page, *, answer: bool, reveal: str = ""
) -> Iterator[str]:
    """A question as it stands in its file, with its answer, or the command that reveals it."""
    say, asked = _SAID[lang], plain(record)
    yield from _head(record, lang, page)
    yield from body(asked.words(record.stem, lang), page)
    if isinstance(record, Choice) and not answer:
        yield ""
        for letter, option in zip(LETTERS, record.options, strict=False):
            yield from _item(f"{letter}. ", asked.words(option.text, lang), page)
    if isinstance(record, Numeric) and record.unit.get(lang):
        yield from ("", f"[{clean(record.unit.get(lang))}]")
    if not answer:
        if reveal:
            yield from ("", *wrap(say["reveal"].format(clean(reveal)), page.columns, hanging="  "))
        return
    yield from _answer(record, asked, lang, page)
    yield from _section(say["explanation"], body(asked.words(record.explanation, lang), page), page)
    yield from _references(record.references, lang, page)
    if record.follow_ups:
        shown = ", ".join(f"aigc-quiz show {id_}" for id_ in record.follow_ups)
        yield from ("", *wrap(clean(say["follow"].format(shown)), page.columns, hanging="  "))


def exercise(
    record: Exercise,
    lang: Language,
    page: Page,
    *,
    hints: bool,
    leading: Iterable[Question] = (),
) -> Iterator[str]:
    """An exercise: statement, formula, example, how to begin; its hints if wanted.

    `leading` are the questions about it.
    """
    say = _SAID[lang]
    yield from _head(record, lang, page)
    yield from body(record.statement.get(lang), page)
    yield from _section(say["formula"], _code(record.formula, page), page)
    yield from _section(say["example"], _code(record.example, page), page)
    yield ""
    yield from wrap(say["defines"].format(", ".join(record.names)), page.columns, hanging="  ")
    limits = say["limits"].format(f"{record.limits.seconds:g}", record.limits.memory_mb)
    yield from wrap(limits, page.columns)
    if hints:
        lines = [
            line
            for n, hint in enumerate(record.hints, 1)
            for line in _item(f"{n}. ", hint.get(lang), page)
        ]
        yield from _section(say["hints"], lines, page)
        yield from _references(record.references, lang, page)
    if shown := ", ".join(f"aigc-quiz show {question.id}" for question in leading):
        yield from ("", *wrap(clean(say["asked"].format(shown)), page.columns, hanging="  "))
    command = f"aigc-quiz start {clean(record.slug)}"
    yield from ("", *wrap(say["begin"].format(command), page.columns, hanging="  "))


def _head(item: Question | Exercise, lang: Language, page: Page) -> Iterator[str]:
    say = _SAID[lang]
    parts = [item.id, f"{item.category}/{item.topic}", kind(item, lang)]
    parts.append(words(lang).difficulty.format(level=item.difficulty))
    if item.frequency:
        parts.append(say["frequency"].format(item.frequency))
    parts += [say["reviewed"].format(item.reviewed), " ".join(item.tags)]
    for line in wrap(clean(" · ".join(parts)), page.columns):
        yield page.dim(line)
    for line in wrap(readable(clean(item.title.get(lang))), page.columns):
        yield page.bold(line)
    yield ""


def _answer(record: Question, asked: Asked, lang: Language, page: Page) -> Iterator[str]:
    say = _SAID[lang]
    match record:
        case Choice(options=options):
            for letter, option in zip(LETTERS, options, strict=False):
                sign = "+" if option.correct else "-"
                marker = f"{sign} {letter}. "
                paint = page.good(marker) if option.correct else page.bad(marker)
                yield ""
                yield from _item(marker, asked.words(option.text, lang), page, paint)
                yield from _item("     ", asked.words(option.why, lang), page)
        case Fill(accept=accept):
            shown = " / ".join(accept.get(lang))
            yield from _section(say["answer"], wrap(clean(shown), page.columns), page)
        case Numeric():
            yield from _section(say["answer"], _number(record, asked, lang, page), page)
        case Short(key_points=points, none_of=wrong, model_answer=model):
            lines = []
            for point in points:
                flag = f" [{say['required']}]" if point.required else ""
                lines += _item("- ", point.text.get(lang) + flag, page)
            yield from _section(say["points"], lines, page)
            lines = [line for one in wrong for line in _item("! ", one.why.get(lang), page)]
            yield from _section(say["misconceptions"], lines, page)
            yield from _section(say["model"], body(model.get(lang), page), page)


def _number(record: Numeric, asked: Asked, lang: Language, page: Page) -> Iterator[str]:
    say = _SAID[lang]
    near = say["tolerance"].format(f"{record.tolerance:.3g}") if record.tolerance else say["exact"]
    unit = record.unit.get(lang)
    value = clean(f"{number(asked.key())} {unit}".strip())
    yield from wrap(value + say["bracketed"].format(near), page.columns)
    if record.formula:
        yield from wrap(
            f"{say['formula']}{say['colon']}{clean(record.formula)}", page.columns, hanging="  "
        )
    for name, values in record.variables:
        shown = ", ".join(number(value) for value in values)
        yield from wrap(f"{clean(name)} = {shown}", page.columns, indent="  ", hanging="    ")
    for error in record.errors:
        yield from _item(
            "! ", f"`{error.formula}`{say['colon']}{asked.words(error.why, lang)}", page
        )


def _references(references: Iterable[Reference], lang: Language, page: Page) -> Iterator[str]:
    lines = []
    for one in references:
        lines += wrap(clean(f"{one.title} ({one.year})"), page.columns, indent="- ", hanging="  ")
        lines.append(f"  {page.dim(clean(one.link))}")
    yield from _section(_SAID[lang]["references"], lines, page)


def _section(name: str, lines: Iterable[str], page: Page) -> Iterator[str]:
    shown = list(lines)
    if shown:
        yield from ("", page.bold(name), *shown)


def _code(text: str, page: Page) -> list[str]:
    return body(f"```\n{text}\n```", page)


def _item(marker: str, text: str, page: Page, paint: str = "") -> list[str]:
    """A text behind a marker, its further lines set in."""
    inside = Page(max(10, page.columns - len(marker)), page.colour)
    first, *rest = body(text, inside) or [""]
    return [f"{paint or marker}{first}", *(f"{' ' * len(marker)}{line}" for line in rest)]
