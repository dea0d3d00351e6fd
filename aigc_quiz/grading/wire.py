"""Frames between judge and worker: a small JSON header and raw tensor bytes, never pickle.

A frame is `u32 header length, u64 body length, header, body`, all little-endian. The header is
strict JSON `{"kind": str, "value": tree, "tensors": [[dtype, shape], ...]}`; the body is the tensors'
bytes one after the other, nothing between and nothing left over. Nothing is read before its
length has passed the caps. The module stands alone, because the worker runs a copy of its text.
"""

import json
import math
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

if TYPE_CHECKING:
    import torch

Json: TypeAlias = "None | bool | int | float | str | list[Json] | dict[str, Json]"
# What crosses the wire: None, bool, int, float, str, torch tensors, dtypes and devices, Remote, Opaque,
# and lists, tuples and dicts of them. It is the author's to know which of them a call returns.
Value: TypeAlias = Any

PREFIX = struct.Struct("<IQ")
HEADER_CAP = 1 << 20
BODY_CAP = 256 << 20
TENSORS_CAP = 20_000
DIMENSIONS_CAP = 8
DEPTH_CAP = 40
ITEM_BYTES = {
    "bool": 1, "uint8": 1, "int8": 1, "int16": 2, "int32": 4, "int64": 8, "float16": 2,
    "bfloat16": 2, "float32": 4, "float64": 8, "complex64": 8, "complex128": 16,
}  # fmt: skip


class WireFault(Exception):
    """The other side broke the protocol: what it sent must not be used."""


@dataclass(frozen=True, slots=True)
class Remote:
    """An object that stays in the worker; the judge knows only its number."""

    number: int


@dataclass(frozen=True, slots=True)
class Opaque:
    """A returned object that is no data: only the name of its type crosses the wire."""

    type_name: str

    def __repr__(self) -> str:
        return f"<{self.type_name}>"


@dataclass(frozen=True, slots=True)
class Frame:
    """One message: its kind, a value tree, and the tensors' bytes that the tree refers to."""

    kind: str
    value: Json
    tensors: tuple[tuple[str, tuple[int, ...]], ...]
    body: bytearray

    def decoded(self) -> Value:
        """The value with its tensors (on the CPU, own memory).

        Raises:
            WireFault: the tree or a tensor is not what the protocol allows.
        """
        return _Decoder(self).value(self.value, 0)


def pack(kind: str, value: Value = None) -> bytes:
    """The bytes of a frame that carries `value`.

    Raises:
        WireFault: the value is too large or too deep to cross.
    """
    encoder = _Encoder()
    tree = encoder.tree(value, 0)
    header = json.dumps(
        {"kind": kind, "value": tree, "tensors": encoder.descriptions},
        separators=(",", ":"),
        allow_nan=False,
    ).encode("utf-8", "replace")
    if len(header) > HEADER_CAP:
        raise WireFault(f"a header of {len(header)} bytes; at most {HEADER_CAP} pass")
    body = b"".join(encoder.parts)
    return PREFIX.pack(len(header), len(body)) + header + body


def lengths(prefix: bytes) -> tuple[int, int]:
    """Header and body length from the 12 bytes of a prefix.

    Raises:
        WireFault: one of them is above its cap.
    """
    header, body = PREFIX.unpack(prefix)
    if header > HEADER_CAP or body > BODY_CAP:
        raise WireFault(f"a frame of {header} + {body} bytes; at most {HEADER_CAP} + {BODY_CAP}")
    return header, body


def parse(header: bytes, body: bytearray) -> Frame:
    """A frame from its two parts, which have passed `lengths`.

    Raises:
        WireFault: the header is not strict JSON of the shape above, or does not fit the body.
    """
    try:
        top = json.loads(
            header.decode("utf-8"),
            parse_constant=_refuse,
            parse_float=_finite,
            object_pairs_hook=_unique,
        )
    except (ValueError, RecursionError) as fault:  # UnicodeDecodeError is a ValueError
        raise WireFault(f"the header is not strict JSON: {type(fault).__name__}") from None
    if type(top) is not dict or set(top) != {"kind", "value", "tensors"}:
        raise WireFault("the header does not hold exactly kind, value and tensors")
    kind, tensors = top["kind"], top["tensors"]
    if type(kind) is not str or type(tensors) is not list or len(tensors) > TENSORS_CAP:
        raise WireFault("kind or tensors is of the wrong type")
    described = tuple(_description(item) for item in tensors)
    if sum(_size(dtype, shape) for dtype, shape in described) != len(body):
        raise WireFault("the tensors do not fill the body exactly")
    return Frame(kind, top["value"], described, body)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key stands twice")
    return made


def _description(item: object) -> tuple[str, tuple[int, ...]]:
    if type(item) is not list or len(item) != 2:
        raise WireFault("a tensor is described by [dtype, shape]")
    dtype, shape = item
    if type(dtype) is not str or dtype not in ITEM_BYTES:
        raise WireFault("an unknown dtype")
    if type(shape) is not list or len(shape) > DIMENSIONS_CAP:
        raise WireFault(f"a shape has at most {DIMENSIONS_CAP} sizes")
    if not all(type(size) is int and 0 <= size <= BODY_CAP for size in shape):
        raise WireFault("a size is a whole number that fits the body")
    if math.prod(size for size in shape if size) > BODY_CAP:  # torch multiplies them out even so
        raise WireFault("an empty tensor with sizes beyond all bounds")
    return dtype, tuple(shape)


def _size(dtype: str, shape: tuple[int, ...]) -> int:
    return ITEM_BYTES[dtype] * math.prod(shape)


class _Encoder:
    """Turns a value into a JSON tree and a list of raw tensors."""

    def __init__(self) -> None:
        self.descriptions: list[Json] = []
        self.parts: list[bytes] = []
        self.bytes = 0

    def tree(self, value: Value, depth: int) -> Json:
        if depth > DEPTH_CAP:
            raise WireFault(f"a value nested deeper than {DEPTH_CAP}")
        if value is None or isinstance(value, bool):
            return None if value is None else bool(value)
        if isinstance(value, int):
            return int(value)
        if isinstance(value, float):
            number = float(value)
            return number if math.isfinite(number) else {"float": str(number)}
        if isinstance(value, str):
            return str(value)
        if isinstance(value, tuple):
            return {"tuple": [self.tree(item, depth + 1) for item in value]}
        if isinstance(value, list):
            return [self.tree(item, depth + 1) for item in value]
        if isinstance(value, dict):
            pairs: list[Json] = [
                [self.tree(k, depth + 1), self.tree(v, depth + 1)] for k, v in value.items()
            ]
            return {"dict": pairs}
        if isinstance(value, Remote):
            return {"remote": value.number}
        if isinstance(value, Opaque):
            return {"opaque": value.type_name}
        return self._torch(value)

    def _torch(self, value: Value) -> Json:
        import torch

        if isinstance(value, torch.Tensor):
            return self._tensor(value)
        if isinstance(value, torch.dtype):
            return {"dtype": str(value).removeprefix("torch.")}
        if isinstance(value, torch.device):
            return {"device": str(value)}
        if isinstance(value, torch.Generator):
            return {"generator": self._tensor(value.get_state())}
        if isinstance(value, torch.Size):
            return {"tuple": [int(size) for size in value]}
        item = getattr(value, "item", None)
        if type(value).__module__ == "numpy" and not hasattr(value, "__len__") and item is not None:
            return self.tree(item(), DEPTH_CAP)  # a numpy scalar is a number
        return {"opaque": f"{type(value).__module__}.{type(value).__qualname__}"[:200]}

    def _tensor(self, value: "torch.Tensor") -> Json:
        import torch

        name = str(value.dtype).removeprefix("torch.")
        if value.layout != torch.strided or name not in ITEM_BYTES or value.device.type == "meta":
            return {"opaque": f"torch.Tensor({name}, {value.layout}, {value.device.type})"}
        size = value.numel() * value.element_size()
        self.bytes += size
        if self.bytes > BODY_CAP or value.ndim > DIMENSIONS_CAP:
            raise WireFault(
                f"a tensor of shape {tuple(value.shape)} is too large to give back "
                f"(at most {BODY_CAP >> 20} MiB and {DIMENSIONS_CAP} dimensions)"
            )
        plain = value.detach().cpu().resolve_conj().resolve_neg().contiguous()
        self.descriptions.append([name, [int(s) for s in value.shape]])
        self.parts.append(plain.reshape(-1).view(torch.uint8).numpy().tobytes() if size else b"")
        return {"tensor": len(self.descriptions) - 1}


class _Decoder:
    """Turns a frame's tree back into values; every node is checked."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.given: set[int] = set()  # each tensor once: a copy for each mention would know no cap
        self.offsets = [0]
        for dtype, shape in frame.tensors:
            self.offsets.append(self.offsets[-1] + _size(dtype, shape))

    def value(self, tree: Json, depth: int) -> Value:
        if depth > DEPTH_CAP:
            raise WireFault(f"a value nested deeper than {DEPTH_CAP}")
        if tree is None or isinstance(tree, bool | int | float | str):
            return tree
        if isinstance(tree, list):
            return [self.value(item, depth + 1) for item in tree]
        if len(tree) != 1:
            raise WireFault("a node has exactly one tag")
        tag, inside = next(iter(tree.items()))
        if tag == "tensor" and type(inside) is int and 0 <= inside < len(self.frame.tensors):
            return self._tensor(inside)
        if tag == "tuple" and type(inside) is list:
            return tuple(self.value(item, depth + 1) for item in inside)
        if tag == "dict" and type(inside) is list:
            return self._dict(inside, depth)
        if tag == "float" and inside in ("nan", "inf", "-inf"):
            return float(str(inside))
        if tag == "remote" and type(inside) is int:
            return Remote(inside)
        if tag == "opaque" and type(inside) is str and len(inside) <= 300:
            return Opaque(inside)
        return self._torch(tag, inside)

    def _dict(self, pairs: list[Json], depth: int) -> dict[Value, Value]:
        made: dict[Value, Value] = {}
        for pair in pairs:
            if type(pair) is not list or len(pair) != 2:
                raise WireFault("a dict is a list of [key, value]")
            key = self.value(pair[0], depth + 1)
            if not isinstance(key, str | int | float | bool | None):
                raise WireFault("a dict's key is a plain value")
            made[key] = self.value(pair[1], depth + 1)
        if len(made) != len(pairs):
            raise WireFault("a dict's key stands twice")
        return made

    def _torch(self, tag: str, inside: Json) -> Value:
        import torch

        if tag == "dtype" and type(inside) is str and inside in ITEM_BYTES:
            return getattr(torch, inside)
        if tag == "device" and type(inside) is str:
            try:
                return torch.device(inside)
            except RuntimeError:
                raise WireFault("an unknown device") from None
        if tag == "generator" and type(inside) is dict:
            return self._generator(inside)
        raise WireFault("an unknown node")

    def _generator(self, inside: dict[str, Json]) -> "torch.Generator":
        import torch

        state = self.value(inside, DEPTH_CAP)
        made = torch.Generator()
        try:
            made.set_state(state)
        except (RuntimeError, TypeError):
            raise WireFault("not a generator's state") from None
        return made

    def _tensor(self, index: int) -> "torch.Tensor":
        import torch

        if index in self.given:
            raise WireFault("a tensor stands twice")
        self.given.add(index)
        name, shape = self.frame.tensors[index]
        start, end = self.offsets[index], self.offsets[index + 1]
        dtype: torch.dtype = getattr(torch, name)
        if start == end:
            return torch.empty(shape, dtype=dtype)
        raw = torch.frombuffer(self.frame.body[start:end], dtype=torch.uint8)  # its own memory
        if dtype is torch.bool:
            if bool((raw > 1).any()):
                raise WireFault("a bool is 0 or 1")
            return raw.bool().reshape(shape)
        return raw.view(dtype).reshape(shape)
