"""`stats`: what was learnt so far."""

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
    """Show reviews, retention, what is due, and strong and weak topics."""
    import dataclasses
    import json
    from datetime import UTC, datetime

    from aigc_quiz import content
    from aigc_quiz.bank.loader import load_bank
    from aigc_quiz.progress import history
    from aigc_quiz.screen import render, tables
    from aigc_quiz.screen.learnt import learnt, recall

    language = content.language(lang)
    answers, memories = recall(history.answers(), bank)
    found = learnt(load_bank(bank).questions, answers, memories, datetime.now(UTC))
    if json_:
        shown = {
            "format": 1,
            "reviews": found.reviews,
            "questions": found.total,
            "seen": found.seen,
            "due": len(found.due),
            "retention": found.retention,
            "retention_reviews": found.retention_reviews,
            "forecast": list(found.forecast),
            "days": list(found.days),
            "seconds": round(found.seconds, 1),
            "agreement": None if found.agreement is None else dataclasses.asdict(found.agreement),
            "weak": [topic.topic for topic in tables.weakest(found.topics)],
            "by_topic": {
                topic.topic: {
                    "category": topic.category,
                    "questions": topic.questions,
                    "seen": topic.seen,
                    "reviews": topic.reviews,
                    "due": topic.due,
                    "score": topic.score,
                }
                for topic in found.topics
            },
        }
        typer.echo(json.dumps(shown, ensure_ascii=False))
        return
    typer.echo("\n".join(tables.stats_lines(found, language, render.page())))
