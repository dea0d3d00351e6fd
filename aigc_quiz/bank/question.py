"""Questions and exercises as typed, immutable records."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

Lang = Literal["zh", "en"]
CHOICES = ("single", "multi", "true_false")
TYPES = (*CHOICES, "fill", "numeric", "short")
VOLATILITIES = ("stable", "slow", "fast")


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Chinese and in English."""

    zh: str
    en: str

    def get(self, lang: Lang) -> str:
        """The words in one language."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Phrases:
    """Several wordings a language; any of them will do."""

    zh: tuple[str, ...]
    en: tuple[str, ...]

    def get(self, lang: Lang) -> tuple[str, ...]:
        """The wordings of one language."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Reference:
    """A source of facts. At least one of `arxiv` (id), `doi`, `url` is not empty."""

    title: str
    year: int
    arxiv: str = ""
    doi: str = ""
    url: str = ""

    @property
    def link(self) -> str:
        """The address to open."""
        if self.arxiv:
            return f"https://arxiv.org/abs/{self.arxiv}"
        return f"https://doi.org/{self.doi}" if self.doi else self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What every question has. `path` is relative to the bank's parent folder, `line` counts from 1."""

    id: str
    type: str
    difficulty: int  # 1 (easy) to 5 (hard)
    title: Text
    stem: Text
    explanation: Text
    references: tuple[Reference, ...]
    tags: tuple[str, ...]
    volatility: str  # one of VOLATILITIES
    reviewed: date
    category: str
    topic: str
    path: str
    line: int
    frequency: int | None = None  # 1 (seldom asked) to 5 (asked everywhere)
    hints: tuple[Text, ...] = ()  # from vague to concrete
    follow_ups: tuple[str, ...] = ()  # ids
    proof: str = ""  # Python that fails unless the key is right


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a choice question. `misconception` is a tag, empty on a right option."""

    text: Text
    correct: bool
    why: Text
    misconception: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Question):
    """`type` is single, multi or true_false; the options stand in the order of the file."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill(Question):
    """A blank to fill; any of the accepted wordings of the language is right."""

    accept: Phrases


@dataclass(frozen=True, slots=True)
class NumericError:
    """A wrong number that a named error gives; `formula` uses the question's variables."""

    formula: str
    misconception: str
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric(Question):
    """A number to compute.

    `answer` is the formula at the first value of each variable; `tolerance` is relative, and 0
    means exact after rounding to `decimals`, the digits behind the point as the file writes it.
    """

    answer: float
    decimals: int
    unit: Text
    tolerance: float
    variables: tuple[tuple[str, tuple[float, ...]], ...] = ()
    formula: str = ""
    errors: tuple[NumericError, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """What a good answer says; a phrase of `any_of` may join parts with ` + `."""

    text: Text
    any_of: Phrases
    weight: float = 1.0
    required: bool = False


@dataclass(frozen=True, slots=True)
class NoneOf:
    """Phrases that show a misconception."""

    misconception: str
    any_of: Phrases
    why: Text


@dataclass(frozen=True, slots=True)
class Case:
    """An answer and the range, within 0 to 1, in which its score must lie."""

    lang: Lang
    answer: str
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Short(Question):
    """An answer in a few sentences, marked by key points."""

    key_points: tuple[KeyPoint, ...]
    model_answer: Text
    none_of: tuple[NoneOf, ...] = ()
    cases: tuple[Case, ...] = ()


def misconceptions(question: "Question | Brief") -> frozenset[str]:
    """The tags of the mix-ups that the question can catch."""
    match question:
        case Brief():
            return frozenset(_apart(question.catches))
        case Choice(options=options):
            return frozenset(option.misconception for option in options) - {""}
        case Numeric(errors=errors):
            return frozenset(error.misconception for error in errors) - {""}
        case Short(none_of=none_of):
            return frozenset(entry.misconception for entry in none_of) - {""}
    return frozenset()


class Brief(NamedTuple):
    """What choosing a question takes, without its texts: a bank may hold very many."""

    id: str
    category: str
    topic: str
    type: str
    difficulty: int
    frequency: int | None
    labels: str  # tags, joined
    leads_to: str  # follow_ups, joined
    catches: str  # misconceptions, joined
    row: int = 0  # in its bank

    @property
    def tags(self) -> tuple[str, ...]:
        """As in Question."""
        return _apart(self.labels)

    @property
    def follow_ups(self) -> tuple[str, ...]:
        """As in Question."""
        return _apart(self.leads_to)


def brief(question: Question) -> Brief:
    """A question in brief."""
    return Brief(
        question.id,
        question.category,
        question.topic,
        question.type,
        question.difficulty,
        question.frequency,
        "\n".join(question.tags),
        "\n".join(question.follow_ups),
        "\n".join(sorted(misconceptions(question))),
    )


def _apart(joined: str) -> tuple[str, ...]:
    return tuple(joined.split("\n")) if joined else ()


def texts(question: Question) -> Iterator[tuple[str, Text]]:
    """Everything that a question says in both languages, by a name such as `why of option 2`."""
    yield from (("title", question.title), ("stem", question.stem))
    yield "explanation", question.explanation
    yield from _numbered("hint {}", question.hints)
    match question:
        case Choice(options=options):
            yield from _numbered("option {}", (option.text for option in options))
            yield from _numbered("why of option {}", (option.why for option in options))
        case Numeric(errors=errors):
            yield from _numbered("errors[{}].why", (error.why for error in errors))
        case Short(key_points=points, none_of=wrong, model_answer=model):
            yield from _numbered("key_points[{}]", (point.text for point in points))
            yield from _numbered("none_of[{}].why", (one.why for one in wrong))
            yield "model_answer", model


def _numbered(name: str, said: Iterable[Text]) -> Iterator[tuple[str, Text]]:
    return ((name.format(number), text) for number, text in enumerate(said, 1))


@dataclass(frozen=True, slots=True)
class Limits:
    """What one grading may use."""

    seconds: float = 30.0
    memory_mb: int = 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """A task that is answered with a file. `folder` holds its starter, grader, mistakes, variants."""

    slug: str
    difficulty: int
    title: Text
    topic: str
    statement: Text
    formula: str
    example: str
    hints: tuple[Text, ...]  # from vague to concrete
    references: tuple[Reference, ...]
    tags: tuple[str, ...]
    volatility: str
    reviewed: date
    names: tuple[str, ...]  # what a submission defines
    path: str
    line: int
    folder: Path
    frequency: int | None = None
    forbidden: tuple[str, ...] = ()  # dotted names that a submission must not call
    limits: Limits = Limits()

    @property
    def id(self) -> str:
        """The slug: what a question's id is to it."""
        return self.slug

    @property
    def type(self) -> str:
        """Always `code`."""
        return "code"

    @property
    def category(self) -> str:
        """Always `coding`."""
        return "coding"


def listed(item: Question | Exercise) -> dict[str, str | int | dict[str, str]]:
    """The object that `list --json` prints for a question or an exercise."""
    return {
        "id": item.id,
        "category": item.category,
        "topic": item.topic,
        "type": item.type,
        "difficulty": item.difficulty,
        "title": {"zh": item.title.zh, "en": item.title.en},
    }
