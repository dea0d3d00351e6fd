"""Very many questions in brief, column by column: an object is made only of a question that is asked for."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple, TypeVar, overload

from aigc_quiz.bank.question import Brief, Question

_Told = TypeVar("_Told", bound=Question | Brief)
Value = str | int | None
FIELDS = Brief._fields[:-1]  # the columns; a row is where it stands


class Column(NamedTuple):
    """One field of all questions: its distinct values, and which of them each question has.

    Where all questions differ, as in their ids, the places are a range.
    """

    values: list[Value]
    places: Sequence[int]


def kind(values: Sequence[Value]) -> str:
    """The smallest kind of array that can number these values."""
    count = len(values)
    return "B" if count <= 1 << 8 else "H" if count <= 1 << 16 else "I"


class Briefs(Sequence[Brief]):
    """Some of a bank's questions in brief; all of them at first. `columns` are of the whole bank, one of each of FIELDS."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[int] | None = None) -> None:
        self.columns = columns
        self._rows = range(len(columns[0].places)) if rows is None else rows
        self._made: tuple[Brief, ...] | None = None

    @classmethod
    def of(cls, briefs: Iterable[Brief]) -> "Briefs":
        """All of a bank's, which were made already."""
        columns = [*zip(*briefs, strict=True)] or [()] * len(Brief._fields)
        return cls([_column(told) for told in columns[: len(FIELDS)]])

    def column(self, name: str) -> list[Value]:
        """One field of each, not to be changed."""
        values, places = self.columns[FIELDS.index(name)]
        if places == self._rows:
            return values
        return [*map(values.__getitem__, map(places.__getitem__, self._rows))]

    def ids(self) -> list[str]:
        """The id of each."""
        return self.column("id")  # type: ignore[return-value] # ids are texts

    def words(self, name: str) -> set[str]:
        """All that occurs in a field which joins many: `labels`, `leads_to`, `catches`."""
        joined = "\n".join(map(str, {*self.column(name)}))
        return {*joined.split("\n")} - {""}

    def holding(self, name: str, words: AbstractSet[str]) -> list[int]:
        """The places of those where a text holds one of the words, or joins it with others."""
        values, places = self.columns[FIELDS.index(name)]
        holds = [not words.isdisjoint(str(value).split("\n")) for value in values]
        return [place for place, row in enumerate(self._rows) if holds[places[row]]]

    def at(self, places: Sequence[int]) -> "Briefs":
        """Those at some places."""
        return Briefs(self.columns, [*map(self._rows.__getitem__, places)])

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Brief]:
        if self._made is None:
            columns = map(self.column, FIELDS)
            self._made = tuple(map(Brief._make, zip(*columns, self._rows, strict=True)))
        return iter(self._made)

    @overload
    def __getitem__(self, place: int) -> Brief: ...
    @overload
    def __getitem__(self, place: slice) -> "Briefs": ...
    def __getitem__(self, place: int | slice) -> "Brief | Briefs":
        if isinstance(place, slice):
            return Briefs(self.columns, self._rows[place])
        row = self._rows[place]
        return Brief._make([*(values[places[row]] for values, places in self.columns), row])


def _column(told: Sequence[Value]) -> Column:
    numbers = {value: number for number, value in enumerate(dict.fromkeys(told))}
    values = [*numbers]
    if len(values) == len(told):
        return Column(values, range(len(values)))
    return Column(values, array(kind(values), map(numbers.__getitem__, told)))


def ids(questions: Sequence[_Told]) -> list[str]:
    """The id of each question."""
    if isinstance(questions, Briefs):
        return questions.ids()
    return [question.id for question in questions]


def at(questions: Sequence[_Told], places: Sequence[int]) -> Sequence[_Told]:
    """The questions at some places."""
    if isinstance(questions, Briefs):
        return questions.at(places)  # type: ignore[return-value] # _Told is Brief
    return [questions[place] for place in places]
