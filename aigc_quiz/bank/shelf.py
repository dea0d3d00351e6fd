"""The questions of a bank that may be very large: all of them in brief, and each in whole when it is taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from operator import itemgetter

from aigc_quiz.bank import cache
from aigc_quiz.bank.question import Brief, Question, brief


@dataclass
class Shelf:
    """`briefs` are in the order of the files; `again` reads the bank itself, should its cache fail meanwhile."""

    briefs: tuple[Brief, ...]
    held: cache.Held | None
    again: Callable[[], Sequence[Question]]
    _rows: dict[str, int] = field(default_factory=dict)
    _whole: dict[str, Question] = field(default_factory=dict)

    @classmethod
    def of(cls, questions: Sequence[Question]) -> "Shelf":
        """A shelf of questions that were read already."""
        made = cls(tuple(map(brief, questions)), None, lambda: questions)
        made._whole = {question.id: question for question in questions}
        return made

    def take(self, named: Question | Brief) -> Question:
        """The whole question."""
        return self.question(named.id)

    def question(self, id_: str) -> Question:
        """The whole question of an id.

        Raises:
            KeyError: there is none.
        """
        if id_ in self._whole:
            return self._whole[id_]
        if not self._rows:
            self._rows = dict(zip(map(itemgetter(0), self.briefs), count(), strict=False))
        row = self._rows[id_]
        try:
            found = self.held.read([row])[0] if self.held else None
        except cache.DAMAGE:
            found = None
        if not isinstance(found, Question) or found.id != id_:
            self._whole = {question.id: question for question in self.again()}
            return self._whole[id_]
        self._whole[id_] = found
        return found
