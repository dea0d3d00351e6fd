"""The rules of numeric questions: formulas, variables and named errors."""

import itertools
import math
from collections.abc import Iterator

from aigc_quiz.bank import formula, words
from aigc_quiz.bank.question import Numeric
from aigc_quiz.errors import QuizError

COMBINATIONS = 2000
TOLERANCE = 0.2

Setting = dict[str, float]


def faults(question: Numeric) -> Iterator[str]:
    """What is wrong with the number, its variables, formulas and errors; nothing for a sound one."""
    if not 0 <= question.tolerance <= TOLERANCE:
        yield f"tolerance is {question.tolerance:g}; it is relative, from 0 to {TOLERANCE}"
    names = {name for name, _ in question.variables}
    sound = True
    for text in _variables(question, names):
        sound = False
        yield text
    for number, error in enumerate(question.errors, 1):
        if not words.KEBAB.fullmatch(error.misconception):
            yield f"errors[{number}].misconception is not kebab-case; write it like 'half-the-bytes'"
    if sound:
        yield from _values(question)


def _variables(question: Numeric, names: set[str]) -> Iterator[str]:
    for lang, stem in (("zh", question.stem.zh), ("en", question.stem.en)):
        there = words.placeholders(stem)
        for name in sorted(names - there):
            yield f"stem.{lang} does not say {{{{{name}}}}}; a reader needs each variable"
        for name in sorted(there - names):
            yield f"stem.{lang} names {{{{{name}}}}}, which variables does not hold; add it"
    for text in (question.explanation, *question.hints):
        for name in sorted((words.placeholders(text.zh) | words.placeholders(text.en)) - names):
            yield f"a text names {{{{{name}}}}}, which variables does not hold; correct it"
    if names and not question.formula:
        yield "has variables and no formula; add the formula"
    for name, values in question.variables:
        if not name.isidentifier() or name in formula.FUNCTIONS or name in formula.CONSTANTS:
            yield f"variable {name!r} is no free Python name; rename it"
        if len(set(values)) < len(values):
            yield f"variable {name!r} has a value twice; delete one"
    count = math.prod(len(values) for _, values in question.variables)
    if count > COMBINATIONS:
        yield f"the variables have {count} combinations; {COMBINATIONS} are enough"


def settings(question: Numeric) -> Iterator[Setting]:
    """Each combination of the variables' values; the defaults come first."""
    names = [name for name, _ in question.variables]
    for values in itertools.product(*(values for _, values in question.variables)):
        yield dict(zip(names, values, strict=True))


def same(value: float, right: float, tolerance: float, decimals: int) -> bool:
    """Whether marking takes a number for another one: within its relative tolerance, or without one equal as rounded.

    The slack is that of binary fractions.
    """
    if tolerance == 0:
        off = abs(round(value, decimals) - round(right, decimals))
        return off <= 1e-9 * max(1.0, abs(right))
    return abs(value - right) <= (tolerance + 1e-9) * abs(right)


def _values(question: Numeric) -> Iterator[str]:
    try:
        rights = [(setting, _right(question, setting)) for setting in settings(question)]
    except QuizError as fault:
        yield str(fault)
        return
    default, right = rights[0]
    if question.formula:
        for name in sorted(set(default) - formula.names(question.formula)):
            yield f"variable {name!r} is not in the formula; use it or delete it"
    if not same(question.answer, right, question.tolerance, question.decimals):
        yield f"answer is {question.answer:g}; the formula gives {right:.10g}; correct one of them"
    found: dict[int, list[float]] = {}  # an error's number: its values, setting by setting
    for number, error in enumerate(question.errors, 1):
        try:
            found[number] = [_at(error.formula, setting) for setting, _ in rights]
        except QuizError as fault:
            yield f"errors[{number}]: {fault}"
    yield from _right_after_all(question, rights, found)
    yield from _confused(question, rights, found)


def _right(question: Numeric, setting: Setting) -> float:
    return _at(question.formula, setting) if question.formula else question.answer


def _right_after_all(
    question: Numeric, rights: list[tuple[Setting, float]], found: dict[int, list[float]]
) -> Iterator[str]:
    for number, values in found.items():
        for (setting, right), value in zip(rights, values, strict=True):
            if same(value, right, question.tolerance, question.decimals):
                yield (
                    f"errors[{number}] gives the right answer, {right:.6g}{_shown(setting)}; "
                    "change its formula or the variables"
                )
                break


def _confused(
    question: Numeric, rights: list[tuple[Setting, float]], found: dict[int, list[float]]
) -> Iterator[str]:
    """Two errors of one value: whoever made the second would be told of the first."""
    for first, second in itertools.combinations(found, 2):
        for (setting, _), one, other in zip(rights, found[first], found[second], strict=True):
            pair = (question.tolerance, question.decimals)
            if same(one, other, *pair) or same(other, one, *pair):
                yield (
                    f"errors[{first}] and errors[{second}] both give {one:.6g}{_shown(setting)}, so the "
                    "wrong one would be named; change a formula, the variables or drop one"
                )
                break


def _at(text: str, setting: Setting) -> float:
    try:
        return formula.evaluate(text, setting)
    except QuizError as fault:
        raise QuizError(f"{fault}{_shown(setting)}") from None


def _shown(setting: Setting) -> str:
    return f" (at {', '.join(f'{k}={v:g}' for k, v in setting.items())})" if setting else ""
