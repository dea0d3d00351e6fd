"""`stats`: what was learnt so far."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aigc_quiz.errors import QuizError

if TYPE_CHECKING:
    from aigc_quiz.content import Language
    from aigc_quiz.progress.events import Answer
    from aigc_quiz.progress.weights import Fitted
    from aigc_quiz.screen.learnt import Learnt
    from aigc_quiz.screen.trends import Trends


def command(
    lang: Annotated[str | None, typer.Option("--lang", help="zh or en.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    png: Annotated[
        Path | None, typer.Option("--png", metavar="FILE", help="Charts as a picture.")
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Charts and numbers as one page, offline."),
    ] = None,
    optimize: Annotated[
        bool,
        typer.Option(
            "--optimize", help="Fit the review intervals to your own history (512 reviews or more)."
        ),
    ] = False,
    standard: Annotated[
        bool, typer.Option("--standard", help="Go back to FSRS's standard intervals.")
    ] = False,
    bank: Annotated[
        Path | None,
        typer.Option(
            "--bank", help="A folder of questions of your own; its history is kept apart."
        ),
    ] = None,
) -> None:
    """Show reviews, retention, a calendar, what falls due, strong and weak topics, misconceptions."""
    from datetime import UTC, datetime

    from aigc_quiz import content
    from aigc_quiz.bank.loader import load_bank
    from aigc_quiz.progress import asides, history, naming, weights
    from aigc_quiz.progress.history import History
    from aigc_quiz.screen.learnt import learnt, postponed, recall
    from aigc_quiz.screen.trends import trends

    language = content.language(lang)
    if optimize or standard:
        if optimize and standard:
            raise QuizError("--optimize and --standard exclude each other")
        _intervals(language, back=standard)
        return
    fitted: Fitted | None = None
    given: tuple[Answer, ...] = ()
    if history.path().exists():
        with History(history.path()) as log:
            given, fitted = log.answers(), weights.fitted(log)
    now = datetime.now(UTC)
    questions = load_bank(bank).questions
    answers, memories = recall(given, bank, fitted.weights if fitted else None)
    memories = postponed(memories, asides.current(), naming.prefix(bank))
    found = learnt(questions, answers, memories, now)
    over = trends(questions, answers, memories, now, naming.prefix(bank))
    if png or html:
        _draw(found, over, language, png, html)
    if json_:
        import json

        typer.echo(json.dumps(_object(found, over, fitted), ensure_ascii=False))
    elif not (png or html):
        from aigc_quiz.screen import render, statistics

        count = fitted.reviews if fitted else None
        lines = statistics.stats_lines(found, over, language, render.page(), fitted=count)
        typer.echo("\n".join(lines))


def _intervals(language: "Language", *, back: bool) -> None:
    import sys
    from datetime import UTC, datetime

    from aigc_quiz.progress.history import History, path
    from aigc_quiz.screen import intervals

    with History(path()) as log:
        now = datetime.now(UTC)
        said = (
            intervals.standard(log, now, language)
            if back
            else intervals.optimize(log, now, language, verbose=sys.stderr.isatty())
        )
    typer.echo(said)


def _draw(
    found: "Learnt", over: "Trends", language: "Language", png: Path | None, html: Path | None
) -> None:
    from aigc_quiz.cli import target
    from aigc_quiz.screen import charts

    for file, draw in ((png, charts.png), (html, charts.html)):
        if file is not None:
            target.write(file, draw(found, over, language))
            typer.echo(f"{file}", err=True)


def _object(found: "Learnt", over: "Trends", fitted: "Fitted | None") -> dict[str, object]:
    """What `--json` prints; keys are only ever added."""
    from dataclasses import asdict

    from aigc_quiz.screen import tables
    from aigc_quiz.screen.trends import days_ahead

    kept = over.ratings
    return {
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
        "weak": [topic.topic for topic in tables.weakest(found.topics)],
        "by_topic": {
            topic.topic: {
                "category": topic.category,
                "questions": topic.questions,
                "seen": topic.seen,
                "reviews": topic.reviews,
                "due": topic.due,
                "score": topic.score,
                "retention": topic.retention,
                "retention_reviews": topic.retention_reviews,
                "seconds": round(topic.seconds, 1),
            }
            for topic in found.topics
        },
        "calendar": [
            {"day": str(day), "answers": count, "seconds": round(over.seconds[day], 1)}
            for day, count in sorted(over.calendar.items())
        ],
        "due_by_day": [
            {"day": str(day), "due": count}
            for day, count in zip(days_ahead(over.today), over.ahead, strict=True)
        ],
        "misconceptions": [
            {
                "misconception": one.tag,
                "why": asdict(one.why),
                "times": one.times,
                "last": one.last.isoformat(),
                "questions": list(one.questions),
                "open": one.open,
            }
            for one in over.mixups
        ],
        "agreement": asdict(found.agreement) if found.agreement else None,  # of short answers
        "ratings": {
            "share": kept.share,
            "answers": kept.answers,
            "same": kept.same,
            "lower": kept.lower,
            "higher": kept.higher,
            "by_type": {
                name: {"answers": answers, "same": same}
                for name, (answers, same) in kept.by_type.items()
            },
        },
        "fitted": asdict(fitted) if fitted else None,
    }
