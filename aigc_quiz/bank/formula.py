"""Evaluates the formulas of numeric questions: arithmetic only, and bounded."""

import ast
import math
import operator
from collections.abc import Callable, Mapping

from aigc_quiz.errors import QuizError

NODES = 200
LENGTH = 500
MAGNITUDE = 1e30  # of every intermediate value
_EXPONENT = 1024
_COMB = 10_000  # comb(n, k) is computed exactly, so n is bounded

CONSTANTS = {"pi": math.pi, "e": math.e}
_BINARY: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
# name: (least, most arguments, function)
FUNCTIONS: dict[str, tuple[int, int, Callable[..., float]]] = {
    "abs": (1, 1, abs),
    "ceil": (1, 1, math.ceil),
    "floor": (1, 1, math.floor),
    "round": (1, 2, lambda x, digits=0: round(x, int(digits))),
    "sqrt": (1, 1, math.sqrt),
    "exp": (1, 1, math.exp),
    "log": (1, 2, math.log),
    "log2": (1, 1, math.log2),
    "log10": (1, 1, math.log10),
    "comb": (2, 2, lambda n, k: _comb(n, k)),
    "min": (1, 8, min),
    "max": (1, 8, max),
}


def evaluate(formula: str, variables: Mapping[str, float]) -> float:
    """The value of a formula: `+ - * / // % **`, numbers, variables, `pi`, `e` and FUNCTIONS.

    Raises:
        QuizError: the formula holds anything else, is too long, or has no finite value below 1e30.
    """
    if len(formula) > LENGTH:
        raise QuizError(f"formula is longer than {LENGTH} characters; simplify it")
    try:
        tree = ast.parse(formula.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise QuizError(f"formula {formula!r} cannot be parsed; write it as Python would") from None
    if sum(1 for _ in ast.walk(tree)) > NODES:
        raise QuizError(f"formula {formula[:40]!r}... has more than {NODES} parts; simplify it")
    try:
        value = float(_value(tree.body, variables))
    except (ArithmeticError, ValueError, TypeError) as fault:
        raise QuizError(f"formula {formula!r} has no value: {fault}; change it") from None
    return value


def names(formula: str) -> frozenset[str]:
    """The variables of a formula that can be parsed."""
    called = {*FUNCTIONS, *CONSTANTS}
    return frozenset(
        node.id
        for node in ast.walk(ast.parse(formula.strip(), mode="eval"))
        if isinstance(node, ast.Name) and node.id not in called
    )


def _value(node: ast.expr, variables: Mapping[str, float]) -> float:
    value = _raw(node, variables)
    if not abs(value) <= MAGNITUDE:  # `not <=` also catches NaN
        raise QuizError("formula exceeds 1e30; change it or its variables")
    return value


def _raw(node: ast.expr, variables: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return number
        case ast.Name(id=name):
            if name in variables:
                return variables[name]
            if name in CONSTANTS:
                return CONSTANTS[name]
            known = ", ".join((*variables, *CONSTANTS))
            raise QuizError(f"formula has an unknown name {name!r}; known: {known}")
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, variables)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _value(operand, variables)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _power(_value(left, variables), _value(right, variables))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return _BINARY[type(op)](_value(left, variables), _value(right, variables))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
            least, most, function = FUNCTIONS[name]
            if not least <= len(arguments) <= most:
                raise QuizError(
                    f"formula calls {name} with {len(arguments)} arguments; see its own"
                )
            return function(*(_value(argument, variables) for argument in arguments))
    raise QuizError(
        f"formula may not hold {ast.unparse(node)!r}; use numbers, names and + - * / // % **"
    )


def _power(base: float, exponent: float) -> float:
    if abs(exponent) > _EXPONENT:
        raise QuizError(f"formula raises to {exponent}; exponents go up to {_EXPONENT}")
    value: float | complex = base**exponent
    if isinstance(value, complex):
        raise QuizError("formula takes a root of a negative number; change it")
    return value


def _comb(n: float, k: float) -> float:
    if n != int(n) or k != int(k) or not 0 <= k <= n <= _COMB:
        raise QuizError(f"formula calls comb({n}, {k}); both are whole, 0 <= k <= n <= {_COMB}")
    return math.comb(int(n), int(k))
