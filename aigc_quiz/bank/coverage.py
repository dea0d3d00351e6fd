"""How much of the map the bank covers, how much is proven, what its sources are, what grows old."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from aigc_quiz.bank.loader import Bank
from aigc_quiz.bank.question import Exercise, Numeric, Question
from aigc_quiz.bank.source_rules import REVIEW_DAYS

# The map: how many records each topic should hold in the end, by category. `coding` counts exercises.
TARGETS: dict[str, dict[str, int]] = {
    "definitions": {
        "aigc_basics": 16, "gan": 22, "vae_flow_autoregressive": 16, "diffusion": 22, "flow_matching": 12,
        "attention": 22, "tokens_positions": 14, "decoding": 14, "pretraining": 16, "moe": 9,
        "post_training": 20, "reasoning": 12, "peft": 12, "multimodal": 16,
    },
    "applications": {
        "text_tasks": 14, "prompting": 12, "rag": 18, "agents": 18, "text_to_image": 18, "video_3d": 10,
        "audio": 10,
    },
    "challenges": {
        "training_data": 18, "llm_evaluation": 18, "media_evaluation": 14, "hallucination": 10, "safety": 14,
        "copyright_provenance": 10, "serving": 18, "quantization": 12, "distributed_training": 18, "cost": 14,
    },
    "frameworks": {"pytorch": 18, "tensorflow_keras_jax": 14},
    "coding": {"coding": 40},
}  # fmt: skip
# The mix that the map asks for, in shares of all questions (exercises come on top).
TYPE_MIX = {"single": 38, "short": 18, "multi": 12, "numeric": 12, "true_false": 6, "fill": 6}
DIFFICULTY_MIX = {"easy": 30, "medium": 45, "hard": 25}
PROVEN = 0.4  # the share of questions that should have a proof
SOON, LATER = 30, 90  # days within which reviews run out

Item = Question | Exercise


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the map or of the bank: how many records it holds, and should (0: not in the map)."""

    category: str
    name: str
    count: int
    target: int


@dataclass(frozen=True, slots=True)
class Share:
    """How many questions are of a type or a difficulty, and the share (0 to 1) that should be."""

    name: str
    count: int
    share: float
    target: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """The figures of a bank, or of a few topics of it, on a day."""

    questions: int
    exercises: int
    topics: tuple[Topic, ...]
    types: tuple[Share, ...]
    difficulties: tuple[Share, ...]
    proven: int  # questions with a proof
    drawn: int  # numeric questions with variables and a formula
    code_reading: int
    expired: int  # records whose review has run out
    soon: int  # ... or runs out within SOON days from now
    later: int  # ... within LATER days
    oldest: tuple[Item, date] | None  # the record that was reviewed longest ago
    next: tuple[Item, date] | None  # the record whose review runs out first, and the day
    references: int  # distinct ones, by address
    cited: int  # all of them
    sources: tuple[tuple[str, int], ...]  # how many of the distinct ones are arxiv, doi, url


def gather(
    bank: Bank,
    today: date,
    topics: frozenset[str] = frozenset(),
    targets: Mapping[str, Mapping[str, int]] = TARGETS,
) -> Coverage:
    """Count everything, in the topics of these names, or in all."""
    questions = [q for q in bank.questions if not topics or q.topic in topics]
    exercises = [e for e in bank.exercises if not topics or e.topic in topics]
    items: list[Item] = [*questions, *exercises]
    ends = [(expiry(item), item) for item in items]
    links: dict[str, str] = {}
    for item in items:
        for one in item.references:
            links[one.link] = "arxiv" if one.arxiv else "doi" if one.doi else "url"
    kinds = Counter(links.values())
    oldest = min(items, key=lambda item: item.reviewed, default=None)
    first = min(ends, key=lambda end: end[0], default=None)
    return Coverage(
        questions=len(questions),
        exercises=len(exercises),
        topics=_topics(questions, exercises, topics, targets),
        types=_shares(Counter(question.type for question in questions), TYPE_MIX),
        difficulties=_shares(Counter(_level(q) for q in questions), DIFFICULTY_MIX),
        proven=sum(bool(question.proof) for question in questions),
        drawn=sum(
            bool(question.variables and question.formula)
            for question in questions
            if isinstance(question, Numeric)
        ),
        code_reading=sum("code_reading" in question.tags for question in questions),
        expired=sum(end < today for end, _ in ends),
        soon=sum(end <= today + timedelta(days=SOON) for end, _ in ends),
        later=sum(end <= today + timedelta(days=LATER) for end, _ in ends),
        oldest=(oldest, oldest.reviewed) if oldest else None,
        next=(first[1], first[0]) if first else None,
        references=len(links),
        cited=sum(len(item.references) for item in items),
        sources=tuple((kind, kinds[kind]) for kind in ("arxiv", "doi", "url")),
    )


def expiry(item: Item) -> date:
    """The last day on which the review of a record holds."""
    return item.reviewed + timedelta(days=REVIEW_DAYS[item.volatility])


def _topics(
    questions: list[Question],
    exercises: list[Exercise],
    only: frozenset[str],
    targets: Mapping[str, Mapping[str, int]],
) -> tuple[Topic, ...]:
    counts = Counter((question.category, question.topic) for question in questions)
    if exercises:
        counts["coding", "coding"] = len(exercises)
    wanted = {
        (category, name): n
        for category, row in targets.items()
        for name, n in row.items()
        if not only or name in only  # the exercises of a few topics have no target of their own
    }
    names = dict.fromkeys([*wanted, *counts])
    return tuple(
        Topic(category, name, counts[category, name], wanted.get((category, name), 0))
        for category, name in names
        if not only or name in only or (name == "coding" and exercises)
    )


def _level(question: Question) -> str:
    return ("easy", "easy", "easy", "medium", "hard", "hard")[question.difficulty]


def _shares(counts: Counter[str], mix: dict[str, int]) -> tuple[Share, ...]:
    total, whole = counts.total(), sum(mix.values())
    return tuple(
        Share(name, counts[name], counts[name] / total if total else 0.0, part / whole)
        for name, part in mix.items()
    )
