"""What surrounds the networks: scaling, optimizers, the step of G, the data."""

import torch
from torch import Tensor

from aigc_quiz.grading import Check, Submission
from aigc_quiz.grading.wire import Value
from aigc_quiz.images.cartoon import draw

from .asking import LOUD, SIDE, SILENT, ask, check, crashed, finite, raised, seed, span

STEPS, SHOWN = 4, 512  # of the look at `train`: steps, and pictures to choose from


def faces(submission: Submission, count: int) -> Tensor:
    """Pictures of the default world."""
    return draw(count, size=SIDE, seed=seed(submission)).images


def scaled(submission: Submission, broken: list[str]) -> Check:
    """`prepare` makes the range of tanh of a uint8 picture, pixel by pixel."""
    name = "pictures_are_scaled"
    images = submission.integers(0, 256, (8, 3, SIDE, SIDE)).to(torch.uint8)
    images[0, 0, 0, :2] = torch.tensor([0, 255], dtype=torch.uint8)  # both ends are there
    found = ask(submission, name, "prepared", images)
    if fault := raised(submission, found):
        broken.append("prepare")
        return crashed(name, SILENT, "prepare(images)", fault)
    out = found["prepared"]
    want = images.double() / 127.5 - 1
    if not isinstance(out, Tensor) or not out.is_floating_point() or out.shape != want.shape:
        broken.append("prepare")
        got = f"{out.dtype} {tuple(out.shape)}" if isinstance(out, Tensor) else type(out).__name__
        return check(
            name,
            SILENT,
            good=False,
            zh=f"prepare(images) 应返回 float32 {tuple(want.shape)}，得到 {got}。",
            en=f"prepare(images) should return float32 {tuple(want.shape)}; it gave {got}.",
        )
    off = float((out.double() - want).abs().max()) if finite(out) else 9e9
    return check(
        name,
        SILENT,
        off < 0.02,
        f"prepare 把 0 变成 {float(out[0, 0, 0, 0]):.3g}，把 255 变成 {float(out[0, 0, 0, 1]):.3g}，整批的范围是 {span(out)}；而 G 的 tanh 把黑画成 -1、把白画成 1。D 看一眼数值的大小就能分出真假。",
        f"prepare turns 0 into {float(out[0, 0, 0, 0]):.3g} and 255 into {float(out[0, 0, 0, 1]):.3g}; the batch has the range {span(out)}. G's tanh draws black as -1 and white as 1: D need only look at the size of the numbers to tell real from fake.",
    )


def optimizers(submission: Submission, broken: list[str]) -> Check:
    """Each optimizer moves all of its own network and nothing of the other."""
    name = "optimizers_hold_their_network"
    found = ask(submission, name, "optimizers", seed(submission), submission.device, broken)
    if fault := raised(submission, found):
        broken.append("make_optimizers")
        return crashed(name, LOUD, "make_optimizers(generator, discriminator)", fault)
    (g_by_g, d_by_g), (g_by_d, d_by_d) = found["shares"]
    good = min(g_by_g, d_by_d) > 0.95 and max(d_by_g, g_by_d) == 0
    if not good:
        broken.append("make_optimizers")
    return check(
        name,
        LOUD,
        good,
        f"optimizer_g 走一步，G 有 {g_by_g:.0%} 的权重在动，D 有 {d_by_g:.0%}；optimizer_d 走一步，D 有 {d_by_d:.0%}，G 有 {g_by_d:.0%}。",
        f"A step of optimizer_g moves {g_by_g:.0%} of G's weights and {d_by_g:.0%} of D's; one of optimizer_d moves {d_by_d:.0%} of D's and {g_by_d:.0%} of G's.",
    )


def step(
    submission: Submission,
    name: str,
    broken: list[str],
    common: int,
    *,
    hold_g: tuple[bool, ...],
    hold_d: tuple[bool, ...],
    other_d: bool = False,
    first: int = 0,
    batches: list[Tensor],
) -> dict[str, Value]:
    """Weights moved by `train_step`, from the seed `common`; `first` shifts the seed of its first step."""
    plan = {"hold_g": list(hold_g), "hold_d": list(hold_d), "other_d": other_d, "first": first}
    return ask(submission, name, "step", common, submission.device, broken, batches, plan)


def differ(a: Tensor, b: Tensor) -> float:
    """The distance of two updates, relative to the larger: 0 the same, 2 opposite."""
    if not finite(a) or not finite(b) or a.shape != b.shape:
        return 2.0
    x, y = a.double(), b.double()
    return float((x - y).norm() / torch.maximum(x.norm(), y.norm()).clamp_min(1e-30))


def learns_from_discriminator(submission: Submission, broken: list[str]) -> Check:
    """What G learns in a step depends on the weights of D."""
    name = "generator_learns_from_discriminator"
    common, batches = seed(submission), [faces(submission, 16).float() / 127.5 - 1]
    moves = []
    for other_d in (False, True):
        found = step(
            submission,
            name,
            broken,
            common,
            hold_g=(False,),
            hold_d=(True,),
            other_d=other_d,
            batches=batches,
        )
        if fault := raised(submission, found):
            broken.append("train_step")
            return crashed(name, SILENT, "train_step", fault)
        moves.append(found["g"])
    if not finite(moves[0]) or float(moves[0].abs().max()) == 0:
        return check(
            name,
            SILENT,
            good=False,
            zh="一次 train_step 之后，G 的权重一点没动（或变成了 NaN）。",
            en="After a train_step G's weights have not moved at all (or are NaN).",
        )
    return check(
        name,
        SILENT,
        differ(*moves) > 1e-3,
        "换上一个完全不同的 D，train_step 对 G 的更新却一模一样：G 学到的东西与 D 怎么看它的图无关。",
        "With an entirely different D, train_step changes G in exactly the same way: what G learns has nothing to do with what D makes of its pictures.",
    )


def sees_the_pictures(submission: Submission, broken: list[str]) -> Check:
    """In a few steps of `train`, D sees pictures that `train` was given, and others in each step."""
    name, images = "training_sees_the_pictures", faces(submission, SHOWN)
    found = ask(
        submission, name, "shown", seed(submission), submission.device, broken, images, STEPS
    )
    if fault := raised(submission, found):
        return crashed(name, LOUD, "train(images, ...)", fault)
    batches = [recognised(batch, images) for batch in found["batches"]]
    seen = len(set().union(*batches))
    most = max(map(len, batches), default=0)
    return check(
        name,
        LOUD,
        seen > 2 * most or seen > SHOWN // 2,  # the same 32, drawn anew, give 1.5 times a batch
        f"train 走了 {STEPS} 步，D 看到的图里有 {seen} 张来自传入的 {SHOWN} 张训练图"
        + ("，每一步总是那几张" if seen else "")
        + "。",
        f"In {STEPS} steps of train, D saw {seen} of the {SHOWN} pictures that train was given"
        + (", the same few in each step" if seen else "")
        + ".",
    )


def recognised(batch: object, images: Tensor) -> set[int]:
    """Which of the uint8 images are in a batch, mirrored or not, however the pixels are scaled."""
    if not finite(batch) or batch.ndim != 4 or batch.shape[1:] != images.shape[1:]:
        return set()
    known = torch.cat([images, images.flip(-1)]).float()
    alike, which = (unit(batch) @ unit(known).T).max(dim=1)
    return set((which[alike > 0.98] % len(images)).tolist())


def unit(images: Tensor) -> Tensor:
    """Each image as a row of mean 0 and length 1."""
    rows = images.double().flatten(1)
    rows = rows - rows.mean(dim=1, keepdim=True)
    return rows / rows.norm(dim=1, keepdim=True).clamp_min(1e-9)
