"""Four wrong programs made from a solution: they keep its names and signatures and do no work."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Appended to the solution's text. The right answer is computed on copies, so that neither arguments nor
# objects change, and only its shape and type are kept.
_WRAPPER = """

import copy as _copy, functools as _functools, inspect as _inspect
import torch as _torch


def _sham_copy(value):
    if isinstance(value, _torch.Tensor):
        return value.detach().clone()
    if isinstance(value, (list, tuple)):
        return type(value)(_sham_copy(item) for item in value)
    if isinstance(value, dict):
        return {key: _sham_copy(item) for key, item in value.items()}
    try:
        return _copy.deepcopy(value)
    except Exception:
        return value


def _sham_filled(value, number):
    if isinstance(value, _torch.Tensor):
        return _torch.full_like(value.detach(), number)
    if isinstance(value, (list, tuple)):
        return type(value)(_sham_filled(item, number) for item in value)
    if isinstance(value, dict):
        return {key: _sham_filled(item, number) for key, item in value.items()}
    if isinstance(value, bool):
        return bool(number)
    if isinstance(value, (int, float)):
        return type(value)(number)
    if isinstance(value, str):
        return "0" if number else ""
    return None


def _sham_first(values):
    for value in values:
        if isinstance(value, _torch.Tensor):
            return value
    return values[0] if values else None


def _sham(function, kind, method):
    @_functools.wraps(function)
    def replaced(*args, **kwargs):
        if kind == "raise":
            raise RuntimeError("sham")
        given = (*args[1:], *kwargs.values()) if method else (*args, *kwargs.values())
        if kind == "input":
            return _sham_first(given)
        copied, named = _sham_copy((args, kwargs))
        return _sham_filled(function(*copied, **named), 0 if kind == "zeros" else 1)
    return replaced


def _sham_class(cls, kind):
    members = {
        name: _sham(value, kind, True)
        for name, value in vars(cls).items()
        if _inspect.isfunction(value) and (not name.startswith("_") or name == "__call__")
    }
    return type(cls.__name__, (cls,), members)


for _name in NAMES:
    _thing = globals()[_name]
    if _inspect.isclass(_thing):
        globals()[_name] = _sham_class(_thing, KIND)
    elif callable(_thing):
        globals()[_name] = _sham(_thing, KIND, False)
"""
KINDS = ("zeros", "input", "constant", "raise")


@dataclass(frozen=True, slots=True)
class Sham:
    """A wrong program: what it returns (`kind`), and its text."""

    kind: str
    text: str


def shams(solution: str, names: Sequence[str]) -> Iterator[Sham]:
    """One program for each of KINDS: zeros, its input, ones in the right shape, an exception."""
    for kind in KINDS:
        wrapper = _WRAPPER.replace("NAMES", repr(list(names))).replace("KIND", repr(kind))
        yield Sham(kind, solution + wrapper)
