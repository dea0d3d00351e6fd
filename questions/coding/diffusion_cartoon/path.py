"""Stage 1, first part: the network by itself, and the path from pictures to noise that add_noise draws."""

from collections.abc import Iterator

import torch
from torch import Tensor

from aigc_quiz.bank.question import Text
from aigc_quiz.grading import Check, Submission, expect

BATCH = 8
SIZE = 32
TIMES = torch.linspace(0, 1, 21)


def whole(submission: Submission) -> int:
    """A fresh seed of the judge's."""
    return int(submission.integers(0, 2**31, (1,)).item())


def network(submission: Submission, fixture: str) -> Iterator[Check]:
    """Shapes, and whether x, t and nothing else reach the answer."""
    x, t = submission.normal(BATCH, 3, SIZE, SIZE), submission.uniform(BATCH, low=0.2, high=0.8)
    other_t = (t + 0.5) % 1
    seed = whole(submission)
    found = submission.run(fixture, "forward", seed, submission.device, x, t, other_t)
    size, first = found["image_size"], found["first"]
    yield expect(
        "image_size",
        size == SIZE,
        Text(
            zh=f"Denoiser({SIZE}).image_size 应是 {SIZE}，实际是 {size}。sample 靠它知道要画多大的图。",
            en=f"Denoiser({SIZE}).image_size should be {SIZE}; it is {size}. sample learns from it how large to draw.",
        ),
    )
    want = tuple(x.shape)
    yield expect(
        "denoiser_shape",
        tuple(first.shape) == want
        and first.is_floating_point()
        and bool(torch.isfinite(first).all()),
        Text(
            zh=f"denoiser(x, t) 应返回与 x 同形状 {want} 的有限浮点数，实际是 {first.dtype} {tuple(first.shape)}。",
            en=f"denoiser(x, t) should give finite floats of the shape of x, {want}; it gave {first.dtype} {tuple(first.shape)}.",
        ),
    )
    answer = found["at_t"]
    if tuple(answer.shape) != want:
        return
    scale = float(answer.std()) + 1e-9

    def change(other: Tensor) -> float:
        return float((other - answer).abs().mean()) / scale

    yield expect(
        "denoiser_uses_x",
        change(found["at_other_x"]) > 1e-3,
        Text(
            zh="换一批 x，denoiser(x, t) 的输出不变：forward 没有用到 x。",
            en="Other images x give the same denoiser(x, t): forward does not use x.",
        ),
    )
    yield expect(
        "denoiser_uses_t",
        change(found["at_other_t"]) > 1e-3,
        Text(
            zh="换一个 t，denoiser(x, t) 的输出不变：t 没有进入网络。把 t 编码成向量（正弦编码 + 小 MLP），再加到（或缩放）每个块的通道上。",
            en="Another t gives the same denoiser(x, t): t does not reach the network. Embed t as a vector (sines, a small MLP) and let it shift or scale the channels of each block.",
        ),
    )
    yield expect(
        "denoiser_takes_each_image_alone",
        change(found["alone"]) < 0.05,
        Text(
            zh=f"eval 模式下，一批图一起送进去和逐张送进去，输出相差 {change(found['alone']):.0%}：每张图只能看它自己的 x 和 t。检查 t 的广播（是不是只用了 t[0] 或 t.mean()?）以及归一化的维度。",
            en=f"In eval mode the answers for a batch and for its images one by one differ by {change(found['alone']):.0%}: an image may depend on its own x and t only. Look at how t is broadcast (only t[0], or t.mean()?) and over which dimensions you normalise.",
        ),
    )


def split(mixed: Tensor, one: Tensor, two: Tensor) -> tuple[Tensor, Tensor, float]:
    """Least squares, row by row: mixed = a * one + b * two; (a, b, largest remainder)."""
    rows = [each.double().flatten(1) for each in (mixed, one, two)]
    basis = torch.stack(rows[1:], dim=-1)  # (B, P, 2)
    shares = torch.linalg.lstsq(basis, rows[0].unsqueeze(-1)).solution  # (B, 2, 1)
    rest = float((rows[0] - (basis @ shares).squeeze(-1)).abs().max())
    return shares[:, 0, 0], shares[:, 1, 0], rest


def is_like(value: object, want: Tensor) -> bool:
    """Whether a claim is finite floats of the shape of `want`."""
    return (
        isinstance(value, Tensor)
        and value.shape == want.shape
        and value.is_floating_point()
        and bool(torch.isfinite(value).all())
    )


def mixing(submission: Submission) -> Iterator[Check]:
    """add_noise: from the picture at t = 0 to noise at t = 1. target: what the network is to answer."""
    n = len(TIMES)
    images, noise = submission.uniform(n, 3, 8, 8, low=-1), submission.normal(n, 3, 8, 8)
    mixed = submission.call("add_noise", images, noise, TIMES)
    unchanged = submission.inputs_unchanged()
    good = is_like(mixed, images)
    a, b, rest = split(mixed, images, noise) if good else (TIMES, TIMES, 9.0)
    yield expect(
        "add_noise_mixes",
        good and rest < 1e-3 and unchanged,
        Text(
            zh="add_noise(images, noise, t) 的每一张都应是 a(t) * images + b(t) * noise：系数只取决于这张图自己的 t，"
            + ("且不得改动输入。" if not unchanged else f"实际最多相差 {rest:.2g}。")
            + "t 的形状是 (B,)，要先变成 (B, 1, 1, 1)。",
            en="Each row of add_noise(images, noise, t) should be a(t) * images + b(t) * noise, with factors that depend on its own t only"
            + (
                ", and the inputs left as they are."
                if not unchanged
                else f"; the remainder is up to {rest:.2g}."
            )
            + " t has shape (B,): make it (B, 1, 1, 1) first.",
        ),
    )
    if not good or rest >= 1e-3:
        return
    ends = [float(x) for x in (a[0], b[0], a[-1], b[-1])]
    yield expect(
        "add_noise_ends",
        abs(ends[0] - 1) < 0.05
        and abs(ends[1]) < 0.1
        and abs(ends[2]) < 0.15
        and abs(ends[3] - 1) < 0.15,
        Text(
            zh=f"t=0 应是原图，t=1 应（几乎）是纯噪声。实际：t=0 时 {ends[0]:.2f} * images + {ends[1]:.2f} * noise,t=1 时 {ends[2]:.2f} * images + {ends[3]:.2f} * noise。时间反了？DDPM 里用了 alpha 而不是累乘的 alpha_bar?",
            en=f"t=0 should be the picture itself, t=1 (nearly) pure noise. Here t=0 is {ends[0]:.2f} * images + {ends[1]:.2f} * noise, and t=1 is {ends[2]:.2f} * images + {ends[3]:.2f} * noise. Is time reversed? Does a DDPM use alpha where the product alpha_bar belongs?",
        ),
    )
    signal = (a / (a.square() + b.square()).sqrt()).diff()
    yield expect(
        "add_noise_grows_steadily",
        bool((signal < 1e-3).all()) and float(signal.min()) > -0.35,
        Text(
            zh="随着 t 从 0 增加到 1，噪声所占的份额应一步步增加，而不是来回变化或一步跳完。",
            en="As t goes from 0 to 1 the share of noise should grow steadily: not up and down, and not in one leap.",
        ),
    )
    wanted = submission.call("target", images, noise, TIMES)
    good = is_like(wanted, images)
    c, d, rest = split(wanted, images, noise) if good else (a, b, 9.0)
    # Of what the network sees (a, b) nothing can be learnt that is only a multiple of it.
    apart = (a * d - b * c).abs() / ((a**2 + b**2) * (c**2 + d**2)).sqrt().clamp_min(1e-9)
    yield expect(
        "target_is_something_to_learn",
        good and rest < 1e-3 and float(apart.mean()) > 0.2,
        Text(
            zh="target(images, noise, t) 应是网络要回答的东西：噪声、原图，或两者的组合（如 noise - images)，形状同 images。"
            + (
                "现在它只是 add_noise 的结果的倍数，网络原样输出 x 就能做到。"
                if good and rest < 1e-3
                else ""
            ),
            en="target(images, noise, t) should be what the network is to answer: the noise, the picture, or a mixture such as noise - images, in the shape of images."
            + (
                " It is a multiple of what add_noise gives: the network need only repeat x."
                if good and rest < 1e-3
                else ""
            ),
        ),
    )
