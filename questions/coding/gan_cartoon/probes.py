"""Stage 1: does each part of the GAN do its work? A few seconds, nothing depends on luck in training."""

from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor

from aigc_quiz.bank.question import Text
from aigc_quiz.grading import Check, Submission, expect
from aigc_quiz.images.cartoon import draw

FIXTURE = (Path(__file__).parent / "fixture.py").read_text(encoding="utf-8")
BATCH = 16
SIZE = 32


def whole(submission: Submission) -> int:
    """A fresh seed of the judge's."""
    return int(submission.integers(0, 2**31, (1,)).item())


def networks(submission: Submission) -> Iterator[Check]:
    """The two networks by themselves: shapes, range, and whether the input reaches the output."""
    device, seed = submission.device, whole(submission)
    latent = submission.run(FIXTURE, "latent_dim", seed, device)
    good = isinstance(latent, int) and 0 < latent <= 4096
    yield expect(
        "latent_dim",
        good,
        Text(
            zh=f"Generator 的属性 latent_dim 应是正整数（z 的长度），现在是 {latent!r}。",
            en=f"Generator's attribute latent_dim must be a positive integer, the length of z; it is {latent!r}.",
        ),
    )
    if not good:
        return
    z = submission.normal(BATCH, latent)
    images = submission.uniform(BATCH, 3, SIZE, SIZE) * 2 - 1
    cotangent = submission.normal(BATCH, 3, SIZE, SIZE)
    found = submission.run(FIXTURE, "forward", seed, device, SIZE, z, images, cotangent)
    pictures, logits, wild = found["pictures"], found["logits"], found["wild"]

    want = (BATCH, 3, SIZE, SIZE)
    fine = tuple(pictures.shape) == want and pictures.is_floating_point()
    yield expect(
        "generator_shape",
        fine,
        Text(
            zh=f"generator(z) 应返回浮点张量 {want}，实际是 {pictures.dtype} {tuple(pictures.shape)}。数一数上采样的次数，以及 Linear 之后的 reshape/Unflatten。",
            en=f"generator(z) should give floats of shape {want}; it gave {pictures.dtype} {tuple(pictures.shape)}. Count the upsamplings, and check the reshape after the first Linear.",
        ),
    )
    low, high = float(pictures.min()), float(pictures.max())
    inside = bool(torch.isfinite(pictures).all()) and low >= -1.001 and high <= 1.001
    signed = low < 0 < high
    yield expect(
        "generator_range",
        inside and signed,
        Text(
            zh=f"generator(z) 应落在 [-1, 1] 且有正有负，实际范围是 [{low:.3g}, {high:.3g}]。最后一层应当是 tanh：不是 sigmoid，后面也不能再接 BatchNorm、ReLU 或 LeakyReLU。",
            en=f"generator(z) should lie in [-1, 1], on both sides of 0; its range is [{low:.3g}, {high:.3g}]. The last layer should be tanh: not a sigmoid, and with no BatchNorm, ReLU or LeakyReLU after it.",
        ),
    )
    gradient = found["z_gradient"]
    varies = float(pictures.float().std(dim=0).mean()) if fine else 0.0
    yield expect(
        "z_matters",
        varies > 1e-6 and gradient.numel() > 0 and float(gradient.abs().sum()) > 0,
        Text(
            zh="换一个 z，generator 画出来的图没有变（或者 z 收不到梯度）。forward 是否真的用到了传进来的 z，而不是自己另抽一个、或乘上了 0？",
            en="Another z gives the same picture (or z receives no gradient). Does forward use the z it is given, rather than one drawn inside or a product with 0?",
        ),
    )
    shaped = tuple(logits.shape) in ((BATCH,), (BATCH, 1)) and logits.is_floating_point()
    yield expect(
        "discriminator_shape",
        shaped,
        Text(
            zh=f"discriminator(x) 应返回每张图一个 logit，形状 ({BATCH},) 或 ({BATCH}, 1)，实际是 {tuple(logits.shape)}。",
            en=f"discriminator(x) should give one logit an image, ({BATCH},) or ({BATCH}, 1); it gave {tuple(logits.shape)}.",
        ),
    )
    spread = float(logits.float().std()) if logits.numel() > 1 else 0.0
    yield expect(
        "discriminator_sees_the_image",
        bool(torch.isfinite(logits).all()) and spread > 1e-8,
        Text(
            zh="给 discriminator 不同的图，得到的 logit 完全一样（或不是有限值）。forward 是否用到了输入？末层是否被 ReLU 截成了 0？",
            en="Different images get exactly the same logit from the discriminator (or one that is not finite). Does forward use its input? Is the last layer cut to 0 by a ReLU?",
        ),
    )
    below = bool((wild < 0).any())
    yield expect(
        "discriminator_gives_logits",
        below,
        Text(
            zh=f"换了 16 组随机权重，discriminator 的输出始终在 [{float(wild.min()):.3g}, {float(wild.max()):.3g}]，从不为负：末尾多半有 sigmoid（或 ReLU）。约定返回 logits，sigmoid 由损失函数里的 *_with_logits / softplus 负责，两次 sigmoid 会让梯度消失。",
            en=f"With 16 sets of random weights the discriminator's output stays in [{float(wild.min()):.3g}, {float(wild.max()):.3g}], never below 0: it probably ends in a sigmoid (or ReLU). The agreement is logits; the sigmoid belongs to the loss (*_with_logits, softplus), and two of them make the gradient vanish.",
        ),
    )


def losses(submission: Submission, shape: tuple[int, ...]) -> Iterator[Check]:
    """Which way the losses push, whatever their flavour: descend them on free logits and look."""
    count = 64
    shape = (count, *shape[1:])
    real, fake = submission.normal(*shape), submission.normal(*shape)
    one = torch.ones(())
    start = float((real - fake).mean())
    value, _ = submission.vjp("discriminator_loss", (real, fake), one, wrt=(0, 1))
    scalar = isinstance(value, Tensor) and value.ndim == 0 and bool(torch.isfinite(value))
    for _ in range(40):
        _, (up, down) = submission.vjp("discriminator_loss", (real, fake), one, wrt=(0, 1))
        rate = 0.1 / max(float(up.abs().max()), float(down.abs().max()), 1e-12)
        real, fake = real - rate * up, fake - rate * down
    gap = float((real - fake).mean()) - start
    yield expect(
        "discriminator_loss_separates",
        scalar and abs(gap) > 0.3,
        Text(
            zh=f"沿 discriminator_loss 下降 40 小步，真假 logit 的均值之差只变了 {gap:.3g}：这个损失没有把真图和假图分开（也可能返回的不是有限的标量）。真图和假图是否用了同一个标签？",
            en=f"Descending discriminator_loss for 40 small steps changed mean(real) - mean(fake) by only {gap:.3g}: the loss does not separate real from fake (or is no finite scalar). Do both halves use the same label?",
        ),
    )
    side = 1.0 if gap > 0 else -1.0  # labels swapped in both losses is the same game
    real, fake = 8 * side + submission.normal(*shape), -8 * side + submission.normal(*shape)
    _, (a, b) = submission.vjp("discriminator_loss", (-real, -fake), one, wrt=(0, 1))
    _, (c, d) = submission.vjp("discriminator_loss", (0 * real, 0 * fake), one, wrt=(0, 1))
    wrong = min(float(a.abs().mean()), float(b.abs().mean()))
    level = max(float(c.abs().mean()), float(d.abs().mean()))
    yield expect(
        "discriminator_loss_corrects_confident_mistakes",
        wrong > 0.1 * level,
        Text(
            zh=f"当 D 把真假完全判反（logit 为 ±8）时，discriminator_loss 的梯度只有 {wrong:.2g}（logit 为 0 时是 {level:.2g}）。错得越离谱，梯度越应当大：是不是先 sigmoid 再用 *_with_logits，做了两次 sigmoid?",
            en=f"Where D is confidently wrong (logits of ±8) the gradient of discriminator_loss is only {wrong:.2g} (it is {level:.2g} at logit 0). The worse the mistake, the stronger it should be: did you apply a sigmoid and then *_with_logits?",
        ),
    )
    real, fake = 0.5 * side + submission.normal(*shape), -0.5 * side + submission.normal(*shape)
    before = float(fake.mean())
    value, _ = submission.vjp("generator_loss", (fake, real), one, wrt=(0,))
    scalar = isinstance(value, Tensor) and value.ndim == 0 and bool(torch.isfinite(value))
    for _ in range(40):
        _, (push,) = submission.vjp("generator_loss", (fake, real), one, wrt=(0,))
        fake = fake - 0.1 / max(float(push.abs().max()), 1e-12) * push
    moved = (float(fake.mean()) - before) * side
    yield expect(
        "generator_loss_opposes",
        scalar and moved > 0.3,
        Text(
            zh=f"discriminator_loss 把真图的 logit 推向{'高' if side > 0 else '低'}处；generator_loss 应当把假图的 logit 推向同一边，实际移动了 {moved:+.3g}（正值才对）。两处标签是否只对调了一处？符号是否反了？",
            en=f"discriminator_loss pushes the logits of real images {'up' if side > 0 else 'down'}; generator_loss should push those of fakes to the same side, and moved them by {moved:+.3g} (positive is right). Are the labels swapped in one loss only, or is a sign flipped?",
        ),
    )


def training_parts(submission: Submission, side_images: Tensor) -> Iterator[Check]:
    """Let D learn alone and then G alone, with the learner's own step and optimizers."""
    latent = submission.run(FIXTURE, "latent_dim", 0, submission.device)
    real = side_images[:BATCH].float() / 127.5 - 1
    z = submission.normal(BATCH, latent)
    found = submission.run(FIXTURE, "learn", whole(submission), submission.device, real, z, 30, 25)
    real_logits, fake_logits = found["after_d"]
    _, later_fake = found["after_g"]
    above = float((real_logits[:, None] > fake_logits[None, :]).double().mean())
    auc = max(above, 1 - above)
    yield expect(
        "discriminator_learns",
        auc > 0.8,
        Text(
            zh=f"固定 G，让 train_step 在同一批 {BATCH} 张真图上更新 D 30 次，D 仍分不清真图和噪声图(AUC {auc:.2f}，应接近 1)。检查 optimizer_d 的参数、学习率、loss_d 的符号和 optimizer_d.step()。",
            en=f"With G fixed, 30 updates of D on the same {BATCH} real images leave it unable to tell them from G's noise (AUC {auc:.2f}, should be near 1). Look at optimizer_d's parameters, the learning rate, the sign of loss_d, and optimizer_d.step().",
        ),
    )
    side = 1.0 if above > 0.5 else -1.0
    before = side * float(real_logits.mean() - fake_logits.mean())
    moved = side * float(later_fake.mean() - fake_logits.mean())
    yield expect(
        "generator_learns",
        moved > 0.01 * abs(before),
        Text(
            zh=f"固定 D，再更新 G 25 次，假图的 logit 向真图一侧移动了 {moved:+.3g}（原来的差距是 {before:.3g}）；应为明显的正数。检查 loss_g 的符号、标签，以及梯度是否经过 D 传到 G（G 那一步不能 detach）。",
            en=f"With D fixed, 25 updates of G moved the logits of fakes by {moved:+.3g} towards the real side (the gap was {before:.3g}); it should be clearly positive. Look at loss_g's sign and labels, and whether the gradient reaches G through D (no detach in G's half).",
        ),
    )


def logit_shape(submission: Submission) -> tuple[int, ...]:
    """The shape that the learner's discriminator gives its logits."""
    latent = submission.run(FIXTURE, "latent_dim", 0, submission.device)
    z, images = submission.normal(2, latent), submission.uniform(2, 3, SIZE, SIZE)
    found = submission.run(FIXTURE, "forward", 0, submission.device, SIZE, z, images, 0 * images)
    return tuple(found["logits"].shape)


def faces(submission: Submission, count: int) -> Tensor:
    """Training pictures of the default world: the probes need no secrets."""
    return draw(count, size=SIZE, seed=whole(submission)).images
