"""The second opinion of a language model on a short answer, where the user asked for one by `--judge`."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from aigc_quiz.bank.question import Short
from aigc_quiz.content import Language
from aigc_quiz.opinion.endpoint import Endpoint
from aigc_quiz.quiz.asked import Asked
from aigc_quiz.screen.render import Page, clean, wrap
from aigc_quiz.screen.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aigc_quiz.quiz.marking import Mark

_PATIENCE = 2  # failures in a row, after which it is not asked again


class Shown(Protocol):
    """Where lines are shown, in which language and width."""

    lang: Language
    page: Page

    def show(self, lines: "Iterable[str]") -> None:
        """Write lines where the user reads."""


@dataclass
class SecondOpinion:
    """Asks the endpoint about each short answer; opinions are kept in `folder`."""

    endpoint: Endpoint
    folder: Path
    failures: int = 0

    def weigh(self, asked: Asked, answer: str, mark: "Mark", where: Shown) -> "Mark":
        """The mark by the endpoint's opinion; by the rules, with a line that says so, if it has none.

        Ctrl-C ends the waiting and not the session: the answer is not lost.
        """
        question = asked.question
        if not isinstance(question, Short) or not mark.understood or self.failures >= _PATIENCE:
            return mark
        from aigc_quiz.opinion.ask import NoOpinion, opinion
        from aigc_quiz.quiz.marking import decided

        say, model = words(where.lang), clean(self.endpoint.model)
        self._say(say.judging.format(model=model), where)
        try:
            made = opinion(
                self.endpoint,
                asked.words(question.stem, where.lang),
                [point.text.get(where.lang) for point in question.key_points],
                answer,
                folder=self.folder,
            )
        except NoOpinion as fault:
            self.failures += 1
            line = say.judge_off if self.failures >= _PATIENCE else say.judge_failed
            self._say(line.format(model=model, reason=clean(str(fault))), where)
            return mark
        except KeyboardInterrupt:
            self._say(say.judge_failed.format(model=model, reason="Ctrl-C"), where)
            return mark
        self.failures = 0
        self._say(say.judged.format(model=model), where)
        return decided(question, answer, made)

    def _say(self, text: str, where: Shown) -> None:
        where.show([where.page.dim(line) for line in wrap(text, where.page.columns)])
