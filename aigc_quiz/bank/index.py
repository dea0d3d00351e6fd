"""The bank as a page for people who browse it in Git: questions/README.md."""

from collections import Counter
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from aigc_quiz import content
from aigc_quiz.bank.loader import Bank
from aigc_quiz.bank.question import TYPES, Exercise, Question

_HEAD = """\
# The question bank · 题库

{questions} questions and {exercises} graded exercises, each in Chinese and English. Written by `aigc-quiz check --write-index`.
{questions} 道题、{exercises} 道编程练习，均有中英文两个版本。本页由 `aigc-quiz check --write-index` 生成。

"""
CATEGORIES = {  # (English, Chinese)
    "definitions": ("Definitions", "概念与原理"),
    "applications": ("Applications", "应用"),
    "challenges": ("Challenges", "挑战"),
    "frameworks": ("Frameworks", "框架"),
}


CODING = "coding"  # the name of the exercises' page


def stem(bank: Bank, category: str, topic: str) -> str:
    """The name of a topic's page in docs/bank, without language and suffix; the topic, if that is one."""
    alike = {one.category for one in bank.questions if one.topic == topic}
    return topic if len(alike) == 1 and topic != CODING else f"{category}-{topic}"


def text(bank: Bank) -> str:
    """The whole page, in Markdown."""
    head = _HEAD.format(questions=len(bank.questions), exercises=len(bank.exercises))
    return head + "\n".join(_lines(bank)) + "\n"


def _lines(bank: Bank) -> Iterator[str]:
    types = [type_ for type_ in TYPES if any(q.type == type_ for q in bank.questions)]
    yield "## By type and difficulty · 题型与难度"
    yield ""
    yield from _table(
        ["type · 题型", "1", "2", "3", "4", "5", "all · 合计"],
        (_row(type_, [q for q in bank.questions if q.type == type_]) for type_ in types),
    )
    for category in dict.fromkeys(question.category for question in bank.questions):
        yield ""
        yield f"## {' · '.join(CATEGORIES.get(category, (category,)))}"
        yield ""
        inside = [question for question in bank.questions if question.category == category]
        topics = dict.fromkeys((question.topic, question.path) for question in inside)
        yield from _table(
            ["topic · 主题", *types, "all · 合计"],
            (_topic(topic, path, types, inside) for topic, path in topics),
        )
        for topic, path in topics:
            yield ""
            yield f"### [{topic}]({_link(path)})"
            yield ""
            if bank.directory == content.questions_dir():  # others have no pages
                page = f"../docs/bank/{quote(stem(bank, category, topic))}"
                yield f"[中文，答案折叠]({page}.zh.md) · [English, answers folded]({page}.en.md)"
                yield ""
            for question in inside:
                if question.path == path:
                    # No line numbers: a corrected sentence must not make this page stale.
                    yield (
                        f"- `{question.id}` {question.title.zh} · {question.title.en} "
                        f"({question.type}, {question.difficulty}/5)"
                    )
    if bank.exercises:
        yield ""
        yield "## Coding · 编程练习"
        yield ""
        if bank.directory == content.questions_dir():
            page = f"../docs/bank/{CODING}"
            yield f"[中文]({page}.zh.md) · [English]({page}.en.md)"
            yield ""
        yield from _table(
            ["exercise · 练习", "题目", "title", "topic · 主题", "difficulty · 难度"],
            (_exercise(exercise) for exercise in bank.exercises),
        )


def _link(path: str) -> str:
    return quote(path.partition("/")[2])  # the page lies in the bank's own folder


def _row(type_: str, questions: list[Question]) -> list[str]:
    counts = Counter(question.difficulty for question in questions)
    return [type_, *(str(counts[level]) for level in range(1, 6)), str(len(questions))]


def _topic(topic: str, path: str, types: list[str], questions: list[Question]) -> list[str]:
    counts = Counter(question.type for question in questions if question.path == path)
    return [f"[{topic}](#{topic})", *(str(counts[t]) for t in types), str(counts.total())]


def _exercise(exercise: Exercise) -> list[str]:
    link = f"[`{exercise.slug}`](coding/{exercise.slug})"
    return [
        link,
        exercise.title.zh,
        exercise.title.en,
        exercise.topic,
        f"{exercise.difficulty}/5",
    ]


def _table(head: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
