"""`due`: which questions are due, and when the next ones will be."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    lang: Annotated[str | None, typer.Option("--lang", help="zh or en.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    bank: Annotated[
        Path | None,
        typer.Option(
            "--bank", help="A folder of questions of your own; its history is kept apart."
        ),
    ] = None,
) -> None:
    """Show what is due now and what will be due in the next days."""
    import json
    from datetime import UTC, datetime

    from aigc_quiz import content
    from aigc_quiz.bank.loader import load_bank
    from aigc_quiz.progress import asides, history, naming, plans, weights
    from aigc_quiz.screen import outlook, render, tables
    from aigc_quiz.screen.learnt import learnt, postponed, recall

    language = content.language(lang)
    questions = load_bank(bank).questions
    now = datetime.now(UTC)
    answers, memories = recall(history.answers(), bank, weights.current())
    memories = postponed(memories, asides.current(), naming.prefix(bank))
    found = learnt(questions, answers, memories, now)
    planned = outlook.look(plans.current(), questions, answers, memories, now)
    if json_:
        shown = {
            "format": 1,
            "due": len(found.due),
            "questions": list(found.due),
            "next_due": found.next_due.isoformat() if found.next_due else None,
            "forecast": list(found.forecast),
            "plan": planned and outlook.as_json(planned, outlook.readiness(planned, memories)),
        }
        typer.echo(json.dumps(shown, ensure_ascii=False))
        return
    by_id = {question.id: question for question in questions}
    page = render.page()
    lines = tables.due_lines(found, by_id, now, language, page)
    if planned is not None:
        lines += ["", *render.wrap(outlook.line(planned, language), page.columns)]
    typer.echo("\n".join(lines))
