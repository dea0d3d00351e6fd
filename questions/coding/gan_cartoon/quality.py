"""Stage 2 of the GAN: its numbers, and what its curves tell of causes. The judging itself is `aigc_quiz.jury`."""

import torch
from torch import Tensor

from aigc_quiz.bank.question import Text
from aigc_quiz.grading import Handle, Submission
from aigc_quiz.images.quality import Measured
from aigc_quiz.jury import Lines, Medal, Training
from aigc_quiz.jury.curves import Curves
from aigc_quiz.jury.latent import tour

from .probes import FIXTURE

# What the sweep of docs/gan.md found; every number that a message tells comes from here.
LINES = Lines(
    distance=64.0,
    coverage=0.08,
    diversity=0.4,
    colours=0.8,
    copies=0.25,
    medals=(
        Medal("gold", distance=23.0, coverage=0.75),
        Medal("silver", distance=32.0, coverage=0.60),
        Medal("bronze", distance=45.0, coverage=0.40),
    ),
    reference={"distance": (14.0, 22.3), "coverage": (0.82, 0.90)},
)
D_TOO_STRONG = 0.05  # a loss of D that ends below this share of what it began with
LATE = 1.5  # the last distance over the best one on the way, from which a training got worse


def walk(submission: Submission, generator: Handle) -> Tensor | None:
    """Pictures of a tour through z, uint8 (W, T, 3, S, S); None if the generator does not draw them."""
    latent = generator.attribute("latent_dim")
    if not isinstance(latent, int) or not 0 < latent <= 4096:
        return None
    z = tour(submission.normal, latent)
    made = submission.run(FIXTURE, "drawn", generator, z.flatten(0, 1), submission.device)
    if not isinstance(made, Tensor) or made.dtype != torch.uint8 or made.ndim != 4:
        return None
    size = TRAINING.size
    if tuple(made.shape) != (len(z) * z.shape[1], 3, size, size):
        return None
    return made.view(len(z), z.shape[1], 3, size, size)


def causes(curves: Curves, measured: Measured, lines: Lines) -> list[Text]:
    """What may have gone wrong, from the curves and the numbers; the likeliest first, and always something to try."""
    return [*_seen(curves, measured, lines), *_usual(measured)]


def _seen(curves: Curves, measured: Measured, lines: Lines) -> list[Text]:
    found = []
    if (step := curves.not_finite) is not None:
        found.append(
            Text(
                zh=f"从第 {step} 步起损失是 NaN 或无穷大：检查学习率、log(0)、sqrt(0) 的梯度，以及惩罚项的权重。",
                en=f"From step {step} on a loss is NaN or infinite: look at the learning rates, log(0), the gradient of sqrt(0) and the weight of the penalty.",
            )
        )
        return found
    d_start, d_end = curves.loss("loss_d", until=0.02), curves.loss("loss_d", after=0.8)
    g_start, g_end = curves.loss("loss_g", until=0.3), curves.loss("loss_g", after=0.8)
    if 0 <= d_end < D_TOO_STRONG * d_start:
        rising = g_end > g_start + 0.5
        more = ("，而 G 的损失还在涨", " while G's keeps rising") if rising else ("", "")
        found.append(
            Text(
                zh=f"D 的损失最后只有 {d_end:.2f}{more[0]}：D 强到压住了 G。加 R1 惩罚，或降低 D 的学习率。",
                en=f"D's loss ends near {d_end:.2f}{more[1]}: D is so strong that G learns nothing from it. Add an R1 penalty, or lower D's learning rate.",
            )
        )
    best = min(curves.distance[:-1], default=0.0)
    if len(curves.distance) > 2 and curves.distance[-1] > LATE * best and best < 2 * lines.distance:
        at = curves.at[curves.distance.index(best)]
        found.append(
            Text(
                zh=f"第 {at} 步时距离是 {best:.0f}，之后变差到 {curves.distance[-1]:.0f}：训练后期崩溃。让学习率下降，用 EMA 权重采样，加 R1 惩罚。",
                en=f"The distance was {best:.0f} at step {at} and then rose to {curves.distance[-1]:.0f}: a collapse late in training. Let the learning rate fall, sample from an EMA of the weights, add an R1 penalty.",
            )
        )
    if len(curves.distance) > 2 and curves.distance[-1] > 0.9 * curves.distance[0]:
        found.append(
            Text(
                zh="距离从未离开没训练过的 G：采样用的权重（EMA？）真的在更新吗？学习率是不是太小？",
                en="The distance never left that of the untrained G: are the weights that are sampled from (an EMA?) ever updated? Is the learning rate too small?",
            )
        )
    return found


def _usual(measured: Measured) -> list[Text]:
    if measured.diversity < 0.5:
        return [
            Text(
                zh="G 只画少数几种图：给 D 加 minibatch standard deviation，或换 relativistic 损失加 R1 惩罚；确认每一步都重新抽 z、取不同的训练图。",
                en="G draws few kinds of pictures: give D the minibatch standard deviation, or use the relativistic loss with R1; make sure that each step draws new z and other training images.",
            )
        ]
    if measured.precision < 0.4:
        return [
            Text(
                zh="一千步里没有学到清楚的图：检查两个学习率、EMA 是否真的在更新、真图和假图是否混进同一个 BatchNorm 批次。",
                en="A thousand steps taught it too little: look at both learning rates, an EMA that is never updated, real and fake images mixed in one BatchNorm batch.",
            )
        ]
    return [
        Text(
            zh="多样性是短板：每一步都取了不同的训练图吗？batch 太小、R1 太强、EMA 太短都会让图变得平庸；最后 30 % 的步数让学习率降到 0。",
            en="Variety is what is short: does each step take other training images? A small batch, a strong R1 or a short EMA make the pictures alike; let the learning rate fall to 0 over the last 30 % of the steps.",
        )
    ]


TRAINING = Training(
    lines=LINES,
    step_name="train_step",
    losses=("loss_d", "loss_g"),
    causes=causes,
    walk=walk,
)
