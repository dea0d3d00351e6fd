"""A mock interview: which questions its blueprint draws, and what the answers are worth."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from aigc_quiz.bank.question import Question, Text
from aigc_quiz.quiz.asked import Asked, Random, ask, shuffled
from aigc_quiz.quiz.blueprints import SECONDS, Area, Blueprint, kind, of_topics
from aigc_quiz.quiz.marking import Mark
from aigc_quiz.quiz.relations import spaced

_PLANNED = 0.9  # of the time is filled; the rest is for reading and going back
_LEVEL_WEIGHT = 0.7  # how much a level counts beside area and kind
_NOISE = 0.03  # of the whole time: interviews of one blueprint differ
WEAK = 0.7  # a topic below this score is worth study


@dataclass(frozen=True, slots=True)
class Said:
    """What became of one question: `mark` is None where it was left open. `seconds` were spent on it."""

    asked: Asked
    text: str
    mark: Mark | None
    seconds: float
    flagged: bool = False

    @property
    def score(self) -> float:
        """0 to 1; an open question earns nothing."""
        return self.mark.score if self.mark else 0.0


@dataclass(frozen=True, slots=True)
class Part:
    """The score of a part of an interview: `score` is the mean over all its questions, 0 to 1."""

    name: Text
    score: float
    asked: int
    answered: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Study:
    """A topic to study: what was lost in it, worst first."""

    topic: str
    score: float
    missed: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """An interview marked. `right` is the mean over what was answered, None if nothing was."""

    score: float
    right: float | None
    asked: int
    answered: int
    areas: tuple[Part, ...]
    topics: tuple[Part, ...]
    kinds: tuple[Part, ...]
    study: tuple[Study, ...]


def fitting(blueprint: Blueprint, questions: Sequence[Question]) -> Blueprint:
    """The blueprint with the areas that the bank can fill; one area a topic where it can fill none."""
    held = {question.topic for question in questions}
    if not held.intersection(topic for area in blueprint.areas for topic in area.topics):
        return of_topics(blueprint, tuple(sorted(held)))
    areas = [area for area in blueprint.areas if held & {*area.topics}]
    whole = sum(area.share for area in areas)
    return Blueprint(
        blueprint.role,
        blueprint.title,
        tuple(Area(area.name, area.share / whole, area.topics) for area in areas),
        blueprint.levels,
        blueprint.kinds,
        blueprint.version,
    )


def draw(
    questions: Sequence[Question],
    blueprint: Blueprint,
    seconds: float,
    random: Random,
    *,
    asked_before: Container[str] = (),
) -> tuple[Asked, ...]:
    """The questions of an interview of so many seconds, easier ones earlier, areas mixed.

    Each step takes the area, kind and level that lack most against the blueprint's shares of the
    time. At least one question is drawn if there is any.

    Args:
        questions: the bank's.
        blueprint: see `fitting`.
        seconds: of the whole interview.
        random: draws among equals, and the order of options and the numbers.
        asked_before: ids that are taken only where nothing else fits.
    """
    areas = {topic: i for i, area in enumerate(blueprint.areas) for topic in area.topics}
    shelves: defaultdict[tuple[int, str, int], list[Question]] = defaultdict(list)
    for question in shuffled(questions, random):
        if question.topic in areas:
            place = (areas[question.topic], kind(question), question.difficulty)
            shelves[place].append(question)
    for shelf in shelves.values():
        shelf.sort(key=lambda question: question.id not in asked_before)  # the last is taken
    spent: defaultdict[int | str, float] = defaultdict(float)
    left, chosen = _PLANNED * seconds, list[Question]()
    while shelves:
        open_ = [place for place in shelves if SECONDS[place[1]] <= left]
        if not open_:
            if chosen:
                break
            open_ = list(shelves)

        def lack(place: tuple[int, str, int]) -> float:
            area, of_kind, level = place
            return (
                blueprint.areas[area].share
                + blueprint.kinds[of_kind]
                + _LEVEL_WEIGHT * blueprint.levels[level]
                - (spent[f"area {area}"] + spent[of_kind] + _LEVEL_WEIGHT * spent[level]) / seconds
                + _NOISE * random.random()
            )

        best = max(open_, key=lack)
        chosen.append(shelves[best].pop())
        if not shelves[best]:
            del shelves[best]
        cost = SECONDS[best[1]]
        for share in (f"area {best[0]}", best[1], best[2]):
            spent[share] += cost
        left -= cost
    return tuple(ask(question, random) for question in _ordered(chosen, random))


def _ordered(chosen: Sequence[Question], random: Random) -> list[Question]:
    """Rising difficulty, give or take one level; the same topic and siblings not side by side."""
    ranked = sorted((q.difficulty + 2 * random.random(), i) for i, q in enumerate(chosen))
    return spaced([chosen[i] for _, i in ranked])


def result(said: Sequence[Said], blueprint: Blueprint, kinds: Mapping[str, Text]) -> Result:
    """What an interview is worth, as a whole and by area, topic and kind; what to study next."""
    parts: defaultdict[str, list[Said]] = defaultdict(list)
    by_kind: defaultdict[str, list[Said]] = defaultdict(list)
    for one in said:
        parts[one.asked.question.topic].append(one)
        by_kind[kind(one.asked.question)].append(one)
    areas = []
    for area in blueprint.areas:
        inside = [one for topic in area.topics for one in parts.get(topic, ())]
        if inside:
            areas.append(_part(area.name, inside))
    marks = [one.mark.score for one in said if one.mark]
    study = [
        Study(topic, _mean(inside), tuple(sorted(missed, key=lambda one: one.score)))
        for topic, inside in parts.items()
        if _mean(inside) < WEAK and (missed := [one for one in inside if not _right(one)])
    ]
    # The most lost points first: two questions at half are worth more study than one at 40 %.
    study.sort(key=lambda entry: -sum(1 - one.score for one in entry.missed))
    return Result(
        score=_mean(said),
        right=sum(marks) / len(marks) if marks else None,
        asked=len(said),
        answered=len(marks),
        areas=tuple(areas),
        topics=tuple(_part(Text(topic, topic), inside) for topic, inside in parts.items()),
        kinds=tuple(_part(kinds[name], by_kind[name]) for name in SECONDS if by_kind[name]),
        study=tuple(study),
    )


def _part(name: Text, inside: Sequence[Said]) -> Part:
    return Part(
        name=name,
        score=_mean(inside),
        asked=len(inside),
        answered=sum(one.mark is not None for one in inside),
        seconds=sum(one.seconds for one in inside),
    )


def _right(one: Said) -> bool:
    return one.mark is not None and one.mark.correct


def _mean(said: Sequence[Said]) -> float:
    return sum(one.score for one in said) / len(said) if said else 0.0
