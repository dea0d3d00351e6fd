"""Faults that end a command: each is one line that says where, what is wrong and what to do."""

from collections.abc import Iterable


class QuizError(Exception):
    """Wrong usage or unreadable input; the user can mend it. Ends the command with exit code 2."""

    exit_code = 2


class ContentFaults(QuizError):
    """Every fault of the content files that were read, one line each."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class GraderFault(QuizError):
    """The grader itself could not do its work: never a verdict on a submission. Exit code 3."""

    exit_code = 3


class Unavailable(GraderFault):
    """This machine has not what was asked for: no verdict, and nothing for us to mend either."""
