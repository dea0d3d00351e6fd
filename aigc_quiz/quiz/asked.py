"""A question made concrete: the order of its options and the numbers in it are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from aigc_quiz.bank.formula import evaluate
from aigc_quiz.bank.question import Choice, Numeric, Option, Question, Text

_Item = TypeVar("_Item")


class Random(Protocol):
    """What the quiz needs of a `random.Random`."""

    def random(self) -> float:
        """A number in [0, 1)."""
        ...  # a protocol has no body


def shuffled(items: Sequence[_Item], random: Random) -> tuple[_Item, ...]:
    """The items in an order drawn evenly from all orders."""
    keys = [random.random() for _ in items]
    return tuple(items[i] for i in sorted(range(len(items)), key=keys.__getitem__))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it stands on screen.

    `order` holds, for each place on screen, the number of the file's option, from 0; `variables`
    the drawn numbers. `again` tells that the session asks it a second time, after a wrong answer;
    `other_side` that it was brought in since a wrong answer showed the same misconception.
    """

    question: Question
    order: tuple[int, ...] = ()
    variables: tuple[tuple[str, float], ...] = ()
    again: bool = False
    other_side: bool = False

    @property
    def options(self) -> tuple[Option, ...]:
        """The options in the order on screen; none unless it is a choice."""
        match self.question:
            case Choice(options=options):
                return tuple(options[number] for number in self.order)
        return ()

    def filled(self, text: str) -> str:
        """The text with the drawn numbers in place of `{{names}}`."""
        for name, value in self.variables:
            text = text.replace("{{" + name + "}}", number(value))
        return text

    def words(self, text: Text, lang: str) -> str:
        """A text of the question in one language, numbers filled in, without outer blank lines."""
        return self.filled(text.zh if lang == "zh" else text.en).strip()

    def key(self) -> float:
        """The right number of a numeric question.

        Raises:
            TypeError: the question is of another type.
        """
        if not isinstance(self.question, Numeric):
            raise TypeError(self.question.type)
        if self.question.formula and self.variables:
            return evaluate(self.question.formula, dict(self.variables))
        return self.question.answer


def ask(
    question: Question, random: Random, *, again: bool = False, other_side: bool = False
) -> Asked:
    """Draw the order of the options (true_false keeps its own) and the variables."""
    order: tuple[int, ...] = ()
    drawn: tuple[tuple[str, float], ...] = ()
    match question:
        case Choice(type="true_false", options=options):
            order = tuple(range(len(options)))
        case Choice(options=options):
            order = shuffled(range(len(options)), random)
        case Numeric(variables=variables):
            drawn = tuple(
                (name, values[int(random.random() * len(values))]) for name, values in variables
            )
    return Asked(question, order, drawn, again=again, other_side=other_side)


def plain(question: Question) -> Asked:
    """The question as the file has it: options in its order, the first value of each variable."""
    match question:
        case Choice(options=options):
            return Asked(question, tuple(range(len(options))))
        case Numeric(variables=variables):
            return Asked(question, variables=tuple((name, values[0]) for name, values in variables))
    return Asked(question)


def number(value: float) -> str:
    """The shortest form that a reader takes in: whole numbers without a point."""
    if value == int(value) and abs(value) < 1e16:
        return str(int(value))
    return f"{value:.6g}"
