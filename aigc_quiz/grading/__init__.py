"""A trusted judge talks over a wire to an untrusted submission in a jailed process.

A grader.py imports its words from here; they are loaded when they are first asked for, because most of
them need torch.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aigc_quiz.bank.question import Text
    from aigc_quiz.grading.checks import close, expect, first_fault, matches, parts
    from aigc_quiz.grading.comparison import Comparison
    from aigc_quiz.grading.judge import grade_file
    from aigc_quiz.grading.link import Limits
    from aigc_quiz.grading.report import NOT_RUN, Check, Report
    from aigc_quiz.grading.submission import Handle, Submission
    from aigc_quiz.grading.wire import Opaque

_HOMES = {
    "Text": "aigc_quiz.bank.question",
    "NOT_RUN": "aigc_quiz.grading.report",
    "Check": "aigc_quiz.grading.report",
    "Comparison": "aigc_quiz.grading.comparison",
    "Report": "aigc_quiz.grading.report",
    "Limits": "aigc_quiz.grading.link",
    "Opaque": "aigc_quiz.grading.wire",
    "Handle": "aigc_quiz.grading.submission",
    "Submission": "aigc_quiz.grading.submission",
    "close": "aigc_quiz.grading.checks",
    "expect": "aigc_quiz.grading.checks",
    "first_fault": "aigc_quiz.grading.checks",
    "matches": "aigc_quiz.grading.checks",
    "parts": "aigc_quiz.grading.checks",
    "grade_file": "aigc_quiz.grading.judge",
}

__all__ = [
    "NOT_RUN",
    "Check",
    "Comparison",
    "Handle",
    "Limits",
    "Opaque",
    "Report",
    "Submission",
    "Text",
    "close",
    "expect",
    "first_fault",
    "grade_file",
    "matches",
    "parts",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
