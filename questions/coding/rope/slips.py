"""RoPE by complex numbers in float64, the gradient's fixture, and what well-known slips give."""

import inspect
from collections.abc import Mapping

import torch
from torch import Tensor

from aigc_quiz.grading import Text

Slips = Mapping[str, tuple[Tensor, Text]]
HALVES, INTERLEAVED = -2, -1  # a layout is the axis along which a pair lies, once x is unflattened


def split(x: Tensor, axis: int) -> Tensor:
    """The pairs of features as complex numbers, (..., d/2)."""
    half = x.size(-1) // 2
    pairs = x.double().unflatten(-1, (half, 2) if axis == INTERLEAVED else (2, half))
    return torch.complex(*pairs.unbind(axis))


def joined(pairs: Tensor, axis: int) -> Tensor:
    """The features of complex numbers in the layout asked for, (..., d)."""
    return torch.stack([pairs.real, pairs.imag], axis).flatten(-2)


def unit(angle: Tensor) -> Tensor:
    """The complex numbers by which to multiply."""
    return torch.polar(torch.ones_like(angle), angle)


def angles(x: Tensor, positions: Tensor, base: float) -> Tensor:
    """How far each pair turns, (..., L, d/2)."""
    d = x.size(-1)
    frequencies = [base ** (-2 * i / d) for i in range(d // 2)]
    return positions.double()[..., None] * torch.tensor(frequencies, dtype=torch.float64)


def rope(x: Tensor, positions: Tensor, base: float, axis: int) -> Tensor:
    """In float64, rounded once to the dtype of x."""
    turned = split(x, axis) * unit(angles(x, positions, base))
    return joined(turned, axis).to(x.dtype)


def gradient(program, x, positions, base, interleaved, cotangent):
    """What x gets for sum(output * cotangent)."""
    x = x.clone().requires_grad_()
    out = program.rope(x, positions, base, interleaved=interleaved)
    if torch.is_tensor(out) and out.requires_grad and out.shape == cotangent.shape:
        return torch.autograd.grad((out * cotangent).sum(), x, allow_unused=True)[0]
    return None


FIXTURE = (
    inspect.getsource(gradient) + "\n\ndef run(*given):\n    return gradient(submission, *given)\n"
)


def slips(x: Tensor, positions: Tensor, base: float, axis: int) -> Slips:
    """Slips of either layout."""
    d, other = x.size(-1), HALVES + INTERLEAVED - axis
    pairs, angle = split(x, axis), angles(x, positions, base)
    turned = pairs * unit(angle)
    pair = torch.arange(d // 2, dtype=torch.float64)
    at = positions.double()[..., None]
    count = torch.arange(x.size(-2), dtype=torch.float64)[:, None]
    sequential = torch.complex(turned.real, turned.real * angle.sin() + pairs.imag * angle.cos())

    def by(exponent: Tensor, where: Tensor = at) -> Tensor:
        return joined(pairs * unit(where * base**-exponent), axis)

    wrong = {
        "other_layout": (
            rope(x.double(), positions, base, other),
            Text(
                zh="布局反了：interleaved=False 配对 (x[i], x[i + d/2])，True 配对 (x[2i], x[2i + 1])。",
                en="The layouts are swapped: interleaved=False pairs (x[i], x[i + d/2]), True pairs (x[2i], x[2i + 1]).",
            ),
        ),
        "clockwise": (
            joined(pairs * unit(-angle), axis),
            Text(
                zh="方向反了：应是 (a cos - b sin, a sin + b cos)。",
                en="It turns the wrong way: (a cos - b sin, a sin + b cos).",
            ),
        ),
        "sign_of_second": (
            joined(torch.complex(turned.real, turned.imag - 2 * pairs.imag * angle.cos()), axis),
            Text(
                zh="第二个分量的符号错了，向量的长度都变了：a sin + b cos。",
                en="The second component has a wrong sign, and even lengths change: a sin + b cos.",
            ),
        ),
        "sequential": (
            joined(sequential, axis),
            Text(
                zh="算 b 时用了已经更新的 a：两个新值都要从旧值算出。",
                en="b is computed from the new a: both new values come from the old ones.",
            ),
        ),
        "exponent_without_two": (
            by(pair / d),
            Text(
                zh="指数少了 2：是 base^(-2i/d)，i 是对的编号。",
                en="The exponent lacks the 2: base^(-2i/d), where i numbers the pairs.",
            ),
        ),
        "exponent_doubled": (
            by(4 * pair / d),
            Text(
                zh="指数大了一倍：是 2i/d，不是 2i/(d/2)。",
                en="The exponent is twice too large: 2i/d, not 2i/(d/2).",
            ),
        ),
        "exponent_from_one": (
            by(2 * (pair + 1) / d),
            Text(
                zh="i 从 1 数起了：第 0 对的频率应是 1。",
                en="i counts from 1: pair 0 has frequency 1.",
            ),
        ),
        "base_ignored": (
            rope(x.double(), positions, 10000.0, axis),
            Text(
                zh="base 写死成 10000 了（或者缓存了别的 base 的表）：应使用参数 base。",
                en="base is fixed at 10000 (or the table of another base is cached): use the argument.",
            ),
        ),
        "positions_ignored": (
            by(2 * pair / d, count),
            Text(
                zh="用的是 0, 1, 2, …：应使用参数 positions。",
                en="0, 1, 2, ... was used: use the argument positions.",
            ),
        ),
        "one_too_far": (
            by(2 * pair / d, at + 1),
            Text(
                zh="每个位置多算了 1：位置 0 处应当不变。",
                en="Every position is one too large: at position 0 nothing changes.",
            ),
        ),
        "angles_in_other_order": (
            _mixed(x, angle, axis),
            Text(
                zh="角度表与配对的布局不一致：切半配对用 cat([angle, angle])，交错配对用 repeat_interleave(2)。",
                en="The table of angles is in the other layout: halves need cat([angle, angle]), interleaved pairs repeat_interleave(2).",
            ),
        ),
        "put_back_in_other_order": (
            joined(turned, other),
            Text(
                zh="旋转对了，但放回时用了另一种布局：切半用 cat，交错用 stack 再 flatten。",
                en="Turned rightly, but put back in the other layout: cat for halves, stack and flatten for interleaved.",
            ),
        ),
    }
    return {label: (value.to(x.dtype), text) for label, (value, text) in wrong.items()}


def _mixed(x: Tensor, angle: Tensor, axis: int) -> Tensor:
    """Pairs of one layout turned by a table of the other."""
    wide = x.double()
    partner = joined(split(x, axis) * 1j, axis)
    table = torch.cat([angle, angle], -1) if axis == INTERLEAVED else angle.repeat_interleave(2, -1)
    return wide * table.cos() + partner * table.sin()
