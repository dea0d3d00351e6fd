"""`check`: every rule on every content file."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aigc_quiz.errors import GraderFault, QuizError

if TYPE_CHECKING:
    from aigc_quiz.bank.fault import Fault
    from aigc_quiz.bank.loader import Bank
    from aigc_quiz.bank.question import Exercise, Question
    from aigc_quiz.bank.statistics import Statistics


def command(
    directory: Annotated[
        Path | None,
        typer.Argument(help="A bank's folder; the shipped one without it.", metavar="[DIR]"),
    ] = None,
    topic: Annotated[
        list[str] | None, typer.Option("--topic", help="Report only on this topic; may repeat.")
    ] = None,
    proofs: Annotated[
        bool | None,
        typer.Option(
            "--proofs/--no-proofs",
            help="Run the questions' proofs in the jail. Default: those of the shipped bank.",
        ),
    ] = None,
    exercises: Annotated[
        bool,
        typer.Option(
            "--exercises", help="Also grade solutions, variants, starters, mistakes (long)."
        ),
    ] = False,
    stats: Annotated[
        bool, typer.Option("--stats", help="Also print the bank's statistics.")
    ] = False,
    write_index: Annotated[
        bool,
        typer.Option(
            "--write-index",
            help="Write the bank's README.md and, in a clone, docs/bank/, if no rule is broken.",
        ),
    ] = False,
    template: Annotated[
        str | None,
        typer.Option(
            "--template",
            metavar="TYPE",
            help="Print a blank record of a type, to append to a topic file, and check nothing.",
        ),
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="zh or en.")] = None,
) -> None:
    """Check every content file; exit 1 when a rule is broken, 2 when a file cannot be read."""
    from aigc_quiz import content
    from aigc_quiz.bank import index, pages, statistics
    from aigc_quiz.bank.loader import read_bank

    chinese = content.language(lang) == "zh"
    if template is not None:
        _template(template, chinese=chinese)
        return
    reading = read_bank(directory)
    bank = reading.bank
    shipped = bank.directory == content.questions_dir()
    if exercises and not shipped:
        raise QuizError("--exercises runs code, so it takes the shipped bank only; leave DIR out")
    wanted = _Wanted(bank, reading.faults, topic or [])
    questions = [question for question in bank.questions if wanted.item(question)]
    tasks = [exercise for exercise in bank.exercises if wanted.item(exercise)]
    figures = statistics.gather(bank)

    unread = frozenset(fault.record for fault in reading.faults)
    broken = 0
    for fault in wanted.faults(reading.faults, _rules(bank, questions, figures, unread)):
        typer.echo(str(fault), err=fault.unreadable)
        broken += 1
    warned = 0
    for fault in wanted.faults(_warnings(bank, figures)):
        typer.echo(f"提醒：{fault}" if chinese else f"warning: {fault}")
        warned += 1
    if shipped if proofs is None else proofs:
        for line in _proofs(questions):
            typer.echo(line)
            broken += 1
    if exercises:
        for line in _sweep(tasks):
            typer.echo(line)
            broken += 1
    if stats:
        _figures(bank, figures, topic or [], "zh" if chinese else "en", mapped=shipped)
    page = bank.directory / "README.md"
    if write_index and not broken:
        page.write_text(index.text(bank), encoding="utf-8", newline="\n")
        pages.write(bank)
    elif shipped and not reading.faults:
        for name in _stale(bank, page):
            typer.echo(f"warning: {name} out of step; run with --write-index", err=True)
    counts = len(questions), len(tasks), broken, warned
    typer.echo(
        "{} 道题，{} 道练习：{} 处错误，{} 处提醒".format(*counts)
        if chinese
        else "{} questions, {} exercises: {} faults, {} warnings".format(*counts)
    )
    if broken:
        raise typer.Exit(2 if any(fault.unreadable for fault in reading.faults) else 1)


def _template(type_: str, *, chinese: bool) -> None:
    from datetime import date

    from aigc_quiz.bank import template

    if type_ not in template.TYPES:
        raise QuizError(f"--template: {type_!r} is no type; use {', '.join(template.TYPES)}")
    typer.echo(template.text(type_, date.today(), "zh" if chinese else "en"), nl=False)
    typer.echo(
        "接到 questions/<类别>/<主题>.yaml 末尾（>>），填好空白，再运行 aigc-quiz check --topic <主题>"
        if chinese
        else "append it (>>) to questions/<category>/<topic>.yaml, fill in the blanks, then run "
        "aigc-quiz check --topic <topic>",
        err=True,
    )


def _stale(bank: "Bank", page: Path) -> Iterator[str]:
    from aigc_quiz.bank import index, pages

    if page.read_text("utf-8") != index.text(bank):
        yield "questions/README.md is"
    old = pages.stale(bank)
    if old:
        more = f" and {len(old) - 1} more pages are" if len(old) > 1 else " is"
        yield f"docs/bank/{old[0]}{more}"


class _Wanted:
    """Which topics are reported on: all, or those that were named (a slug names its exercise)."""

    def __init__(self, bank: "Bank", faults: "Iterable[Fault]", topics: list[str]) -> None:
        self.topics = set(topics)
        self.slugs = {e.slug for e in bank.exercises if e.topic in self.topics} | self.topics
        known = {item.topic for item in bank.items} | {e.slug for e in bank.exercises}
        known |= {self._name(fault) for fault in faults}
        for name in topics:
            if name not in known:
                from difflib import get_close_matches

                near = get_close_matches(name, known, 1)
                hint = f"did you mean {near[0]}?" if near else "see `aigc-quiz list`"
                raise QuizError(f"--topic: there is no topic {name!r}; {hint}")

    def item(self, item: "Question | Exercise") -> bool:
        return not self.topics or item.topic in self.topics or item.id in self.slugs

    def faults(self, *lists: "Iterable[Fault]") -> "Iterator[Fault]":
        """The faults to report."""
        for faults in lists:
            for fault in faults:
                if not self.topics or self._name(fault) in self.slugs:
                    yield fault

    @staticmethod
    def _name(fault: "Fault") -> str:
        file = Path(fault.path)
        return file.parent.name if file.name == "exercise.yaml" else file.stem


def _rules(
    bank: "Bank", questions: "list[Question]", figures: "Statistics", unread: frozenset[str]
) -> "Iterator[Fault]":
    """Broken rules, record by record, then those of the whole bank. `unread`: ids left out of it."""
    from datetime import date

    from aigc_quiz.bank import rules, statistics
    from aigc_quiz.bank.fault import Fault
    from aigc_quiz.quiz import soundness

    found = rules.faults(bank, date.today(), unread)
    broken = {(fault.path, fault.line) for fault in found}
    for question in questions:
        if (question.path, question.line) in broken:
            continue  # how it is marked shows when it is sound
        for text in soundness.faults(question):
            found.append(Fault(question.path, question.line, question.id, text))
    order = {item.path: number for number, item in enumerate(bank.items)}
    yield from sorted(found, key=lambda fault: (order[fault.path], fault.line))
    yield from statistics.faults(bank, figures)


def _warnings(bank: "Bank", figures: "Statistics") -> "Iterator[Fault]":
    from aigc_quiz.bank import rules, statistics

    yield from rules.warnings(bank)
    yield from statistics.warnings(figures)


def _proofs(questions: "list[Question]") -> Iterator[str]:
    from aigc_quiz.grading import proof

    try:
        yield from proof.faults(questions)
    except GraderFault:
        raise
    except QuizError as fault:  # no torch here: the rest has been checked all the same
        typer.echo(f"aigc-quiz: proofs were not run: {fault}", err=True)


def _sweep(exercises: "list[Exercise]") -> Iterator[str]:
    from aigc_quiz.grading import sweep

    for line in sweep.sweep(exercises):
        typer.echo(f"{'ok  ' if line.ok else 'FAIL'} {line.slug} {line.kind} {line.file}", err=True)
        if not line.ok:
            yield line.fault


def _figures(
    bank: "Bank", figures: "Statistics", topics: list[str], language: str, *, mapped: bool
) -> None:
    from datetime import date

    from aigc_quiz.bank import coverage
    from aigc_quiz.screen import balance, render

    targets = coverage.TARGETS if mapped else {}
    covered = coverage.gather(bank, date.today(), frozenset(topics), targets)
    shown = balance.lines(
        covered, figures, "zh" if language == "zh" else "en", render.page(), mapped=mapped
    )
    for line in shown:
        typer.echo(line)
