"""The questions of a bank that may be very large: all of them in brief, and each in whole when it is taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from aigc_quiz.bank import cache
from aigc_quiz.bank.briefs import Briefs
from aigc_quiz.bank.question import Brief, Question, brief


@dataclass
class Shelf:
    """`briefs` are in the order of the files; `again` reads the bank itself, should its cache fail meanwhile."""

    briefs: Briefs
    held: cache.Held | None
    again: Callable[[], Sequence[Question]]
    _rows: dict[str, int] = field(default_factory=dict)
    _whole: dict[str, Question] = field(default_factory=dict)

    @classmethod
    def of(cls, questions: Sequence[Question]) -> "Shelf":
        """A shelf of questions that were read already."""
        made = cls(Briefs.of(map(brief, questions)), None, lambda: questions)
        made._whole = {question.id: question for question in questions}
        return made

    def take(self, told: Brief) -> Question:
        """The whole question."""
        return self._read(told.id, told.row)

    def question(self, id_: str) -> Question:
        """The whole question of an id.

        Raises:
            KeyError: there is none.
        """
        return self._read(id_, self._row_of()[id_])

    def __contains__(self, id_: object) -> bool:
        return id_ in self._row_of()

    def _row_of(self) -> dict[str, int]:
        if not self._rows:
            self._rows = {id_: row for row, id_ in enumerate(self.briefs.ids())}
        return self._rows

    def _read(self, id_: str, row: int) -> Question:
        if id_ in self._whole:
            return self._whole[id_]
        try:
            found = self.held.read([row])[0] if self.held else None
        except cache.DAMAGE:
            found = None
        if not isinstance(found, Question) or found.id != id_:
            self._whole = {question.id: question for question in self.again()}
            return self._whole[id_]
        self._whole[id_] = found
        return found
