"""Stage 1, last part: what `train` shows to D, and where the pictures of `sample` come from."""

from collections.abc import Iterator
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor

from aigc_quiz.bank.question import Text
from aigc_quiz.grading import Check, expect


def roughness(images: Tensor) -> float:
    """Mean difference of horizontal neighbours over the spread of all pixels: noise 1.1, faces 0.3."""
    images = images.double()
    return float((images[..., 1:] - images[..., :-1]).abs().mean() / images.std().clamp_min(1e-9))


def shown_to_discriminator(shown: list[Tensor], faces: Tensor) -> tuple[bool, str]:
    """Whether some of what D saw has the range and the texture of the faces in [-1, 1]."""
    want = faces.double() / 127.5 - 1
    edges = torch.tensor([0.05, 0.5, 0.95], dtype=torch.float64)
    target, rough = want.flatten()[::7].quantile(edges), roughness(want)
    nearest, words = 9e9, ""
    halves = [half for batch in shown for half in batch.chunk(2)]  # real and fake may come as one
    for batch in [*shown, *halves]:
        if batch.ndim != 4 or batch.shape[1:] != faces.shape[1:]:
            continue
        got = batch.double().flatten().quantile(edges)
        off = float((got - target).abs().max()) + abs(roughness(batch) / rough - 1) * 0.5
        if off < nearest:
            low, high = float(batch.min()), float(batch.max())
            nearest, words = off, f"[{low:.2f}, {high:.2f}]"
    return nearest < 0.45, words


def recognised(batches: list[Tensor], faces: Tensor) -> list[set[int]]:
    """For each batch that D saw, shrunk to 8 x 8 pixels, which faces are in it, as they are or mirrored; empty ones left out."""
    want = faces.double() / 127.5 - 1
    both = torch.cat([want, want.flip(-1)])
    points = F.interpolate(both, size=(8, 8), mode="area").flatten(1)
    found = []
    for batch in batches:
        apart, which = torch.cdist(batch.double().flatten(1), points).min(dim=1)
        near = which[apart < 0.1 * points.shape[1] ** 0.5] % len(faces)
        if len(near):
            found.append(set(near.tolist()))
    return found


def variety(batches: list[set[int]], count: int) -> tuple[int, float]:
    """How many of `count` images were seen in all, and how many would be if each batch were drawn at random.

    A batch that holds nothing new to the one before it (a penalty on the same images) counts only once.
    """
    drawn = sum(len(b) for a, b in pairwise([set(), *batches]) if not b <= a)
    seen = len(set().union(*batches))
    return seen, count * (1 - (1 - 1 / count) ** drawn)


def off_by(pictures: Tensor, made: Tensor) -> float:
    """Grey levels by which the pictures are off what the network made: at the most, for the worst of them.

    In their order, or where the network was called for more than that, each against the nearest.
    """
    if made.shape[1:] != pictures.shape[1:] or len(made) < len(pictures):
        return 255.0
    levels, want = (made + 1) * 127.5, pictures.float()
    if len(levels) > len(want):
        levels = levels[torch.cdist(want.flatten(1), levels.flatten(1)).argmin(dim=1)]
    return float((levels - want).abs().max())


def same_noise(trained_on: Tensor, drawn_from: Tensor) -> tuple[bool, str]:
    """Whether G is fed alike in training and in sampling, up to a truncation by half; and both, in words."""
    if min(trained_on.numel(), drawn_from.numel()) < 100:
        return True, ""
    (mean, std), (other, spread) = (
        (float(rows.mean()), float(rows.std())) for rows in (trained_on, drawn_from)
    )
    alike = 0.45 * std < spread < 2.2 * std and abs(mean - other) < 0.4 * max(std, spread)
    return alike, f"{mean:.2f} ± {std:.2f}, {other:.2f} ± {spread:.2f}"


def data(found: dict[str, object], faces: Tensor) -> Iterator[Check]:
    """A few steps of `train`: preprocessing, and its agreement with the caller."""
    good, words = shown_to_discriminator(found["shown"], faces)
    yield expect(
        "images_reach_discriminator_scaled",
        good,
        Text(
            zh=f"train 交给 D 的批次里，没有一批像缩放到 [-1, 1] 的训练图(最接近的一批范围是 {words or '无'})。uint8 要先变成 images.float() / 127.5 - 1，与 tanh 的范围一致；通道顺序保持 (B, 3, S, S)，不要用 view 改成别的布局。",
            en=f"Among the batches that train shows to D, none looks like training images scaled to [-1, 1] (the nearest has range {words or 'none'}). Turn uint8 into images.float() / 127.5 - 1, the range of tanh, and keep the layout (B, 3, S, S): no view() into another one.",
        ),
    )
    batches = recognised(found["batches"], faces)
    most = max(map(len, batches), default=0)
    seen, usual = variety(batches, len(faces))
    yield expect(
        "train_takes_other_batches",
        not batches or most > 0.9 * len(faces) or (seen > most and seen > 0.75 * usual),
        Text(
            zh=f"train 只给 D 看了 {seen} 张不同的训练图（一共有 {len(faces)} 张，随机取的话应约有 {usual:.0f} 张）。每一步要从全部训练图里取不同的批次：随机下标，或持续向前的 DataLoader，而不是每次都 next(iter(loader))，也不要只留一个切片。",
            en=f"train shows D only {seen} different training images, of {len(faces)} there are; batches drawn at random would hold about {usual:.0f}. Each step needs another batch from all the images: random indices, or a DataLoader that moves on, not next(iter(loader)) each time, nor a slice left from debugging.",
        ),
    )
    yield expect(
        "train_returns_generator",
        bool(found["is_generator"]),
        Text(
            zh="train 应返回训练好的 Generator（你自己的那个类）。",
            en="train should return the trained Generator (an instance of your class).",
        ),
    )
    yield expect(
        "training_changes_the_generator",
        bool(found["changes"]),
        Text(
            zh="不管训练多少步，train 返回的 generator 的权重都一样：返回的是从未更新的副本（EMA 忘了每步更新？），或者训练的是另一个 generator，或者没有按 steps 训练。",
            en="However many steps it trains, train returns a generator with the same weights: a copy that is never updated (an EMA without its update in each step?), another generator than the one it trains, or a training that ignores steps.",
        ),
    )
    yield expect(
        "training_goes_through_discriminator",
        bool(found["through"]) or not found["changes"],
        Text(
            zh="让 discriminator 看到别的东西、给出别的 logit,train 返回的 generator 却一模一样：它画图用的权重不是靠 D 的梯度学来的（例如直接由 images 算出来，或者事先存好）。",
            en="Where the discriminator sees other things and says something else, train still returns the very same generator: the weights that draw were not learned from D's gradient (but computed from images, say, or stored beforehand).",
        ),
    )
    yield expect(
        "batchnorm_statistics_are_kept",
        bool(found["counted"]) or not found["changes"],
        Text(
            zh="train 返回的 generator 里，BatchNorm 的 running_mean / running_var 还是初始的 0 和 1,eval 模式下画出的图会走样。对权重取平均（EMA）时，要把 buffers() 也一并复制过去。",
            en="In the generator that train returns, BatchNorm's running_mean and running_var are still 0 and 1 as in the beginning, so in eval mode it draws something else. An average of the weights (EMA) must copy the buffers() as well.",
        ),
    )
    yield expect(
        "train_leaves_images",
        bool(found["unchanged"]),
        Text(
            zh="train 改动了传入的 images（原地运算？）。请先复制或转成 float 再处理。",
            en="train changed the images it was given (an in-place operation?). Work on a copy, such as images.float().",
        ),
    )
    yield expect(
        "train_follows_its_seed",
        bool(found["same"]),
        Text(
            zh="同样的 seed 训练两次，得到的权重不同：在 train 开头 torch.manual_seed(seed)（建网络之前）。",
            en="Two trainings with the same seed end with different weights: call torch.manual_seed(seed) first in train, before the networks are made.",
        ),
        points=0,
        advice=True,
    )


def sampling(found: dict[str, object], n: int, size: int) -> Iterator[Check]:
    """The seed decides, the generator draws, and nothing else does."""
    first, again, other = found["first"], found["again"], found["other"]
    shape = isinstance(first, Tensor) and tuple(first.shape) == (n, 3, size, size)
    shape = shape and first.dtype == torch.uint8
    kind = (
        f"{first.dtype} {tuple(first.shape)}" if isinstance(first, Tensor) else type(first).__name__
    )
    yield expect(
        "sample_shape",
        shape,
        Text(
            zh=f"sample(generator, {n}, seed=...) 应返回 uint8 ({n}, 3, {size}, {size})，实际是 {kind}。",
            en=f"sample(generator, {n}, seed=...) should return uint8 ({n}, 3, {size}, {size}); it gave {kind}.",
        ),
    )
    if not shape:
        return
    yield expect(
        "sample_follows_its_seed",
        torch.equal(first, again) and not torch.equal(first, other),
        Text(
            zh="sample 的 seed 不起作用：同一个 seed 必须画出同样的图（不受全局随机状态影响），换一个 seed 必须不同。用 torch.Generator().manual_seed(seed) 抽 z。",
            en="sample does not follow its seed: the same seed must draw the same pictures whatever the global state, another seed other ones. Draw z with torch.Generator().manual_seed(seed).",
        ),
    )
    rows, made = found["latents"], found["made"]
    # Where forward was never called as a method, the zeroed generator decides alone.
    worst = off_by(first, made) if made.numel() else 0.0
    constant = float(found["zeroed"].float().std(dim=0).max()) < 1.0
    yield expect(
        "sample_comes_from_generator",
        worst < 2.5 and constant,
        Text(
            zh=f"sample 返回的图不是 generator(z) 的输出：与 (generator(z) + 1) * 127.5 最多相差 {worst:.0f} 个灰度级"
            + ("" if constant else "；把 generator 的权重全部清零之后，画出来的图仍各不相同")
            + "。图必须由网络画出，再由 [-1, 1] 换算成 [0, 255]。",
            en=f"What sample returns is not what generator(z) draws: it is up to {worst:.0f} grey levels away from (generator(z) + 1) * 127.5"
            + (
                ""
                if constant
                else "; and with all weights of the generator at zero the pictures still differ"
            )
            + ". The network must draw the pictures, and [-1, 1] become [0, 255].",
        ),
    )
    distinct = len(torch.unique(rows, dim=0)) if rows.numel() else n
    yield expect(
        "sample_draws_fresh_latents",
        distinct >= n,
        Text(
            zh=f"为 {n} 张图只抽了 {distinct} 个不同的 z：每张图都要有自己的 z。",
            en=f"Only {distinct} different latents were drawn for {n} pictures: each picture needs its own.",
        ),
    )
    alike, words = same_noise(found["trained_on"], rows)
    yield expect(
        "sample_draws_the_training_noise",
        alike,
        Text(
            zh=f"训练和采样喂给 generator 的 z 分布不同（均值 ± 标准差分别是 {words}）：训练用 randn，采样也要用 randn，不是 rand。",
            en=f"The generator is fed other noise in sampling than in training (mean ± deviation: {words}). What was trained on randn must be sampled from randn, not rand.",
        ),
    )
    yield expect(
        "sample_leaves_generator",
        bool(found["still"]),
        Text(
            zh="采样改动了 generator 的状态（BatchNorm 的统计量在动）：采样前要 generator.eval()，否则一张图会受同批其他图的影响。",
            en="Sampling changed the generator's state (BatchNorm's statistics move): call generator.eval() first, or a picture depends on the others drawn with it.",
        ),
    )
    one, two = found["trip"]
    yield expect(
        "state_dict_round_trip",
        one.shape == two.shape and bool(torch.allclose(one, two, atol=1e-4)),
        Text(
            zh="把训练好的权重用 load_state_dict 装进新的 Generator，画出的图却不同：有的层没有注册（放在普通 list 里而不是 nn.ModuleList?），或者状态存在了 state_dict 之外。",
            en="Loaded into a new Generator by load_state_dict, the trained weights draw other pictures: a layer is not registered (kept in a plain list instead of nn.ModuleList?), or state lies outside state_dict.",
        ),
    )
