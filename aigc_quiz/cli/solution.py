"""`solution`: the reference solution of an exercise."""

import sys
from typing import Annotated

import typer

from aigc_quiz.errors import QuizError


def command(
    slug: Annotated[str, typer.Argument(help="The exercise.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")] = False,
    lang: Annotated[str | None, typer.Option("--lang", help="zh or en.")] = None,
) -> None:
    """Show the reference solution; asks first until you have passed the exercise."""
    from aigc_quiz import content
    from aigc_quiz.grading import exercise, record

    language = content.language(lang)
    found = exercise.find(slug)
    if not yes and not record.passed(slug):
        asked = {
            "zh": f"你还没有通过 {slug}。现在就看参考答案吗？",
            "en": f"You have not passed {slug} yet. Show its solution all the same?",
        }[language]
        if not sys.stdin.isatty():
            raise QuizError(
                f"{asked} {'加上 --yes 即可查看' if language == 'zh' else 'Then add --yes'}"
            )
        if not typer.confirm(asked, err=True):
            raise typer.Exit(1)
    typer.echo(exercise.solution(found), nl=False)
