"""When all nine faults are mended: has the repair broken something else, and does the whole learn?"""

from collections.abc import Iterator
from typing import NamedTuple

import torch.nn.functional as F
from torch import Tensor

from aigc_quiz.grading import NOT_RUN, Check, Submission, Text
from aigc_quiz.images.cartoon import draw
from aigc_quiz.images.world import secret_world

from .asking import LATENT, SIDE, ask, check, crashed, finite, raised, seed
from .training import differ, faces, step

POINTS = {"updates_are_separate": 1.0, "the_whole_learns": 3.0}
STEPS, KNOWN, DRAWN = 100, 1024, 256
# Measured over 2 to 5 seeds: programs that learn have a likeness from 0.44 (Adam's defaults, which swing most)
# to 0.95 and a variety from 0.003; untrained ones up to 0.14, one whose G flees from D up to 0.09.
LIKENESS, VARIETY = 0.27, 0.001


def whole(submission: Submission) -> Iterator[Check]:
    """The last checks; they need all parts of the program as they are."""
    first = separate(submission)
    yield first
    yield learns(submission) if first.passed else not_run("the_whole_learns", first.name)


def not_run(name: str, blocked_by: str) -> Check:
    """One of the last checks, which was not reached."""
    message = Text(f"未运行：请先修好 {blocked_by}。", f"Not run: mend {blocked_by} first.")
    return Check(name, passed=False, message=message, points=POINTS[name], mistake=NOT_RUN)


def separate(submission: Submission) -> Check:
    """D's update moves D, G's moves G, and a step leaves no gradient behind for the next."""
    name = "updates_are_separate"
    points = POINTS[name]
    one, two, three = (faces(submission, 16).float() / 127.5 - 1 for _ in range(3))
    common = seed(submission)
    only_d = {"hold_g": (True, True), "hold_d": (True, False)}
    only_g = {"hold_g": (True, False), "hold_d": (True, True)}
    same, other = {"batches": [one, two]}, {"batches": [three, two], "first": 1000}
    moves = []
    for plan in (only_d | same, only_g | same, only_d | same, only_d | other, only_g | other):
        found = step(submission, name, [], common, **plan)
        if fault := raised(submission, found):
            return crashed(name, points, "train_step", fault)
        moves.append(found)
    d_step, g_step, again, d_after_other, g_after_other = moves
    if float(d_step["g"].abs().max()) or float(g_step["d"].abs().max()):
        who, whom = ("D", "G") if float(d_step["g"].abs().max()) else ("G", "D")
        return check(
            name,
            points,
            good=False,
            zh=f"{whom} 的优化器停住不动，{whom} 的权重仍在 train_step 里变了：更新 {who} 的那一半也动了 {whom}。",
            en=f"With {whom}'s optimizer standing still, {whom}'s weights still change in train_step: the half that updates {who} moves {whom} as well.",
        )
    repeats = differ(d_step["d"], again["d"]) < 1e-3  # else nothing can be compared
    trace = max(differ(d_step["d"], d_after_other["d"]), differ(g_step["g"], g_after_other["g"]))
    return check(
        name,
        points,
        trace < 0.02 or not repeats,
        f"同一步 train_step，前面那一步（优化器都停住）换了一批图，这一步的更新就变了 {trace:.0%}：上一步的梯度混进来了。",
        f"The same train_step changes the weights otherwise, by {trace:.0%}, after another batch in the step before (in which no optimizer moved): that step's gradients got into this one.",
    )


class Learnt(NamedTuple):
    """How drawn pictures compare with real ones, both in [-1, 1].

    likeness: see `likeness`; the better of the pictures at the end and of all that the network drew in the last
    two thirds of its training, since a young GAN swings around what it learns. variety: variance at 8x8,
    over that of real pictures.
    """

    likeness: float
    variety: float


def compare(real: Tensor, end: Tensor, way: Tensor | None = None) -> Learnt:
    """Measure pictures (N, 3, S, S) against real ones; `way` holds mean pictures (T, 3, 16, 16) of the training."""
    target = F.adaptive_avg_pool2d(real.double().mean(dim=0), 16)
    means = [F.adaptive_avg_pool2d(end.double().mean(dim=0), 16)]
    if way is not None and finite(way) and way.shape[1:] == target.shape:
        means.append(way[len(way) // 3 :].double().mean(dim=0))
    spread = [float(F.adaptive_avg_pool2d(x.double(), 8).var(dim=0).sum()) for x in (real, end)]
    return Learnt(
        likeness=max(likeness(mean, target) for mean in means),
        variety=spread[1] / max(spread[0], 1e-12),
    )


def likeness(one: Tensor, other: Tensor) -> float:
    """Correlation of two pictures (3, H, W), each channel's mean taken off: 1 the same composition, 0 none in common."""
    a, b = ((x - x.mean(dim=(1, 2), keepdim=True)).flatten() for x in (one, other))
    return float(a @ b / (a.norm() * b.norm()).clamp_min(1e-12))


def learns(submission: Submission) -> Check:
    """A hundred steps of `train` in a world nobody has seen: the pictures take its composition."""
    name = "the_whole_learns"
    points = POINTS[name]
    world = secret_world(submission.generator)
    known, held_out = (
        draw(count, size=SIDE, seed=seed(submission), world=world).images
        for count in (KNOWN, DRAWN)
    )
    submission.progress(0.0, "train")
    z = submission.normal(DRAWN, LATENT)
    found = ask(submission, name, "trained", seed(submission), submission.device, known, STEPS, z)
    if fault := raised(submission, found):
        return crashed(name, points, "train(images, ...)", fault)
    made, blank = found["pictures"], found["zeroed"]
    if not finite(made) or tuple(made.shape) != (DRAWN, 3, SIDE, SIDE):
        return check(
            name,
            points,
            good=False,
            zh=f"训练 {STEPS} 步之后，generator(z) 应给出有限的 ({DRAWN}, 3, {SIDE}, {SIDE})。",
            en=f"After {STEPS} steps generator(z) should give finite numbers of shape ({DRAWN}, 3, {SIDE}, {SIDE}).",
        )
    submission.show("samples", ((made[:32] + 1) * 127.5).round().clamp(0, 255).byte())
    submission.show("real", held_out[:32])
    if not finite(blank) or float(blank.std(dim=0).max()) > 1e-3:
        return check(
            name,
            points,
            good=False,
            zh="把训练好的 generator 的权重全部清零，它画出的图仍各不相同：图不是由训练出来的网络画的。",
            en="With all weights of the trained generator at zero it still draws different pictures: it is not the trained network that draws.",
        )
    learnt = compare(held_out.float() / 127.5 - 1, made, found["way"])
    submission.record("metrics", {key: round(value, 4) for key, value in learnt._asdict().items()})
    return check(
        name,
        points,
        learnt.likeness > LIKENESS and learnt.variety > VARIETY,
        f"训练 {STEPS} 步之后，生成图的平均构图与真图的相关系数是 {learnt.likeness:.2f}（应大于 {LIKENESS}），变化的丰富程度是真图的 {learnt.variety:.2%}（应大于 {VARIETY:.1%}）：整个程序没有在学。G 那一步是让 D 更相信假图，还是更不信？返回的是被训练的那个网络吗？",
        f"After {STEPS} steps the mean of the generated pictures correlates {learnt.likeness:.2f} with that of the real ones (more than {LIKENESS} is asked), and they vary {learnt.variety:.2%} as much (more than {VARIETY:.1%}): the whole does not learn. Does G's step make D believe in the fakes more, or less? Is what is returned what was trained?",
    )
