"""Each network alone: its names, shapes, range, and what it can see."""

import torch
from torch import Tensor

from aigc_quiz.grading import Check, Submission

from . import names
from .asking import (
    BATCH,
    FIXTURE,
    LATENT,
    LOUD,
    SIDE,
    SILENT,
    ask,
    check,
    crashed,
    finite,
    raised,
    seed,
    span,
)

# Interaction of neighbours over that of distant pixels: without neighbourhoods .87 to 1.25 (three MLPs, five
# seeds each), with them from 1.5 (one convolution before an MLP) over 4 (a patch mixer) to thousands.
LOCALITY = 1.35
PAIRS = 768


def names_defined(submission: Submission) -> Check:
    """Every name that the text reads is there; missing ones are lent from here on."""
    name = "every_name_is_defined"
    with submission.naming(name):
        absent = submission.run(FIXTURE, "missing", names.read(submission.source))
    absent = absent if isinstance(absent, list) else []
    listed = ", ".join(map(str, absent))
    return check(
        name,
        LOUD,
        not absent,
        f"用到了没有定义的名字：{listed}。Python 要到执行那一行时才报 NameError。（后面的检查会先借给你这些名字。）",
        f"Names are used that nothing defines: {listed}. Python says so (NameError) only when it gets to that line. (The checks below lend them to you.)",
    )


def makes_pictures(submission: Submission, broken: list[str]) -> Check:
    """G(z) has the shape of a batch of RGB pictures."""
    name, z = "generator_makes_pictures", submission.normal(BATCH, LATENT)
    found = ask(submission, name, "pictures", seed(submission), submission.device, z)
    want = (BATCH, 3, SIDE, SIDE)
    if fault := raised(submission, found):
        broken.append("Generator")
        return crashed(name, LOUD, f"Generator()(z), z {tuple(z.shape)}", fault)
    out = found["pictures"]
    good = finite(out) and tuple(out.shape) == want
    if not good:
        broken.append("Generator")
    return check(
        name,
        LOUD,
        good,
        f"Generator()(z) 应给出有限的 {want}，得到 {tuple(out.shape)}。",
        f"Generator()(z) should give finite numbers of shape {want}; it gave {tuple(out.shape)}.",
    )


def reaches_black_and_white(submission: Submission) -> Check:
    """G's output stays in [-1, 1] and can get near both ends, whatever its weights are."""
    name, z = "generator_reaches_black_and_white", submission.normal(BATCH, LATENT)
    found = ask(submission, name, "reach", seed(submission), submission.device, z)
    if fault := raised(submission, found):
        return crashed(name, SILENT, "Generator()(z)", fault)
    own, wild = found["own"], torch.cat([one.flatten() for one in found["wild"]])
    if not finite(own) or not bool((wild == wild).all()):
        return check(
            name,
            SILENT,
            good=False,
            zh="Generator()(z) 里有 NaN 或无穷大。",
            en="Generator()(z) holds NaN or infinity.",
        )
    every = torch.cat([own.flatten(), wild])
    if float(every.abs().max()) > 1.001:
        return check(
            name,
            SILENT,
            good=False,
            zh=f"G 的输出应落在 [-1, 1]；刚建好时的范围是 {span(own)}，权重变大之后是 {span(wild)}。",
            en=f"G's output should stay in [-1, 1]; its range is {span(own)} to begin with, and {span(wild)} under larger weights.",
        )
    cut = float((own.abs() >= 1).float().mean())
    if cut > 0.02:
        return check(
            name,
            SILENT,
            good=False,
            zh=f"还没训练，G 就有 {cut:.0%} 的像素正好等于 ±1：它们是被截断的，截断处没有梯度。",
            en=f"Before any training {cut:.0%} of G's pixels are exactly ±1: they were cut off, and no gradient passes there.",
        )
    return check(
        name,
        SILENT,
        float(every.min()) < -0.8 and float(every.max()) > 0.8,
        f"无论权重怎么变，G 的输出都只在 {span(every)} 之内：训练图从 -1（黑）到 1（白），有一头它永远画不出来。",
        f"Whatever its weights, G's output stays in {span(every)}: the pictures go from -1 (black) to 1 (white), and one end it can never draw.",
    )


def takes_rgb(submission: Submission, broken: list[str]) -> Check:
    """D gives one number for each RGB picture, and looks at all of it."""
    name = "discriminator_takes_rgb"
    images = submission.uniform(BATCH, 3, SIDE, SIDE, low=-1)
    found = ask(submission, name, "judged", seed(submission), submission.device, images)
    if fault := raised(submission, found):
        broken.append("Discriminator")
        return crashed(name, LOUD, f"Discriminator()(x), x {tuple(images.shape)}", fault)
    out, gradient = found["out"], found["gradient"]
    shaped = finite(out) and tuple(out.shape) in ((BATCH,), (BATCH, 1)) and float(out.std()) > 0
    if not shaped:
        broken.append("Discriminator")
        return check(
            name,
            LOUD,
            good=False,
            zh=f"Discriminator()(x) 应给每张图一个数（{BATCH} 张图各不相同），形状 ({BATCH}, 1) 或 ({BATCH},)；得到 {tuple(out.shape)}。",
            en=f"Discriminator()(x) should give each of {BATCH} different pictures a number of its own, ({BATCH}, 1) or ({BATCH},); it gave {tuple(out.shape)}.",
        )
    seen = float((gradient.abs().amax(dim=(0, 1)) > 0).float().mean())
    colours = independent_colours(gradient)
    return check(
        name,
        LOUD,
        seen > 0.9 and colours,
        f"D 的输出只取决于图中 {seen:.0%} 的像素" + ("" if colours else "，而且看不见颜色") + "。",
        f"D's output depends on {seen:.0%} of a picture's pixels"
        + ("" if colours else ", and on no colour")
        + ".",
    )


def independent_colours(gradient: Tensor) -> bool:
    """Whether a gradient (B, 3, S, S) treats the channels as three things: greys give it rank one."""
    rows = gradient.double().movedim(1, -1).reshape(-1, 3)
    values = torch.linalg.svdvals(rows)
    return bool(values[1] > 1e-3 * values[0])


def knows_neighbours(submission: Submission) -> Check:
    """Pixels that touch act together in D, more than pixels that do not.

    Where D is f and a, b are changes at two places: |f(x+a+b) - f(x+a) - f(x+b) + f(x)|, averaged. Where
    pixels are only numbers in a row, distance does not matter, at D's random beginning.
    """
    name = "discriminator_knows_neighbours"
    found = ask(submission, name, "interplay", seed(submission), submission.device, PAIRS)
    if fault := raised(submission, found):
        return crashed(name, SILENT, "Discriminator()(x)", fault)
    ratio = locality(found["near"], found["far"])
    return check(
        name,
        SILENT,
        ratio > LOCALITY,
        f"在 D 里，相邻像素的相互作用只有远处像素的 {ratio:.2f} 倍（看得见局部结构的网络在 {LOCALITY} 以上）：把所有图按同一种顺序打乱像素，D 也毫无感觉。",
        f"In D, neighbouring pixels act together {ratio:.2f} times as much as distant ones (above {LOCALITY} where a network sees local structure): shuffle the pixels of all pictures in one and the same way, and D would not notice.",
    )


def locality(near: Tensor, far: Tensor) -> float:
    """Mean interaction of near pairs over that of far ones; each (4, N): none, here, there, both."""
    outs = torch.stack([near, far])
    if not finite(outs) or outs.shape[1] != 4:
        return 0.0
    if bool((outs > 0).all()) and bool((outs < 1).all()):
        outs = torch.logit(outs)  # a sigmoid lets everything act together, a little
    apart = (outs[:, 3] - outs[:, 1] - outs[:, 2] + outs[:, 0]).abs().mean(dim=1)
    size = float(outs.std())
    return float(apart[0]) / max(float(apart[1]), 1e-6 * size, 1e-300)
