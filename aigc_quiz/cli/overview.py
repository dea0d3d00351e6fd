"""The bare command: what is due, and the next three useful commands."""

import typer


def show() -> None:
    """Print how much is due and what to do next."""
    from datetime import UTC, datetime

    from aigc_quiz import content
    from aigc_quiz.bank.loader import load_bank
    from aigc_quiz.progress import asides, history, plans, weights
    from aigc_quiz.screen import outlook, render, tables
    from aigc_quiz.screen.learnt import learnt, postponed, recall

    bank = load_bank()
    answers, memories = recall(history.answers(), None, weights.current())
    memories = postponed(memories, asides.current(), "")
    now = datetime.now(UTC)
    found = learnt(bank.questions, answers, memories, now)
    planned = outlook.look(plans.current(), bank.questions, answers, memories, now)
    slugs = (exercise.slug for exercise in bank.exercises)
    language, page = content.language(), render.page()
    lines = tables.overview_lines(found, slugs, language, page)
    if planned is not None:
        lines = [*render.wrap(outlook.line(planned, language), page.columns), *lines]
    typer.echo("\n".join(lines))
