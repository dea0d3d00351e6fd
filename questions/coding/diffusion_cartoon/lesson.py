"""Stage 1, second part: what training_loss shows to the network, and when it is content."""

from collections.abc import Iterator

import torch
from torch import Tensor

from aigc_quiz.bank.question import Text
from aigc_quiz.grading import Check, Submission, expect

from .path import whole

LOOKS, CALLS = 40, 6
BATCH = 32


def training_loss(submission: Submission, fixture: str, faces: Tensor) -> Iterator[Check]:
    """Noise, times and the loss itself, seen through a network whose answers are the judge's."""
    images = faces[:BATCH].float() / 127.5 - 1
    found = submission.run(
        fixture, "lesson", whole(submission), submission.device, images, LOOKS, CALLS
    )
    losses = found["losses"]
    yield expect(
        "loss_is_scalar",
        found["shape"] == () and bool(torch.isfinite(losses).all()),
        Text(
            zh=f"training_loss(model, images) 应返回有限的标量，实际形状是 {found['shape']}。",
            en=f"training_loss(model, images) should give a finite scalar; its shape is {found['shape']}.",
        ),
    )
    yield from _times(found["times"])
    yield from _noise(found["noises"], found["noise_shares"])
    right, near, far = losses.mean(dim=0).tolist()
    yield expect(
        "loss_is_least_at_target",
        right < near < far and right < 0.2 * far,
        Text(
            zh=f"网络恰好回答 target(images, noise, t) 时，损失应接近 0。实际是 {right:.3g}；给答案加上 0.5 和 1 倍的随机误差，变成 {near:.3g} 和 {far:.3g}。损失里用的噪声、t 是不是与 add_noise、target 的同一份？符号对吗？",
            en=f"A network that answers exactly target(images, noise, t) should have a loss near 0. It has {right:.3g}, and with errors of 0.5 and 1 added {near:.3g} and {far:.3g}. Do add_noise, target and the network get the same noise and the same t? Is the sign right?",
        ),
    )
    yield expect(
        "loss_reaches_the_network",
        min(abs(slope) for slope in found["slopes"]) > 1e-9,
        Text(
            zh="training_loss 的梯度到不了网络的输出：是不是放在了 no_grad 里，或者 detach 了？",
            en="No gradient of training_loss reaches the network's answer: is it made under no_grad, or detached?",
        ),
    )


def _times(times: Tensor) -> Iterator[Check]:
    """Over a few batches t must come near both ends and be found between them."""
    shaped = times.shape[1:] == (BATCH,)
    flat = times.double().flatten()
    inside = bool((flat >= 0).all()) and bool((flat <= 1).all())
    middle = float(((flat > 0.2) & (flat < 0.8)).double().mean())
    yield expect(
        "times_cover_the_range",
        shaped and inside and float(flat.min()) < 0.3 and float(flat.max()) > 0.7 and middle > 0.15,
        Text(
            zh=f"training_loss 交给网络的 t 应是形状 ({BATCH},) 的浮点数，散布在 [0, 1] 各处。实际形状 {tuple(times.shape[1:])}，范围 [{float(flat.min()):.3g}, {float(flat.max()):.3g}]，落在 0.2 到 0.8 之间的占 {middle:.0%}。",
            en=f"training_loss should give the network times t of shape ({BATCH},), spread over [0, 1]. Their shape is {tuple(times.shape[1:])}, their range [{float(flat.min()):.3g}, {float(flat.max()):.3g}], and {middle:.0%} lie between 0.2 and 0.8.",
        ),
    )
    if not shaped:
        return
    yield expect(
        "times_differ_in_a_batch",
        all(len(row.unique()) > 1 for row in times),
        Text(
            zh="同一批里的图共用一个 t。这样也能学会，只是损失的方差大得多：给每张图单独抽一个 t。",
            en="All images of a batch share one t. That can work, but the loss varies far more from step to step: draw a t for each image.",
        ),
        points=0,
        advice=True,
    )


def _noise(noises: Tensor, shares: Tensor) -> Iterator[Check]:
    """The noise in x is what add_noise would make of standard normal noise, new for each image."""
    rows = noises.double().flatten(0, 1).flatten(1)[shares.flatten() > 0.3]
    if not len(rows):
        return  # t stands still near 0: said above
    middle, spreads = float(rows.mean()), rows.std(dim=1)
    spread = float(spreads[(spreads - 1).abs().argsort()[int(0.9 * len(rows))]])  # nearly the worst
    tails = float((rows.abs() > 2).double().mean())  # of normal noise: 4.6 %
    normal = abs(middle) < 0.1 and abs(spread - 1) < 0.1 and 0.03 < tails < 0.07
    yield expect(
        "noise_is_standard_normal",
        normal,
        Text(
            zh=f"从网络看到的 x 里按 add_noise(images, noise, t) 反解出的噪声，均值 {middle:.2f}、标准差有 {spread:.2f} 的，应为标准正态(0 和 1)。检查：x 是否就是 add_noise 的结果、交给网络的 t 是否就是加噪用的 t、噪声用的是 randn 而不是 rand。",
            en=f"Solving add_noise(images, noise, t) for the noise in what the network sees gives mean {middle:.2f} and deviations such as {spread:.2f} instead of a standard normal (0 and 1). Is x what add_noise returns, is the t given to the network the one used for noising, and is the noise randn, not rand?",
        ),
    )
    if not normal:
        return  # what is no noise may well be alike
    apart = rows - rows.mean(dim=1, keepdim=True)
    apart = apart / apart.norm(dim=1, keepdim=True).clamp_min(1e-9)
    alike = float((apart @ apart.T).fill_diagonal_(0).max())  # -1: pairs of opposite noise are fine
    yield expect(
        "noise_is_fresh",
        alike < 0.3,
        Text(
            zh="不同的图或不同的训练步用了同一份噪声。每次调用 training_loss 都要为每张图重新抽：torch.randn_like(images)。",
            en="Different images, or different steps, share their noise. Draw it anew for each image in each call: torch.randn_like(images).",
        ),
    )
