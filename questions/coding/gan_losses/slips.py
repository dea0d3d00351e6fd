"""The losses as the papers have them, and what well-known slips give in their place."""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from aigc_quiz.grading import Text

Slips = Mapping[str, tuple[Tensor, Text]]
KINDS = ("non_saturating", "hinge", "least_squares", "relativistic")


def softplus(x: Tensor) -> Tensor:
    """log(1 + exp(x))."""
    return torch.logaddexp(x, torch.zeros_like(x))


def discriminator_loss(r: Tensor, f: Tensor, kind: str) -> Tensor:
    """What the discriminator minimises, ()."""
    if kind == "relativistic":
        return softplus(f - r).mean()
    real, fake = {
        "non_saturating": (lambda: softplus(-r), lambda: softplus(f)),
        "hinge": (lambda: (1 - r).clamp(min=0), lambda: (1 + f).clamp(min=0)),
        "least_squares": (lambda: (r - 1) ** 2 / 2, lambda: f**2 / 2),
    }[kind]
    return real().mean() + fake().mean()


def generator_loss(f: Tensor, r: Tensor | None, kind: str) -> Tensor:
    """What the generator minimises, ()."""
    if kind == "relativistic":
        return softplus(r - f).mean()
    return {
        "non_saturating": lambda: softplus(-f),
        "hinge": lambda: -f,
        "least_squares": lambda: (f - 1) ** 2 / 2,
    }[kind]().mean()


def gradients(loss: Callable, first: Tensor, second: Tensor | None, kind: str) -> list[Tensor]:
    """The gradients of a loss for its tensors, in float64."""
    leaves = [x.double().requires_grad_() for x in (first, second) if x is not None]
    given = [*leaves, None][:2]
    return list(torch.autograd.grad(loss(*given, kind), leaves, allow_unused=True))


def both(want: Tensor, logits: Tensor) -> dict[str, tuple[Tensor, Text]]:
    """Slips that any of the losses may suffer."""
    elements = logits.numel()
    return {
        "batch_only": (
            want * elements / len(logits),
            Text(
                zh="只对批求了平均，其余的维求了和：应对所有元素求平均。",
                en="Averaged over the batch only and summed over the other axes: take the mean over all elements.",
            ),
        ),
        "sign": (
            -want,
            Text(
                zh="符号反了：返回的是要最小化的损失。",
                en="The sign is flipped: return the loss to minimise.",
            ),
        ),
        "summed": (
            want * elements,
            Text(zh="求了和：应对所有元素求平均。", en="Summed: take the mean over all elements."),
        ),
        "halved": (
            want / 2,
            Text(
                zh="小了一半：公式里两项直接相加，没有再乘 1/2（最小二乘只乘一次）。",
                en="Half of what it should be: the two terms are added, with no further 1/2 (least squares has one).",
            ),
        ),
        "doubled": (
            want * 2,
            Text(
                zh="大了一倍：最小二乘的每一项都有 1/2。",
                en="Twice what it should be: each term of least squares has a factor 1/2.",
            ),
        ),
    }


def discriminator_slips(r: Tensor, f: Tensor, kind: str) -> Slips:
    """Slips of `discriminator_loss`."""
    want = discriminator_loss(r, f, kind)
    own = {
        "non_saturating": {
            "double_sigmoid": (
                discriminator_loss(r.sigmoid(), f.sigmoid(), kind),
                Text(
                    zh="sigmoid 取了两次：BCEWithLogits 和 softplus 要的是 logit。",
                    en="The sigmoid was taken twice: BCEWithLogits and softplus want logits.",
                ),
            ),
        },
        "hinge": {
            "no_margin": (
                (-r).clamp(min=0).mean() + f.clamp(min=0).mean(),
                Text(
                    zh="少了间隔 1：是 max(0, 1 - r) 和 max(0, 1 + f)。",
                    en="The margin 1 is missing: max(0, 1 - r) and max(0, 1 + f).",
                ),
            ),
            "no_max": (
                (1 - r).mean() + (1 + f).mean(),
                Text(
                    zh="少了 max(0, .)，或取平均之后才取 max：应先对每个 logit 取 max，再平均。",
                    en="The max(0, .) is missing, or came after the mean: take the max for each logit, then the mean.",
                ),
            ),
            "max_of_the_mean": (
                (1 - r.mean()).clamp(min=0) + (1 + f.mean()).clamp(min=0),
                Text(
                    zh="先平均、后取 max 了：应先对每个 logit 取 max，再平均。",
                    en="The mean came before the max: take the max for each logit, then the mean.",
                ),
            ),
            "same_side": (
                (1 - r).clamp(min=0).mean() + (1 - f).clamp(min=0).mean(),
                Text(
                    zh="假图一项的符号错了：是 max(0, 1 + f)。",
                    en="The fake term has the wrong sign: max(0, 1 + f).",
                ),
            ),
        },
        "least_squares": {
            "sigmoid": (
                discriminator_loss(r.sigmoid(), f.sigmoid(), kind),
                Text(
                    zh="先取了 sigmoid：最小二乘直接作用在判别器的原始输出上，否则梯度又会饱和。",
                    en="A sigmoid was taken first: least squares acts on the raw output, or its gradient saturates again.",
                ),
            ),
            "labels_plus_minus_one": (
                ((r - 1) ** 2).mean() / 2 + ((f + 1) ** 2).mean() / 2,
                Text(
                    zh="假图的标签用了 -1：这里是 0。", en="Fakes were given the label -1: it is 0."
                ),
            ),
        },
        "relativistic": {
            "not_relative": (
                discriminator_loss(r, f, "non_saturating"),
                Text(
                    zh="这是非饱和损失：相对损失比较的是每一对的差 r - f。",
                    en="This is the non-saturating loss: the relativistic one looks at each pair's difference r - f.",
                ),
            ),
            "average": (
                softplus(f.mean() - r).mean() + softplus(f - r.mean()).mean(),
                Text(
                    zh="这是 RaGAN（与另一方的平均相比）；这里是成对的 RSGAN。",
                    en="This is RaGAN, which compares with the other side's mean; pairs (RSGAN) are asked for.",
                ),
            ),
            "average_halved": (
                (softplus(f.mean() - r).mean() + softplus(f - r.mean()).mean()) / 2,
                Text(
                    zh="这是 RaGAN（与另一方的平均相比）；这里是成对的 RSGAN。",
                    en="This is RaGAN, which compares with the other side's mean; pairs (RSGAN) are asked for.",
                ),
            ),
            "all_pairs": (
                softplus(f.reshape(1, -1) - r.reshape(-1, 1)).mean(),
                Text(
                    zh="每个真 logit 都与每个假 logit 比了（广播成了 B x B）：应按位置配对。",
                    en="Every real logit met every fake one (broadcast to B x B): pair them by position.",
                ),
            ),
            "difference_of_means": (
                softplus(f.mean() - r.mean()),
                Text(
                    zh="先平均、后 softplus 了：应先对每一对算 softplus，再平均。",
                    en="The mean came before the softplus: take the softplus of each pair, then the mean.",
                ),
            ),
        },
    }[kind]
    swapped = Text(
        zh="真、假的标签互换了：真 logit 越大、假 logit 越小，判别器的损失应越小。",
        en="Real and fake are swapped: the discriminator's loss must fall with larger real and smaller fake logits.",
    )
    one_batch = Text(
        zh="真、假拼在一起求了平均：应各自求平均再相加。",
        en="Real and fake were averaged together: average each on its own, then add.",
    )
    slips = {**own, "swapped": (discriminator_loss(f, r, kind), swapped), **both(want, r)}
    if kind != "relativistic":
        fake_only = discriminator_loss(torch.full_like(r, 1e9), f, kind)
        if kind == "least_squares":
            fake_only = (f**2).mean() / 2
        real_only = want - fake_only
        mixed = (real_only * r.numel() + fake_only * f.numel()) / (r.numel() + f.numel())
        slips |= {"one_batch": (mixed, one_batch), "one_batch_doubled": (2 * mixed, one_batch)}
    return slips


def generator_slips(f: Tensor, r: Tensor | None, kind: str) -> Slips:
    """Slips of `generator_loss`."""
    want = generator_loss(f, r, kind)
    own = {
        "non_saturating": {
            "saturating": (
                -softplus(f).mean(),
                Text(
                    zh="这是饱和损失 log(1 - D(G(z)))：判别器占优时几乎没有梯度；这里是 -log D(G(z))。",
                    en="This is the saturating loss log(1 - D(G(z))), with no gradient where D is sure; -log D(G(z)) is asked for.",
                ),
            ),
            "labels": (
                softplus(f).mean(),
                Text(
                    zh="标签反了：生成器要让假图被判为真。",
                    en="The label is flipped: the generator wants its fakes called real.",
                ),
            ),
            "double_sigmoid": (
                softplus(-f.sigmoid()).mean(),
                Text(
                    zh="sigmoid 取了两次：BCEWithLogits 和 softplus 要的是 logit。",
                    en="The sigmoid was taken twice: BCEWithLogits and softplus want logits.",
                ),
            ),
        },
        "hinge": {
            "margin": (
                (1 - f).clamp(min=0).mean(),
                Text(
                    zh="生成器也用了 max(0, 1 - f)：hinge GAN 的生成器只是 -E[f]，不设间隔。",
                    en="The generator got max(0, 1 - f) too: in a hinge GAN it is plain -E[f], without a margin.",
                ),
            ),
        },
        "least_squares": {
            "target_zero": (
                (f**2).mean() / 2,
                Text(
                    zh="目标用了 0：生成器要让假图的输出接近 1。",
                    en="The target was 0: the generator wants the output for fakes near 1.",
                ),
            ),
            "sigmoid": (
                ((f.sigmoid() - 1) ** 2).mean() / 2,
                Text(
                    zh="先取了 sigmoid：最小二乘直接作用在判别器的原始输出上，否则梯度又会饱和。",
                    en="A sigmoid was taken first: least squares acts on the raw output, or its gradient saturates again.",
                ),
            ),
        },
        "relativistic": {},
    }[kind]
    if kind == "relativistic":
        own = {
            "not_swapped": (
                softplus(f - r).mean(),
                Text(
                    zh="这还是判别器的损失：生成器要互换 r 和 f。",
                    en="This is still the discriminator's loss: the generator swaps r and f.",
                ),
            ),
            "real_ignored": (
                softplus(-f).mean(),
                Text(
                    zh="没有用 real_logits：这是非饱和损失，相对损失看的是 f - r。",
                    en="real_logits was not used: this is the non-saturating loss; the relativistic one looks at f - r.",
                ),
            ),
            "average": (
                softplus(r.mean() - f).mean() + softplus(r - f.mean()).mean(),
                Text(
                    zh="这是 RaGAN（与另一方的平均相比）；这里是成对的 RSGAN。",
                    en="This is RaGAN, which compares with the other side's mean; pairs (RSGAN) are asked for.",
                ),
            ),
        }
    return {**own, **both(want, f)}
