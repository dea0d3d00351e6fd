"""`doctor`: what this machine can do."""

import json
import platform
from typing import Annotated

import typer


def command(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    lang: Annotated[str | None, typer.Option("--lang", help="zh or en.")] = None,
) -> None:
    """Say what this machine can do: devices, isolation, paths, versions."""
    from aigc_quiz import __version__, content

    content.language(lang)
    facts = {
        "format": 1,
        "version": __version__,
        "python": platform.python_version(),
        "home": str(content.home()),
    }
    typer.echo(json.dumps(facts) if as_json else "\n".join(f"{k}: {v}" for k, v in facts.items()))
