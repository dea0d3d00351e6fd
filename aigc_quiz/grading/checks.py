"""What a grader yields: comparisons that nothing but the right values pass, and plain conditions."""

import math
from collections.abc import Iterable, Mapping

import torch

from aigc_quiz.bank.question import Text
from aigc_quiz.grading.report import Check
from aigc_quiz.grading.wire import Opaque, Value

# Relative to the largest expected value, by the type of the expected numbers.
RTOL = {
    torch.float64: 1e-7,
    torch.complex128: 1e-7,
    torch.float32: 1e-4,
    torch.complex64: 1e-4,
    torch.float16: 5e-3,
    torch.bfloat16: 3e-2,
}
_FLOAT_RTOL = 1e-5  # Python floats are often computed in float32
Mistakes = Mapping[str, tuple[Value, Text]]
_NOTHING = Text("", "")


def expect(
    name: str,
    condition: bool,  # noqa: FBT001 - reads as a sentence
    message: Text,
    *,
    points: float = 1,
    advice: bool = False,
) -> Check:
    """A check that passes when `condition` holds; `message` is shown when it does not."""
    passed = bool(condition)
    return Check(name, passed, _NOTHING if passed else message, 0 if advice else points, advice)


def close(
    name: str,
    got: Value,
    want: Value,
    *,
    hint: Text | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    points: float = 1,
    advice: bool = False,
    mistakes: Mistakes | None = None,
) -> Check:
    """A check that passes when `got` equals `want` in structure, type, shape and value.

    Whole numbers, booleans and texts must be equal; floating numbers may differ by `rtol` times
    the value plus `atol`. By default `rtol` follows the type (float32 1e-4) and `atol` is `rtol`
    times the root mean square of `want`, so that zeros never pass for small values. The message
    names the worst element, or the text of the first of `mistakes` (label -> (wrong value, text))
    that `got` matches, else what differs and the `hint`.
    """
    fault = _difference(got, want, rtol, atol)
    points = 0 if advice else points
    if fault is None:
        return Check(name, passed=True, points=points, advice=advice)
    for label, (wrong, text) in (mistakes or {}).items():
        if _difference(wrong, want, rtol, atol) and not _difference(got, wrong, rtol, atol):
            return Check(
                name, passed=False, message=text, points=points, advice=advice, mistake=label
            )
    if hint is not None:
        fault = Text(zh=f"{fault.zh}。{hint.zh}", en=f"{fault.en}. {hint.en}")
    return Check(name, passed=False, message=fault, points=points, advice=advice)


def first_fault(checks: Iterable[Check]) -> Check:
    """The first check that is not passed, else the last one: several cases, one line of the report.

    Raises:
        ValueError: there is no check.
    """
    last = None
    for last in checks:
        if not last.passed:
            return last
    if last is None:
        raise ValueError("no check")
    return last


def parts(claim: Value, count: int) -> tuple[Value, ...]:
    """The items of a tuple or list of `count` items, else `count` times None, which `close` fails.

    A submission may answer anything: unpacking its claim directly would be a fault of the grader.
    """
    if isinstance(claim, tuple | list) and len(claim) == count:
        return tuple(claim)
    return (None,) * count


def matches(
    got: Value, want: Value, *, rtol: float | None = None, atol: float | None = None
) -> bool:
    """Whether `close` would pass."""
    return _difference(got, want, rtol, atol) is None


def _difference(got: Value, want: Value, rtol: float | None, atol: float | None) -> Text | None:
    if isinstance(want, torch.Tensor):
        return _tensor_difference(got, want, rtol, atol)
    if isinstance(want, list | tuple):
        return _sequence_difference(got, want, rtol, atol)
    if isinstance(want, dict):
        if not isinstance(got, dict) or set(got) != set(want):
            return _unlike(got, want)
        for key in want:
            if fault := _difference(got[key], want[key], rtol, atol):
                return Text(zh=f"[{key!r}] {fault.zh}", en=f"[{key!r}]: {fault.en}")
        return None
    if isinstance(want, float):
        return _float_difference(got, want, rtol, atol)
    if type(got) is type(want) and got == want:
        return None
    return _unlike(got, want)


def _sequence_difference(
    got: Value, want: Value, rtol: float | None, atol: float | None
) -> Text | None:
    if type(got) is not type(want) and not (isinstance(got, list | tuple)):
        return _unlike(got, want)
    if len(got) != len(want):
        return Text(
            zh=f"期望 {len(want)} 个值，得到 {len(got)} 个",
            en=f"expected {len(want)} values, got {len(got)}",
        )
    for index, (one, other) in enumerate(zip(got, want, strict=True)):
        if fault := _difference(one, other, rtol, atol):
            return Text(zh=f"第 {index} 个值：{fault.zh}", en=f"value {index}: {fault.en}")
    return None


def _float_difference(
    got: Value, want: float, rtol: float | None, atol: float | None
) -> Text | None:
    if isinstance(got, torch.Tensor) and got.ndim == 0 and got.is_floating_point():
        got = float(got)
    if type(got) not in (float, int):
        return _unlike(got, want)
    if math.isnan(want) or math.isinf(want):
        same = got == want or (math.isnan(want) and math.isnan(got))
        return None if same else _unlike(got, want)
    relative = _FLOAT_RTOL if rtol is None else rtol
    allowed = relative * abs(want) + (1e-9 if atol is None else atol)
    return None if math.isfinite(got) and abs(got - want) <= allowed else _unlike(got, want)


def _tensor_difference(
    got: Value, want: torch.Tensor, rtol: float | None, atol: float | None
) -> Text | None:
    if not isinstance(got, torch.Tensor):
        return Text(
            zh=f"期望形状为 {tuple(want.shape)} 的张量，得到 {_name(got)}",
            en=f"expected a tensor of shape {tuple(want.shape)}, got {_name(got)}",
        )
    if got.shape != want.shape:
        return Text(
            zh=f"形状应为 {tuple(want.shape)}，得到 {tuple(got.shape)}",
            en=f"expected shape {tuple(want.shape)}, got {tuple(got.shape)}",
        )
    if got.dtype != want.dtype:
        return Text(
            zh=f"dtype 应为 {want.dtype}，得到 {got.dtype}",
            en=f"expected dtype {want.dtype}, got {got.dtype}",
        )
    if want.numel() == 0:
        return None
    want = want.detach().cpu()
    if want.dtype not in RTOL:
        return _worst(got, want, (got != want).double())
    return _floating_difference(got, want, RTOL[want.dtype] if rtol is None else rtol, atol)


def _floating_difference(
    got: torch.Tensor, want: torch.Tensor, rtol: float, atol: float | None
) -> Text | None:
    wide = torch.complex128 if want.is_complex() else torch.float64
    mine, right = got.detach().to(wide), want.to(wide)
    finite = torch.isfinite(right)
    odd = torch.isfinite(mine) != finite
    if not finite.all():  # infinities and NaN that are expected must stand in the same places
        same = (mine == right) | (torch.isnan(mine.real) & torch.isnan(right.real))
        odd |= ~finite & ~same
    if bool(odd.any()):
        place = tuple(int(i) for i in odd.nonzero()[0])
        return _at(place, mine, right, int(odd.sum()))
    mine, right = mine[finite], right[finite]
    if right.numel() == 0:
        return None
    if atol is None:
        root_mean_square = float(right.abs().square().mean().sqrt())
        # All zeros expected: the rounding of numbers about 1 is allowed, and no more.
        atol = rtol * root_mean_square or rtol * 1e-2
    allowed = rtol * right.abs() + atol
    excess = (mine - right).abs() - allowed
    if not bool((excess > 0).any()):
        return None
    full = torch.full(want.shape, -math.inf, dtype=torch.float64)
    full[finite] = excess
    return _worst(got, want, full)


def _worst(got: torch.Tensor, want: torch.Tensor, excess: torch.Tensor) -> Text | None:
    wrong = int((excess > 0).sum())
    if not wrong:
        return None
    flat = int(excess.reshape(-1).argmax())
    place: list[int] = []
    for size in reversed(want.shape):
        place.append(flat % size)
        flat //= size
    return _at(tuple(reversed(place)), got, want, wrong)


def _at(place: tuple[int, ...], got: torch.Tensor, want: torch.Tensor, wrong: int) -> Text:
    mine, right = _number(got[place].item()), _number(want[place].item())
    where = f"[{', '.join(map(str, place))}]" if place else ""
    share = f"{wrong}/{want.numel()}"
    return Text(
        zh=f"{share} 个值不对；相差最大处{where}：期望 {right}，得到 {mine}",
        en=f"{share} values differ; the worst{' at ' + where if where else ''}: "
        f"expected {right}, got {mine}",
    )


def _number(value: complex) -> str:
    return f"{value:.6g}" if isinstance(value, float | complex) else str(value)


def _unlike(got: Value, want: Value) -> Text:
    return Text(
        zh=f"期望 {_name(want)}，得到 {_name(got)}", en=f"expected {_name(want)}, got {_name(got)}"
    )


def _name(value: Value) -> str:
    if isinstance(value, torch.Tensor):
        return f"a tensor of shape {tuple(value.shape)}, {value.dtype}"
    if isinstance(value, float | complex) and not isinstance(value, bool):
        return _number(value)
    if isinstance(value, Opaque):
        return value.type_name
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
