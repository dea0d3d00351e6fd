"""The bare command: what is due, and the next three useful commands."""

import typer


def show() -> None:
    """Print how much is due and what to do next."""
    from datetime import UTC, datetime

    from aigc_quiz import content
    from aigc_quiz.bank.loader import load_bank
    from aigc_quiz.progress import asides, history
    from aigc_quiz.screen import render, tables
    from aigc_quiz.screen.learnt import learnt, postponed, recall

    bank = load_bank()
    answers, memories = recall(history.answers(), None)
    memories = postponed(memories, asides.current(), "")
    found = learnt(bank.questions, answers, memories, datetime.now(UTC))
    slugs = (exercise.slug for exercise in bank.exercises)
    lines = tables.overview_lines(found, slugs, content.language(), render.page())
    typer.echo("\n".join(lines))
