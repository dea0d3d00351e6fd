"""`export`: the history as JSON or CSV, or the bank for Anki."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from aigc_quiz.errors import QuizError


def command(
    out: Annotated[
        Path | None, typer.Option("--out", help="Write here instead of standard output.")
    ] = None,
    csv: Annotated[
        bool, typer.Option("--csv", help="The answers as a table instead of all events as JSON.")
    ] = False,
    anki: Annotated[
        Path | None,
        typer.Option("--anki", metavar="FILE.apkg", help="The questions of the bank for Anki."),
    ] = None,
    lang: Annotated[
        str | None, typer.Option("--lang", help="With --anki: zh or en; without it, both.")
    ] = None,
    bank: Annotated[
        Path | None, typer.Option("--bank", help="With --anki: a folder of questions of your own.")
    ] = None,
) -> None:
    """Export the history (JSON; `import` reads it), or with --anki the bank.

    Exporting the bank again updates the notes in Anki: each keeps its guid, even when reworded.
    """
    if anki is not None:
        if csv or out is not None:
            raise QuizError("--anki names its own file; leave out --csv and --out")
        _anki(anki, lang, bank)
        return
    if lang is not None or bank is not None:
        raise QuizError("--lang and --bank belong to --anki; the history is exported whole")
    text, count = _table() if csv else _events()
    if out is None:
        sys.stdout.write(text)
        return
    from aigc_quiz.cli import target

    # The mark at its head tells a spreadsheet that the table is UTF-8.
    target.write(out, text.encode("utf-8-sig" if csv else "utf-8"))
    what = ("条作答", "answers") if csv else ("条记录", "events")
    _say(f"{out}：{count} {what[0]}", f"{out}: {count} {what[1]}")


def _say(zh: str, en: str) -> None:
    from aigc_quiz import content

    typer.echo(zh if content.language() == "zh" else en, err=True)


def _events() -> tuple[str, int]:
    from aigc_quiz.grading import record
    from aigc_quiz.progress import history, transfer

    told = transfer.exported(history.path(), record.everything())
    return json.dumps(told, ensure_ascii=False) + "\n", len(told["events"])


def _table() -> tuple[str, int]:
    import csv
    import io

    from aigc_quiz.progress import history, transfer

    answers = history.answers()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(transfer.CSV_COLUMNS)
    writer.writerows(transfer.table(answers))
    return text.getvalue(), len(answers)


def _anki(file: Path, lang: str | None, bank: Path | None) -> None:
    from aigc_quiz import content
    from aigc_quiz.bank.loader import load_bank
    from aigc_quiz.cli import target
    from aigc_quiz.screen import anki

    both: tuple[content.Language, ...] = ("zh", "en")
    languages = both if lang is None else (content.language(lang),)
    deck = "aigc-quiz" if bank is None else bank.expanduser().resolve().name
    questions = load_bank(bank).questions
    target.write(file, anki.package(questions, languages, deck))
    count = len(questions) * len(languages)
    _say(f"{file}：{count} 条笔记", f"{file}: {count} notes")
