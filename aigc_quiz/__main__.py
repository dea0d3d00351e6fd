"""`python -m aigc_quiz` and the `aigc-quiz` script."""

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        from aigc_quiz.cli.app import run

        code = run()
    except KeyboardInterrupt:  # while the commands are still being imported
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
