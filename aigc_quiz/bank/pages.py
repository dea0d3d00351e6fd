"""The bank as pages to read in Git: one for each topic and language, with the answers folded away."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from aigc_quiz import content
from aigc_quiz.bank import formula, markdown
from aigc_quiz.bank.index import CATEGORIES, CODING, stem
from aigc_quiz.bank.loader import Bank
from aigc_quiz.bank.question import (
    Choice,
    Exercise,
    Fill,
    Lang,
    Numeric,
    Question,
    Reference,
    Short,
)
from aigc_quiz.bank.words import filled, number

LANGUAGES: tuple[Lang, Lang] = ("zh", "en")
SAFE = "/:?#[]@!$&'*+,;=%~"  # what an address may hold, but brackets, which would end the link
_SAID = {
    "zh": {
        "here": "本页由 `aigc-quiz check --write-index` 从 [{}]({}) 生成，请改那个文件。",
        "count": "共 {} 题。先自己作答，再展开答案；在终端里练：`aigc-quiz practice --topic {}`。",
        "exercises": "共 {} 道编程练习。`aigc-quiz start SLUG` 写出起始文件，`aigc-quiz grade FILE` 评测。",
        "other": "English", "index": "题库目录", "answer": "答案", "hints": "提示", "asked": "常考度 {}/5",
        "difficulty": "难度 {}/5", "points": "要点", "required": "必答", "wrong": "常见误区", "model": "参考答案",
        "explanation": "解析", "references": "参考资料", "follow": "接着看：", "formula": "公式",
        "variables": "本页用默认数值；练习时从这些数里抽取：", "errors": "常见错误的结果", "tolerance": "容许相对误差 {:.3g}",
        "exact": "要精确", "colon": "：", "bracketed": "（{}）", "coding": "编程练习", "reviewed": "核对于 {}", "example": "例子",
        "defines": "你的文件要定义：{}", "starter": "起始文件", "solution": "参考解答",
        "asked_in": "相关题目：", "single": "单选", "multi": "多选", "true_false": "判断", "fill": "填空", "numeric": "计算", "short": "简答",
    },
    "en": {
        "here": "Written by `aigc-quiz check --write-index` from [{}]({}); edit that file.",
        "count": "{} questions. Answer first, then unfold. In the terminal: `aigc-quiz practice --topic {}`.",
        "exercises": "{} exercises. `aigc-quiz start SLUG` writes the starter file, `aigc-quiz grade FILE` grades yours.",
        "other": "中文", "index": "All topics", "answer": "Answer", "hints": "Hints", "asked": "asked {}/5",
        "difficulty": "difficulty {}/5", "points": "Key points", "required": "required",
        "wrong": "Misconceptions", "model": "A model answer", "explanation": "Explanation",
        "references": "References", "follow": "Read on: ", "formula": "Formula",
        "variables": "This page has the default numbers; practice draws from these:",
        "errors": "What common mistakes give", "tolerance": "relative tolerance {:.3g}", "exact": "exact",
        "colon": ": ", "bracketed": " ({})", "coding": "Coding", "reviewed": "reviewed {}", "example": "Example",
        "defines": "Your file defines: {}", "starter": "starter", "solution": "solution",
        "asked_in": "Questions about it: ", "single": "single choice", "multi": "multiple choice", "true_false": "true or false",
        "fill": "fill in", "numeric": "numeric", "short": "short answer",
    },
}  # fmt: skip

Item = Question | Exercise


def folder(bank: Bank) -> Path | None:
    """Where the pages of a bank lie: docs/bank of a clone. None for any other bank."""
    docs = bank.directory.parent / "docs"
    shipped = bank.directory == content.questions_dir()
    return docs / "bank" if shipped and docs.is_dir() else None


def texts(bank: Bank) -> dict[str, str]:
    """Each page's Markdown by its file name: `gan.zh.md`."""
    topics: dict[str, list[Question]] = {}
    for question in bank.questions:
        topics.setdefault(stem(bank, question.category, question.topic), []).append(question)
    homes = {question.id: name for name, inside in topics.items() for question in inside}
    homes |= dict.fromkeys((exercise.slug for exercise in bank.exercises), CODING)
    found = {
        f"{name}.{lang}.md": _text(_topic(inside, name, lang, homes))
        for name, inside in topics.items()
        for lang in LANGUAGES
    }
    if bank.exercises:
        for lang in LANGUAGES:
            found[f"{CODING}.{lang}.md"] = _text(_exercises(bank, lang, homes))
    return found


def write(bank: Bank) -> int:
    """Write the pages that are out of step, delete those of topics that are gone; how many were."""
    place, wanted = folder(bank), texts(bank)
    if place is None:
        return 0
    changed = stale(bank)
    place.mkdir(exist_ok=True)
    for name in changed:
        if name in wanted:
            (place / name).write_text(wanted[name], encoding="utf-8", newline="\n")
        else:
            (place / name).unlink()
    return len(changed)


def stale(bank: Bank) -> list[str]:
    """The names of the pages that are out of step with the bank, missing, or of no topic."""
    place = folder(bank)
    if place is None:
        return []
    there = {path.name: path.read_bytes() for path in place.glob("*.md")} if place.is_dir() else {}
    wanted = {name: text.encode() for name, text in texts(bank).items()}
    return sorted(n for n in {*there, *wanted} if there.get(n) != wanted.get(n))


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


def _topic(
    questions: list[Question], name: str, lang: Lang, homes: dict[str, str]
) -> Iterator[str]:
    say = _SAID[lang]
    first = questions[0]
    category = CATEGORIES.get(first.category, (first.category, first.category))
    yield from _head(f"{category[lang == 'zh']}{say['colon']}{first.topic}", name, lang)
    source = f"../../{first.path}"
    yield f"{say['here'].format(first.path, quote(source))}"
    yield ""
    yield say["count"].format(len(questions), first.topic)
    for place, question in enumerate(questions, 1):
        yield ""
        yield from _question(question, place, lang, homes)


def _head(title: str, name: str, lang: Lang) -> Iterator[str]:
    other = LANGUAGES[lang == "zh"]
    say = _SAID[lang]
    yield f"# {title}"
    yield ""
    yield f"[{say['other']}]({quote(name)}.{other}.md) · [{say['index']}](../../questions/README.md)"
    yield ""


def _question(question: Question, place: int, lang: Lang, homes: dict[str, str]) -> Iterator[str]:
    say = _SAID[lang]

    def said(text: str) -> str:
        return filled(text, _defaults(question))

    yield f'<a id="{question.id}"></a>'
    yield ""
    yield f"## {place}. {markdown.inline(question.title.get(lang))}"
    yield ""
    yield _facts(question, lang)
    yield ""
    yield from markdown.block(said(question.stem.get(lang)))
    yield ""
    if isinstance(question, Choice):
        for letter, option in zip("ABCDE", question.options, strict=False):
            yield from _item(f"**{letter}.** ", said(option.text.get(lang)))
        yield ""
    if question.hints:
        lines = [line for hint in question.hints for line in _item("", said(hint.get(lang)))]
        yield from markdown.folded(say["hints"], lines)
        yield ""
    lines = [*_answer(question, lang), "", f"**{say['explanation']}**", ""]
    lines += markdown.block(said(question.explanation.get(lang)))
    lines += ["", *_references(question.references, lang)]
    if question.follow_ups:
        lines += ["", say["follow"] + _links(question.follow_ups, lang, homes)]
    yield from markdown.folded(say["answer"], lines)


def _links(ids: Iterable[str], lang: Lang, homes: dict[str, str]) -> str:
    return ", ".join(f"[{id_}]({quote(homes[id_])}.{lang}.md#{id_})" for id_ in ids)


def _defaults(question: Question) -> tuple[tuple[str, float], ...]:
    if isinstance(question, Numeric):
        return tuple((name, values[0]) for name, values in question.variables)
    return ()


def _facts(item: Item, lang: Lang) -> str:
    say = _SAID[lang]
    facts = [
        f"`{item.id}`",
        say.get(item.type, item.topic),
        say["difficulty"].format(item.difficulty),
    ]
    if item.frequency:
        facts.append(say["asked"].format(item.frequency))
    facts.append(say["reviewed"].format(item.reviewed))
    return " · ".join(facts)


def _item(marker: str, text: str) -> list[str]:
    """A text as a list item, its further lines set in."""
    first, *rest = markdown.block(text)
    if first.startswith(("```", "- ")):
        first, rest = "", [first, *rest]
    return [f"- {marker}{first}".rstrip(), *(f"  {line}" if line else "" for line in rest)]


def _answer(question: Question, lang: Lang) -> list[str]:
    say, defaults = _SAID[lang], _defaults(question)
    match question:
        case Choice(options=options):
            marked = list(zip("ABCDE", options, strict=False))
            key = ", ".join(letter for letter, option in marked if option.correct)
            lines = [f"**{key}**", ""]
            for letter, option in marked:
                sign = "✓" if option.correct else "✗"
                lines += _item(f"{sign} **{letter}.** ", filled(option.why.get(lang), defaults))
            return lines
        case Fill(accept=accept):
            return [" / ".join(f"**{markdown.plain(text)}**" for text in accept.get(lang))]
        case Numeric():
            return _number(question, lang)
        case Short(key_points=points, none_of=wrong, model_answer=model):
            lines = [f"**{say['points']}**", ""]
            for point in points:
                flag = f" *({say['required']})*" if point.required else ""
                lines += [line + flag for line in _item("", point.text.get(lang))[:1]]
            if wrong:
                lines += ["", f"**{say['wrong']}**", ""]
                for one in wrong:
                    lines += _item("", one.why.get(lang))
            return [*lines, "", f"**{say['model']}**", "", *markdown.block(model.get(lang))]
    raise TypeError(question.type)


def _number(question: Numeric, lang: Lang) -> list[str]:
    say, defaults = _SAID[lang], dict(_defaults(question))
    right = formula.evaluate(question.formula, defaults) if question.formula else question.answer
    near = say["tolerance"].format(question.tolerance) if question.tolerance else say["exact"]
    value = f"{number(right)} {question.unit.get(lang)}".strip()
    lines = [f"**{markdown.plain(value)}**{say['bracketed'].format(near)}"]
    if question.formula:
        lines += ["", f"{say['formula']}{say['colon']}{markdown.code(question.formula)}"]
    if question.variables:
        lines += ["", say["variables"], ""]
        for name, values in question.variables:
            lines.append(f"- `{name}`{say['colon']}{', '.join(map(number, values))}")
    if question.errors:
        lines += ["", f"**{say['errors']}**", ""]
        for error in question.errors:
            wrong = number(formula.evaluate(error.formula, defaults))
            lines += _item(
                f"{wrong}{say['colon']}", filled(error.why.get(lang), _defaults(question))
            )
    return lines


def _references(references: Iterable[Reference], lang: Lang) -> Iterator[str]:
    yield f"**{_SAID[lang]['references']}**"
    yield ""
    for one in references:
        title = markdown.plain(one.title).replace("[", "\\[").replace("]", "\\]")
        yield f"- [{title}]({quote(one.link, safe=SAFE)}) ({one.year})"


def _exercises(bank: Bank, lang: Lang, homes: dict[str, str]) -> Iterator[str]:
    say = _SAID[lang]
    yield from _head(say["coding"], CODING, lang)
    yield say["here"].format("questions/coding", "../../questions/coding")
    yield ""
    yield say["exercises"].format(len(bank.exercises))
    for place, exercise in enumerate(bank.exercises, 1):
        yield ""
        yield f'<a id="{exercise.slug}"></a>'
        yield ""
        yield f"## {place}. {markdown.inline(exercise.title.get(lang))}"
        yield ""
        yield _facts(exercise, lang)
        yield ""
        yield from markdown.block(exercise.statement.get(lang))
        for name, text in (("formula", exercise.formula), ("example", exercise.example)):
            yield from ("", f"**{say[name]}**", "", *markdown.fenced(text))
        yield ""
        yield say["defines"].format(", ".join(markdown.code(name) for name in exercise.names))
        yield ""
        lines = [line for hint in exercise.hints for line in _item("", hint.get(lang))]
        yield from markdown.folded(say["hints"], lines)
        yield ""
        yield from _references(exercise.references, lang)
        yield ""
        if leading := bank.leading_to(exercise):
            yield say["asked_in"] + _links((question.id for question in leading), lang, homes)
            yield ""
        starter = f"../../{Path(exercise.path).parent.as_posix()}/starter.py"
        yield f"[{say['starter']}]({quote(starter)}) · [{say['solution']}](../../solutions/{exercise.slug}.py)"
