"""A self-test of the jail: a program that tries to read, write, connect and fork, and must fail at each."""

from dataclasses import dataclass

from aigc_quiz.errors import QuizError
from aigc_quiz.grading.faults import SubmissionFault
from aigc_quiz.grading.jail import tier
from aigc_quiz.grading.link import Limits, Link

# Ordinary calls that harm nothing where they succeed: the file is removed, the child ends at once.
_PROGRAM = """
import os, socket


def read(path):
    open(path, "rb").read(1)


def write(path):
    with open(path, "wb"):
        pass
    os.unlink(path)


def connect(path):
    socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()


def fork(path):
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)


def attempts(readable, writable):
    refused = {}
    for act, path in ((read, readable), (write, writable), (connect, ""), (fork, "")):
        try:
            act(path)
            refused[act.__name__] = False
        except OSError:
            refused[act.__name__] = True
    return refused
"""
ATTEMPTS = ("read", "write", "connect", "fork")


@dataclass(frozen=True, slots=True)
class Trial:
    """What one tier refused: attempt -> whether it failed as it must; `fault` where it did not run."""

    tier: tier.Tier
    refused: dict[str, bool]
    fault: str = ""

    @property
    def sound(self) -> bool:
        """Whether everything was refused."""
        return not self.fault and all(self.refused.get(name) for name in ATTEMPTS)


def trial(which: tier.Tier, canary: str, target: str) -> Trial:
    """Run the attempts in a tier: read the file `canary`, write the file `target`."""
    allowed = Limits(seconds=60.0)
    try:
        with Link(file="probe", isolation=which, device="cpu", allowed=allowed) as link:
            told = link.ask("run", _PROGRAM, "attempts", (canary, target), "give")
    except (QuizError, SubmissionFault) as fault:
        return Trial(which, {}, str(fault))
    refused = {str(name): value is True for name, value in told.items()}
    return Trial(which, refused)
