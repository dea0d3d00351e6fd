"""The memories of very many questions in little room: columns of numbers, made into a Memory when one is asked for."""

from array import array
from collections.abc import Iterable, Iterator, KeysView, Mapping, MutableMapping, Sequence
from datetime import UTC, datetime, timedelta
from heapq import nsmallest
from itertools import repeat
from math import inf
from typing import TypeVar

from aigc_quiz.quiz import schedule
from aigc_quiz.quiz.schedule import AGAIN, Memory, Review, Weights

# due, last, stability, difficulty, state, step, reviews, lapses, and the rating of the last answer.
TYPES = "qqddbbiib"
_Held = TypeVar("_Held")
_NO_STEP = -1
_NEW, _CHANGED = -1, -2  # in place of a row
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_DAY = timedelta(days=1) // _TICK
_DUE, _LAST, _STABILITY = 0, 1, 2

Ripe = tuple[float, float, int]  # how overdue, when it fell due, the place of its name
Columns = tuple["array[int] | array[float]", ...]


class Memories(MutableMapping[str, Memory]):
    """Memories by question, and how each question's last answer was rated.

    `names` and `columns` (one of each of TYPES) are those of `packed`; all are reckoned with `weights`.
    """

    def __init__(
        self,
        names: Iterable[str] = (),
        columns: Columns | None = None,
        weights: Weights | None = None,
    ) -> None:
        self._columns: Columns = columns or tuple(array(kind) for kind in TYPES)
        self._weights = weights
        self._rows = dict(zip(names, range(len(self._columns[0])), strict=True))
        self._changed: dict[str, Memory] = {}
        self._ratings: dict[str, int] = {}

    def __getitem__(self, name: str) -> Memory:
        if name in self._changed:
            return self._changed[name]
        row = self._rows[name]
        due, last, stability, difficulty, state, step, reviews, lapses, _ = (
            column[row] for column in self._columns
        )
        return Memory(
            due=_EPOCH + due * _TICK,
            last=_EPOCH + last * _TICK,
            stability=stability,
            difficulty=difficulty,
            state=int(state),
            step=None if step == _NO_STEP else int(step),
            reviews=int(reviews),
            lapses=int(lapses),
            weights=self._weights,
        )

    def __setitem__(self, name: str, memory: Memory) -> None:
        self._changed[name] = memory

    def __delitem__(self, name: str) -> None:
        if name not in self:
            raise KeyError(name)
        for held in (self._changed, self._rows, self._ratings):
            held.pop(name, None)

    def __contains__(self, name: object) -> bool:
        return name in self._rows or name in self._changed

    def __iter__(self) -> Iterator[str]:
        yield from self._rows
        yield from (name for name in self._changed if name not in self._rows)

    def __len__(self) -> int:
        return len(self._rows) + sum(name not in self._rows for name in self._changed)

    def keys(self) -> KeysView[str]:
        """The names, to look many of them up."""
        if not self._changed:
            return self._rows.keys()
        return {**self._rows, **dict.fromkeys(self._changed, 0)}.keys()

    def add(self, review: Review) -> None:
        """Take in one more answer."""
        name = review.question
        self._changed[name] = schedule.review(
            self.get(name), review.rating, review.at, question=name, weights=self._weights
        )
        self._ratings[name] = review.rating

    def replace(self, name: str, reviews: Iterable[Review]) -> None:
        """Make a question's memory anew from all of its answers; none forgets it."""
        self.pop(name, None)
        for review in reviews:
            self.add(review)

    def missed(self) -> Iterator[str]:
        """The questions whose last answer was rated Again."""
        ratings = self._columns[-1]
        for name, row in self._rows.items():
            if name not in self._ratings and ratings[row] == AGAIN:
                yield name
        yield from (name for name, rating in self._ratings.items() if rating == AGAIN)

    def of_bank(self, prefix: str) -> "Memories":
        """Those of one bank, by id; `prefix` is the bank's in the history."""
        start = len(prefix)

        def own(held: dict[str, _Held]) -> dict[str, _Held]:
            if prefix:
                return {n[start:]: told for n, told in held.items() if n.startswith(prefix)}
            return {n: told for n, told in held.items() if "/" not in n}

        return self._part(own(self._rows), own(self._changed), own(self._ratings))

    def within(self, ids: Iterable[str]) -> "Memories":
        """Those of some questions only."""
        wanted = {*ids}

        def only(held: dict[str, _Held]) -> dict[str, _Held]:
            return {name: value for name, value in held.items() if name in wanted}

        return self._part(only(self._rows), only(self._changed), only(self._ratings))

    def _part(
        self, rows: dict[str, int], changed: dict[str, Memory], ratings: dict[str, int]
    ) -> "Memories":
        part = Memories(weights=self._weights)
        part._columns, part._rows = self._columns, rows
        part._changed, part._ratings = changed, ratings
        return part

    def ripe(self, names: Sequence[str], now: datetime, count: int) -> tuple[list[Ripe], list[int]]:
        """See `apart`: at least its entries, in any order, and the new ones."""
        moment, held = (now - _EPOCH) // _TICK, self._rows
        if self._changed:
            held = {**held, **dict.fromkeys(self._changed, _CHANGED)}
        rows = [*map(held.get, names, repeat(_NEW))]
        dues, lasts, stabilities = (self._columns[c] for c in (_DUE, _LAST, _STABILITY))
        keys = [
            -((moment - lasts[row]) // _DAY) / stabilities[row]
            if row >= 0 and dues[row] <= moment
            else inf
            for row in rows
        ]
        edge = max(nsmallest(count, keys), default=inf)
        found = [
            (key, dues[rows[place]], place)
            for place, key in enumerate(keys)
            if key <= edge and key < inf
        ]
        found += _ripe(self._changed, names, now)
        return found, [place for place, row in enumerate(rows) if row == _NEW]

    def dues(self) -> Iterator[datetime]:
        """When each question is due."""
        dues = self._columns[_DUE]
        for name, row in self._rows.items():
            if name not in self._changed:
                yield _EPOCH + dues[row] * _TICK
        yield from (memory.due for memory in self._changed.values())

    def packed(self) -> tuple[list[str], Columns]:
        """Names and columns, from which an equal one can be made."""
        names = sorted(self)  # as a bank has them, nearly: memory is read in order
        columns = tuple(array(kind) for kind in TYPES)
        for name in names:
            memory = self._changed.get(name)
            if memory is None:
                row = self._rows[name]
                values: Iterable[float] = [column[row] for column in self._columns]
            else:
                values = (
                    (memory.due - _EPOCH) // _TICK,
                    (memory.last - _EPOCH) // _TICK,
                    memory.stability,
                    memory.difficulty,
                    memory.state,
                    _NO_STEP if memory.step is None else memory.step,
                    memory.reviews,
                    memory.lapses,
                    self._ratings.get(name, 0),
                )
            for column, value in zip(columns, values, strict=True):
                column.append(value)  # type: ignore[arg-type] # each holds what its kind holds
        return names, columns


def apart(
    memories: Mapping[str, Memory], names: Sequence[str], now: datetime, count: int
) -> tuple[list[int], list[int]]:
    """The places of names that are due, so many at most, the likeliest forgotten first; and of those that are new.

    FSRS's recall falls with the whole days since the last answer over stability, by one formula for all
    questions of a learner: so that quotient sorts as the recall does, then the time when it fell due.
    """
    if isinstance(memories, Memories):
        due, new = memories.ripe(names, now, count)
    else:
        due = _ripe(memories, names, now)
        new = [place for place, name in enumerate(names) if name not in memories]
    return [place for _, _, place in nsmallest(count, due)], new


def _ripe(memories: Mapping[str, Memory], names: Sequence[str], now: datetime) -> list[Ripe]:
    return [
        (-(now - memory.last).days / memory.stability, (memory.due - _EPOCH) // _TICK, place)
        for place, name in enumerate(names)
        if name in memories and (memory := memories[name]).due <= now
    ]


def dues(memories: Mapping[str, Memory]) -> Iterable[datetime]:
    """When each question is due."""
    if isinstance(memories, Memories):
        return memories.dues()
    return (memory.due for memory in memories.values())
