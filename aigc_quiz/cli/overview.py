"""The bare command: what is due, and the next three useful commands."""

import typer


def show() -> None:
    """Print how much is due and what to do next."""
    typer.echo("aigc-quiz practice\naigc-quiz list\naigc-quiz start gan_cartoon")
