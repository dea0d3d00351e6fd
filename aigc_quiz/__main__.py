"""`python -m aigc_quiz` and the `aigc-quiz` script."""

import signal
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    # An end by `kill` or `timeout` cleans up as Ctrl-C does; 128 + 15 is what a shell calls it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        from aigc_quiz.cli.app import run

        code = run()
    except KeyboardInterrupt:  # while the commands are still being imported
        code = 130
    if code == 130:
        # CPython ends by the signal itself, whatever the code, if the interrupt fell into an `exec` of a text, as which
        # dataclasses are made, and no other came after it.
        exec("")  # noqa: S102
    sys.exit(code)


if __name__ == "__main__":
    main()
