"""What the verdict on a submission looks like in the terminal."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from aigc_quiz.grading.report import MEDALS, NOT_RUN
from aigc_quiz.screen import pictures, render

if TYPE_CHECKING:
    from aigc_quiz.content import Language
    from aigc_quiz.grading.report import Check, Report

_OUTCOMES = {
    "passed": ("通过", "passed"),
    "failed": ("未通过", "failed"),
    "crashed": ("运行出错", "crashed"),
    "timed_out": ("超时", "timed out"),
    "out_of_memory": ("内存超限", "out of memory"),
    "too_much_output": ("输出过多", "too much output"),
    "forbidden": ("用了禁用的函数", "forbidden call"),
    "not_graded": ("未评测", "not graded"),
}
WEAK = {
    "zh": "这一级隔离只防意外，不防恶意：只评测自己的程序",
    "en": "this isolation stops accidents, not attackers: grade only your own programs",
}
_SHOWN = 60  # lines of printed text
_BESIDE = 6  # pictures
_FOLDED = 12  # passed checks that have a line each; more of them share one


def show(
    report: "Report", language: "Language", written: tuple[str, ...], page: render.Page
) -> None:
    """The verdict, the first wrong thing first, every check, what was printed, pictures, the files written."""
    console = _console()
    zh = language == "zh"
    colour = "green" if report.passed else "yellow" if report.outcome == "not_graded" else "red"
    title = Text(f"{report.exercise}: ")
    title.append(word(report.outcome, language), f"bold {colour}")
    title.append(f"  {report.score:.0%}  {report.seconds:.1f} s", "dim")
    console.print(title)
    failed = report.failed()
    first = next((one for one in failed if one.mistake != NOT_RUN), failed[0] if failed else None)
    if first is not None:
        console.print(Text(f"\n{first.name}", "bold"))
        console.print(Text(plain(first.message.get(language))))
        console.print(
            Text(f"{'提示' if zh else 'Hint'}: aigc-quiz hint {report.exercise}\n", "dim")
        )
    passed = [check for check in report.checks if check.passed]
    folded = len(passed) > _FOLDED
    for check in report.checks:
        if not (folded and check.passed):
            console.print(_check_line(check, language, first=check is first))
    if folded:
        line = Text("✓ ", "green")
        line.append(" · ".join(check.name for check in passed), "dim")
        console.print(line)
    if report.printed.strip():
        console.print(Text("\n你的程序打印了：" if zh else "\nYour program printed:", "dim"))
        console.print(Text(plain("\n".join(report.printed.strip().splitlines()[-_SHOWN:]))))
    if measured := _measured(report, language):
        console.print(Text(measured, "bold"))
    _show_pictures(report, page)
    for path in written:
        console.print(Text(path, "dim"))
    where = f"{report.device}, {'隔离' if zh else 'isolation'}: {report.isolation}"
    console.print(Text(f"{where}, --seed {report.seed}", "dim"))
    if report.isolation == "limits":
        console.print(Text(WEAK[language], "yellow"))


def show_line(report: "Report", language: "Language") -> None:
    """The verdict on one of many files: one line, and one more for the first wrong thing."""
    console = _console()
    line = Text("✓ " if report.passed else "✗ ", "green" if report.passed else "red")
    line.append(f"{report.file}  {report.exercise}: {word(report.outcome, language)}", "default")
    line.append(f"  {report.score:.0%}  {report.seconds:.1f} s", "dim")
    console.print(line)
    for first in report.failed()[:1]:
        message = plain(first.message.get(language))
        console.print(Text(f"  {first.name}: {message}", "dim"))


def summary(tally: Mapping[str, int], language: "Language") -> str:
    """How many files had which outcome: `5 files: 3 passed, 2 failed`."""
    told = (f"{count} {word(outcome, language)}" for outcome, count in tally.items())
    total = sum(tally.values())
    if language == "zh":
        return f"共 {total} 个文件：{'，'.join(told)}"
    return f"{total} file{'s' * (total != 1)}: {', '.join(told)}"


def _console() -> Console:
    return Console(highlight=False, soft_wrap=False, emoji=False, markup=False)


def word(outcome: str, language: "Language") -> str:
    """What an outcome is called."""
    return _OUTCOMES[outcome][0 if language == "zh" else 1]


def medal(report: "Report", language: "Language") -> str:
    """What the medal is called; empty without one."""
    name = MEDALS.get(str(report.records.get("medal")))
    return name.get(language) if name else ""


def _measured(report: "Report", language: "Language") -> str:
    """What a grader measured, and the medal, on one line."""
    metrics = report.records.get("metrics") or {}
    told = [f"{name} {value:.3g}" for name, value in metrics.items()]
    won = medal(report, language)
    return " · ".join([*([won] if won else []), *told])


def _check_line(check: "Check", language: "Language", *, first: bool) -> Text:
    sign, style = ("✓", "green") if check.passed else ("✗", "red")
    if check.advice and not check.passed:
        sign, style = "!", "yellow"
    if check.mistake == NOT_RUN:
        sign, style = "–", "yellow"
    line = Text(f"{sign} ", style)
    line.append(check.name, "default")
    message = check.message.get(language)
    if message and not check.passed and not first:
        line.append(f"  {plain(message)}", "dim")
    return line


def plain(text: str) -> str:
    """Text that may quote a submission, without control characters: it must not steer the terminal."""
    return "".join(one if one.isprintable() or one in "\t\n" else "�" for one in text)


def _show_pictures(report: "Report", to: render.Page) -> None:
    """The samples, where standard output is a terminal that can show them."""
    if not report.pictures or not sys.stdout.isatty():
        return
    images = report.pictures.get("samples", next(iter(report.pictures.values())))
    for line in pictures.shown(images[:_BESIDE], to, columns=_BESIDE):
        sys.stdout.write(f"{line}\n")
