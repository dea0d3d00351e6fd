"""Stage 1, third part: is the way back from noise to pictures the way that add_noise came?"""

from collections.abc import Iterator

import torch
from torch import Tensor

from aigc_quiz.bank.question import Text
from aigc_quiz.grading import Check, Submission, expect

from .path import SIZE, is_like, split, whole

PICTURES = 24
WIDE, NARROW = 0.3, 0.02  # deviations of the two made-up worlds, of pixels in [-1, 1]


def known_worlds(submission: Submission, fixture: str) -> Iterator[Check]:
    """`sample` with a network that is always right, in two worlds whose pictures we know."""
    mean = _gradients(submission)
    found, noisy = (
        submission.run(
            fixture, "known_world", whole(submission), submission.device, mean, spread, PICTURES
        )
        for spread in (WIDE, NARROW)
    )
    pictures = found["pictures"]
    shape = (PICTURES, 3, SIZE, SIZE)
    good = isinstance(pictures, Tensor) and tuple(pictures.shape) == shape
    good = good and pictures.dtype == torch.uint8
    kind = (
        f"{pictures.dtype} {tuple(pictures.shape)}"
        if isinstance(pictures, Tensor)
        else type(pictures).__name__
    )
    yield expect(
        "sample_shape",
        good,
        Text(
            zh=f"sample(model, {PICTURES}, seed=...) 应返回 uint8 {shape}，实际是 {kind}。",
            en=f"sample(model, {PICTURES}, seed=...) should return uint8 {shape}; it gave {kind}.",
        ),
    )
    times = found["times"]
    if not good:
        return
    yield expect(
        "sample_asks_the_network",
        len(times) > 1,
        Text(
            zh=f"sample 里只调用了 {len(times)} 次 model(x, t)：图必须由网络一步步去噪得到。",
            en=f"sample called model(x, t) {len(times)} times: the pictures must come from the network, by denoising in several steps.",
        ),
    )
    if len(times) < 2:
        return
    yield from _direction(submission, times, found["first"])
    yield from _arrival(pictures, noisy["pictures"], mean)


def _gradients(submission: Submission) -> Tensor:
    """A smooth made-up picture (1, 3, S, S) within [-0.35, 0.35]."""
    slope = submission.uniform(3, 2, low=-1)
    line = torch.linspace(-1, 1, SIZE)
    plane = slope[:, :1, None] * line[None, :, None] + slope[:, 1:, None] * line[None, None, :]
    return (0.35 * plane / plane.abs().max())[None]


def _direction(submission: Submission, times: list[list[float]], first: Tensor) -> Iterator[Check]:
    start, end = times[0][1], times[-1][0]
    yield expect(
        "sampler_goes_from_noise_to_picture",
        start > 0.8 and end < 0.45 and all(low >= -0.01 and high <= 1.01 for low, high in times),
        Text(
            zh=f"采样应从 t=1(噪声)走向 t=0(图像)，交给网络的 t 在 [0, 1] 之内。实际从 t={start:.3g} 走到 {end:.3g}。",
            en=f"Sampling should go from t=1 (noise) to t=0 (picture), with times in [0, 1]. It went from t={start:.3g} to {end:.3g}.",
        ),
    )
    at = torch.full((1,), min(max(start, 0.0), 1.0))
    one, two = submission.normal(1, 3, 4, 4), submission.normal(1, 3, 4, 4)
    mixed = submission.call("add_noise", one, two, at)
    share = float(split(mixed, one, two)[1]) if is_like(mixed, one) else 1.0
    wide = first.double()
    spread, middle = float(wide.std()) / max(share, 1e-3), float(wide.mean())
    yield expect(
        "sampler_starts_from_noise",
        abs(spread - 1) < 0.15 and abs(middle) < 0.1,
        Text(
            zh=f"采样的起点应是标准正态噪声：网络第一次看到的 x 均值 {middle:.2f}，标准差是应有的 {spread:.2f} 倍。",
            en=f"Sampling should start from standard normal noise: the first x that the network sees has mean {middle:.2f} and {spread:.2f} times the right deviation.",
        ),
    )


def _arrival(wide: Tensor, narrow: Tensor, mean: Tensor) -> Iterator[Check]:
    """Mean, deviation and tails of what came out, in units of the pixels in [-1, 1]."""

    def moments(pictures: Tensor) -> tuple[float, float, float]:
        x = pictures.double() / 127.5 - 1
        off = float((x.mean(dim=0) - mean[0].double()).square().mean().sqrt())
        square = (x - mean.double()).square()
        return off, float(square.mean().sqrt()), float(square.square().mean() / square.mean() ** 2)

    off, spread, tails = moments(wide)
    # Tails: the kurtosis, 3 for what is normal. A sampler that clamps on the way has 1.7.
    right = off < 0.15 and 0.6 < spread / WIDE < 1.4 and tails > 2.4
    cut = Text("", "")
    if 0.6 < spread / WIDE < 1.4 and tails <= 2.4:
        cut = Text(
            zh="而且两端被截平了：中途带噪声的 x 不能 clamp，能 clamp 的只有估计出来的原图和最后的结果。",
            en=" Its tails are cut off: a noisy x must not be clamped on the way, only the guess of the clean picture and the result may.",
        )
    yield expect(
        "sampler_reaches_the_pictures",
        right,
        Text(
            zh=f"换上一个总能答对的网络(图像服从以某张图为中心、标准差 {WIDE} 的正态分布)，sample 画出的图中心偏了 {off:.2f}，标准差是 {spread:.2f}。{cut.zh}检查每一步的公式：步长与符号、由 target 反推原图和噪声的系数（平方根？累乘？）、最后换算成 [0, 255]。",
            en=f"With a network that is always right (pictures normal around a known one, deviation {WIDE}) what sample draws is off by {off:.2f} in the centre and has deviation {spread:.2f}.{cut.en} Look at the formula of a step: its size and sign, the factors that give picture and noise back from the target (square roots, products?), the final [0, 255].",
        ),
    )
    spread = moments(narrow)[1]
    yield expect(
        "sampler_leaves_no_noise",
        spread < 0.08,
        Text(
            zh=f"换上一个总能答对的网络(所有图几乎一样，标准差 {NARROW})，sample 画出的图仍有 {spread:.2f} 的偏差：最后一步要走到 t=0，而且不再加噪声。",
            en=f"With a network that is always right (all pictures nearly the same, deviation {NARROW}) the pictures of sample still are off by {spread:.2f}: the last step must arrive at t=0 and add no noise.",
        ),
    )
