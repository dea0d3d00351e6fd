"""Marks an answer to a question of any type."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from aigc_quiz.bank.question import Choice, Fill, KeyPoint, Numeric, Short, Text
from aigc_quiz.errors import QuizError
from aigc_quiz.quiz import letters, numbers, prose
from aigc_quiz.quiz.asked import Asked, number
from aigc_quiz.quiz.prose import Hit

RIGHT = 0.8  # the score from which a short answer counts as right
LENGTH = 20_000  # characters of an answer that are looked at

_NOT_A_LETTER = Text(zh="请答选项的字母", en="Answer with the letter of an option")
_ONE_LETTER = Text(zh="这题只选一项", en="Choose one option only")
_NOT_A_NUMBER = Text(
    zh="没读出数字；可写 1024、1.5e9、3/4、50%", en="No number found; write 1024, 1.5e9, 3/4 or 50%"
)
_EMPTY = Text(zh="没有答案", en="No answer")
_PILE = Text(
    zh="只有关键词，没有成句；请用句子说明它们的关系",
    en="Keywords without sentences; say how they belong together",
)
_CAPPED = Text(
    zh="缺少必答要点，得分不超过一半", en="A required point is missing: at most half the score"
)


@dataclass(frozen=True, slots=True)
class Misconception:
    """A mix-up that the answer shows: its tag, and what is wrong about it."""

    tag: str
    why: Text


@dataclass(frozen=True, slots=True)
class Mark:
    """The verdict on one answer.

    `score` is 0 to 1. `understood` is False where the text is no answer to this type of question
    ("hello" to a choice): then `note` says what to type. `chosen` holds the numbers of the file's
    options, from 0. `hits` carry the stretches of the typed answer.
    """

    score: float
    correct: bool
    understood: bool = True
    chosen: frozenset[int] = frozenset()
    hits: tuple[Hit, ...] = ()
    missed: tuple[KeyPoint, ...] = ()
    misconceptions: tuple[Misconception, ...] = ()
    note: Text | None = None


def mark(asked: Asked, answer: str) -> Mark:
    """Mark an answer; any text at all gets a mark, whatever the language it is in."""
    answer = answer[:LENGTH].strip()
    if not answer:
        return _none(_EMPTY)
    match asked.question:
        case Choice() as choice:
            return _choice(asked, choice, answer)
        case Fill() as fill:
            return _fill(fill, answer)
        case Numeric() as numeric:
            return _numeric(asked, numeric, answer)
        case Short() as short:
            return _short(short, answer)
    raise TypeError(asked.question.type)


def _none(note: Text) -> Mark:
    return Mark(score=0.0, correct=False, understood=False, note=note)


def _choice(asked: Asked, question: Choice, answer: str) -> Mark:
    chosen = letters.read(asked, answer)
    if chosen is None:
        return _none(_NOT_A_LETTER)
    if len(chosen) > 1 and question.type != "multi":
        return _none(_ONE_LETTER)
    key = frozenset(i for i, option in enumerate(question.options) if option.correct)
    right, wrong = len(chosen & key), len(chosen - key)
    return Mark(
        score=max(0.0, (right - wrong) / len(key)),
        correct=chosen == key,
        chosen=chosen,
        misconceptions=tuple(
            Misconception(option.misconception, option.why)
            for i, option in enumerate(question.options)
            if i in chosen and not option.correct
        ),
    )


def _fill(question: Fill, answer: str) -> Mark:
    given = _comparable(answer)
    accepted = {_comparable(text) for text in (*question.accept.zh, *question.accept.en)}
    right = given != "" and given in accepted
    return Mark(score=float(right), correct=right)


def _comparable(text: str) -> str:
    """NFKC, casefold, no spaces, no hyphens between letters, no article, no punctuation around."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    text = text.strip(" \t\r\n.,:;!?。、…'\"“”‘’`()[]《》「」$")
    text = re.sub(r"^(?:the|an?)\s+(?=\w)", "", text)
    text = re.sub(r"(?<=\w)[-‐‑](?=\w)", "", text)
    return re.sub(r"\s+", "", text)


def _numeric(asked: Asked, question: Numeric, answer: str) -> Mark:
    typed = numbers.read(answer, question.unit)
    if typed is None:
        return _none(_NOT_A_NUMBER)
    key = asked.key()
    if _equal(typed.value, key, question):
        return Mark(score=1.0, correct=True)
    for error in question.errors:
        wrong = numbers_of(error.formula, asked)
        if wrong is not None and _equal(typed.value, wrong, question):
            named = Misconception(error.misconception, error.why)
            return Mark(score=0.0, correct=False, misconceptions=(named,))
    return Mark(score=0.0, correct=False, note=_factor(typed, key, question))


def numbers_of(formula: str, asked: Asked) -> float | None:
    """The value of a named error's formula for what was asked; None where it has none."""
    from aigc_quiz.bank.formula import evaluate

    try:
        return evaluate(formula, dict(asked.variables))
    except QuizError:
        return None  # such a formula is a fault that `check` reports; no answer can match it


def _equal(value: float, key: float, question: Numeric) -> bool:
    if question.tolerance == 0:
        digits = question.decimals
        # Half a unit of the last digit, and the rounding of binary fractions.
        return abs(round(value, digits) - round(key, digits)) <= 1e-9 * max(1.0, abs(key))
    return abs(value - key) <= (question.tolerance + 1e-9) * abs(key) or value == key


def _factor(typed: numbers.Typed, key: float, question: Numeric) -> Text | None:
    if typed.converted:
        unit = question.unit
        return Text(
            zh=f"换算成 {unit.zh} 是 {number(typed.value)}",
            en=f"In {unit.en} that is {number(typed.value)}",
        )
    for factor in (1024.0**3, 1024.0**2, 1024.0, 1e9, 1e6, 1e3, 100.0, 10.0, 8.0, 2.0):
        for ratio in (factor, 1 / factor):
            if key and _equal(typed.value * ratio, key, question) and typed.value:
                more = "少" if ratio > 1 else "多"
                fewer = "small" if ratio > 1 else "large"
                return Text(
                    zh=f"差一个因子：答案{more}了 {number(factor)} 倍",
                    en=f"Off by a factor: {number(factor)} times too {fewer}",
                )
    return None


def decided(question: Short, answer: str, made: Sequence[bool]) -> Mark:
    """The mark of a free answer where somebody else says which key points it makes, in their order."""
    answer = answer[:LENGTH].strip()
    return _weighed(prose.decided(question, prose.read(question, answer), made))


def _short(question: Short, answer: str) -> Mark:
    return _weighed(prose.read(question, answer))


def _weighed(reading: prose.Reading) -> Mark:
    required = any(point.required for point in reading.missed)
    note = _PILE if reading.pile else _CAPPED if required and reading.hits else None
    return Mark(
        score=reading.score,
        correct=reading.score >= RIGHT,
        hits=reading.hits,
        missed=reading.missed,
        misconceptions=tuple(Misconception(t.misconception, t.why) for t in reading.misconceptions),
        note=note,
    )
