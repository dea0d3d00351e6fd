"""One check over several cases: a function of the submission beside the same function done right."""

from collections.abc import Callable
from types import ModuleType

import torch

from aigc_quiz.bank.question import Text
from aigc_quiz.grading.checks import Mistakes, close, first_fault
from aigc_quiz.grading.report import Check
from aigc_quiz.grading.submission import Submission
from aigc_quiz.grading.wire import Value


class Comparison:
    """Makes such checks for a submission; `right` has the functions under the names that the exercise asks for.

    rtol, atol: of every check that does not say its own, see `close`.
    """

    def __init__(
        self,
        submission: Submission,
        right: ModuleType,
        *,
        rtol: float | None = None,
        atol: float | None = None,
    ) -> None:
        self._submission, self._right = submission, right
        self._rtol, self._atol = rtol, atol

    def __call__(
        self,
        check: str,
        function: str,
        known: Callable[..., Mistakes] | None,
        *cases: tuple[Value, ...],
        zh: str = "",
        en: str = "",
        rtol: float | None = None,
        atol: float | None = None,
    ) -> Check:
        """The first case in which `function` is wrong, else the last; each case is its arguments.

        known: of a case, the wrong values that known mistakes give; None where none is known. zh, en: the hint.
        """

        def compared(case: tuple[Value, ...]) -> Check:
            want = getattr(self._right, function)(*case)
            return close(
                check,
                self._submission.call(function, *case),
                want.detach() if isinstance(want, torch.Tensor) else want,
                hint=Text(zh, en),
                rtol=self._rtol if rtol is None else rtol,
                atol=self._atol if atol is None else atol,
                mistakes=known(*case) if known else None,
            )

        with self._submission.naming(check):
            return first_fault(map(compared, cases))
