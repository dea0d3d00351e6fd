"""`python -m aigc_quiz` and the `aigc-quiz` script."""

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    from aigc_quiz.cli.app import run

    sys.exit(run())


if __name__ == "__main__":
    main()
