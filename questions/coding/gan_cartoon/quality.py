"""Stage 2: train in a world nobody has seen, then measure the pictures here, in the judge's process."""

from collections.abc import Iterator
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from aigc_quiz.bank.question import Text
from aigc_quiz.grading import Check, Submission, expect
from aigc_quiz.images.cartoon import World, draw, secret_world
from aigc_quiz.images.features import features
from aigc_quiz.images.metrics import (
    density_coverage,
    frechet_distance,
    nearest,
    precision_recall,
)

SIZE = 32
TRAINING_IMAGES = 4096
SAMPLES = 2048
STEPS = 1000


class Measured(NamedTuple):
    """What the samples are worth. Shares are 0 to 1; the distances are in units of the features."""

    distance: float  # Fréchet, against held-out images of the same world
    precision: float
    recall: float
    density: float
    coverage: float
    copies: float  # share of samples nearer to a training image than 99 % of held-out images are
    diversity: float  # median distance to the nearest other sample, held-out images = 1
    colours: (
        float  # distance of the colours from this world's, the usual distance of two worlds = 1
    )


def rows(images: Tensor, side: int) -> Tensor:
    """Pictures shrunk to side x side pixels, as rows of 3 * side**2 numbers in [0, 1]."""
    return F.interpolate(images.double() / 255, size=(side, side), mode="area").flatten(1)


def apart(points: Tensor) -> Tensor:
    """Distance of each row to the nearest other row."""
    return torch.cdist(points, points).fill_diagonal_(float("inf")).amin(dim=1)


def copied(known: Tensor, held_out: Tensor, samples: Tensor) -> float:
    """The share of samples nearer to a training image (or its mirror image) than 99 % of held-out images are.

    On 16 x 16 pixels without their mean, where noise, a shift of brightness or of a pixel do not hide a copy.
    """

    def plain(images: Tensor) -> Tensor:
        points = rows(images, 16)
        return points - points.mean(dim=1, keepdim=True)

    both = plain(torch.cat([known, known.flip(-1)]))
    usual = nearest(plain(held_out[:1024]), both)
    return float((nearest(plain(samples[:1024]), both) < usual.quantile(0.01)).double().mean())


def palette(images: Tensor) -> Tensor:
    """Shares of 6 x 6 x 6 colours on 8 x 8 pixels, where a generator's speckle has averaged out."""
    levels = (rows(images, 8).view(len(images), 3, -1) * 6).long().clamp(0, 5)
    codes = (levels[:, 0] * 6 + levels[:, 1]) * 6 + levels[:, 2]
    return torch.bincount(codes.flatten(), minlength=216).double() / codes.numel()


def strangeness(samples: Tensor, held_out: Tensor, elsewhere: list[Tensor]) -> float:
    """Total variation of palettes against this world's, over the median against other worlds."""
    own = palette(samples)
    far = torch.stack([(own - palette(images)).abs().sum() for images in elsewhere]).median()
    return float((own - palette(held_out)).abs().sum() / far.clamp_min(1e-9))


def measure(known: Tensor, held_out: Tensor, samples: Tensor, elsewhere: list[Tensor]) -> Measured:
    """All the numbers for samples, uint8 (N, 3, S, S), of a program that was shown `known`.

    `elsewhere`: pictures of other worlds.
    """
    real, made = features(held_out), features(samples)
    precision, recall = precision_recall(real, made)
    density, coverage = density_coverage(real, made)
    return Measured(
        distance=frechet_distance(real, made),
        precision=precision,
        recall=recall,
        density=density,
        coverage=coverage,
        copies=copied(known, held_out, samples),
        diversity=float(
            apart(rows(samples[:1024], 16)).median() / apart(rows(held_out[:1024], 16)).median()
        ),
        colours=strangeness(samples, held_out, elsewhere),
    )


def worlds(generator: torch.Generator, count: int) -> list[Tensor]:
    """A few pictures each of the default world and of `count` secret ones."""
    every = [World(), *(secret_world(generator) for _ in range(count))]
    seeds = torch.randint(2**31, (len(every),), generator=generator).tolist()
    return [draw(192, size=SIZE, seed=s, world=w).images for w, s in zip(every, seeds, strict=True)]


NAMES = (
    "training_gives_pictures",
    "trained_network_draws",
    "distance",
    "coverage",
    "diversity",
    "learned_these_colours",
    "novelty",
)
POINTS = dict.fromkeys(NAMES, 2.0)
PASS = {"distance": 48.0, "coverage": 0.05, "diversity": 0.2, "colours": 0.75, "copies": 0.25}
MEDALS = (  # name, distance at most, coverage at least
    ("gold", 22.0, 0.60),
    ("silver", 32.0, 0.45),
    ("bronze", 45.0, 0.25),
)


def medal(measured: Measured) -> str:
    """gold, silver, bronze, or nothing."""
    for name, distance, coverage in MEDALS:
        if measured.distance <= distance and measured.coverage >= coverage:
            return name
    return ""


def training(submission: Submission, fixture: str) -> Iterator[Check]:
    """Train with the learner's `train` in a secret world, ask for samples, and measure them."""
    world = secret_world(submission.generator)
    seeds = submission.integers(0, 2**31, (8,)).tolist()
    known = draw(TRAINING_IMAGES, size=SIZE, seed=seeds[0], world=world).images
    submission.progress(0.0, "train")
    with submission.naming("training_gives_pictures"):
        generator = submission.run(
            fixture, "training", known, STEPS, submission.device, seeds[1], keep=True
        )
        parts = [
            submission.call("sample", generator, SAMPLES // 4, seed=seed) for seed in seeds[2:6]
        ]
        blank = submission.run(fixture, "zeroed_samples", generator, 64, seeds[6])
        past = submission.run(fixture, "history")
    good = all(is_pictures(part, SAMPLES // 4) for part in parts) and is_pictures(blank, 64)
    yield expect(
        "training_gives_pictures",
        good,
        Text(
            zh=f"训练之后，sample(generator, {SAMPLES // 4}, seed=...) 应返回 uint8 ({SAMPLES // 4}, 3, {SIZE}, {SIZE})。",
            en=f"After training, sample(generator, {SAMPLES // 4}, seed=...) should return uint8 ({SAMPLES // 4}, 3, {SIZE}, {SIZE}).",
        ),
        points=POINTS["training_gives_pictures"],
    )
    if not good:
        return
    samples = torch.cat(parts)
    held_out = draw(SAMPLES, size=SIZE, seed=seeds[7], world=world).images
    measured = measure(known, held_out, samples, worlds(submission.generator, 12))
    show(submission, samples, held_out, past)
    numbers = {name: round(value, 4) for name, value in measured._asdict().items()}
    submission.record("metrics", numbers)
    still = float(blank.float().std(dim=0).max()) < 1.0
    passed = True
    for check in verdicts(measured, still=still):
        passed &= check.passed
        yield check
    submission.record("medal", medal(measured) if passed else "")


def is_pictures(value: object, count: int) -> bool:
    """Whether a claim is uint8 (count, 3, S, S)."""
    return (
        isinstance(value, Tensor)
        and value.dtype == torch.uint8
        and tuple(value.shape) == (count, 3, SIZE, SIZE)
    )


def show(
    submission: Submission, samples: Tensor, held_out: Tensor, past: dict[str, object]
) -> None:
    """samples.png, training.png (on the way, then the end) and real.png; the losses as numbers."""
    submission.show("samples", samples[:64])
    submission.show("real", held_out[:32])
    strips = [s for s in past["pictures"] if is_pictures(s, 12)]
    submission.show("training", torch.cat([*strips, samples[:12]]))
    losses = past["losses"]
    if isinstance(losses, Tensor) and losses.ndim == 2 and len(losses) and losses.isfinite().all():
        every = max(1, len(losses) // 100)
        submission.record(
            "losses", [[round(x, 4) for x in pair] for pair in losses[::every].tolist()]
        )


def verdicts(m: Measured, *, still: bool) -> Iterator[Check]:
    """The checks on the numbers; all say what came, what is asked, and the likely cause."""
    yield expect(
        "trained_network_draws",
        still,
        Text(
            zh="把训练好的 generator 的权重全部清零，sample 画出的图仍各不相同：图不是由训练出来的网络画的。",
            en="With all weights of the trained generator at zero, sample still draws different pictures: it is not the trained network that draws.",
        ),
        points=POINTS["trained_network_draws"],
    )
    limit = PASS["distance"]
    yield expect(
        "distance",
        m.distance <= limit,
        Text(
            zh=f"Fréchet 距离 {m.distance:.1f}，及格线 {limit:.0f}（参考解法为 22 到 30，真图约 0.3）。1000 步里没有学到像样的图：检查学习率、D 是否强到压住了 G、EMA 是否真的在更新、BatchNorm 的批次里是否混了真假图。",
            en=f"Fréchet distance {m.distance:.1f}; {limit:.0f} is asked (the reference solution has 22 to 30, real images 0.3). A thousand steps taught it too little: look at the learning rates, a D so strong that G stands still, an EMA that is never updated, real and fake mixed in one BatchNorm batch.",
        ),
        points=POINTS["distance"],
    )
    limit = PASS["coverage"]
    yield expect(
        "coverage",
        m.coverage >= limit,
        Text(
            zh=f"只有 {m.coverage:.1%} 的真图附近有生成的图，至少要 {limit:.0%}:G 只画出了训练集的一小部分。每一步都取到了不同的训练图吗？",
            en=f"Only {m.coverage:.1%} of the real images have a generated one nearby; {limit:.0%} is asked: G draws a small part of the training set. Does each step take other training images?",
        ),
        points=POINTS["coverage"],
    )
    limit = PASS["diversity"]
    yield expect(
        "diversity",
        m.diversity >= limit,
        Text(
            zh=f"生成的图彼此太像：最近邻距离只有真图的 {m.diversity:.1%}，至少要 {limit:.0%}。这是 mode collapse，或者 z 的大部分没有用上。",
            en=f"The pictures are too much alike: the distance to the nearest other one is {m.diversity:.1%} of that of real images, {limit:.0%} is asked. This is mode collapse, or most of z is not used.",
        ),
        points=POINTS["diversity"],
    )
    limit = PASS["colours"]
    yield expect(
        "learned_these_colours",
        m.colours <= limit,
        Text(
            zh=f"生成图的颜色不像这批训练图(与本世界的距离是不同世界之间的 {m.colours:.0%}，至多 {limit:.0%})。每次评分的训练图颜色都不同：train 真的用了传入的 images 吗？",
            en=f"The colours are not those of these training images (their distance is {m.colours:.0%} of that between two worlds, {limit:.0%} at most). Each grading has other colours: does train really use the images it is given?",
        ),
        points=POINTS["learned_these_colours"],
    )
    limit = PASS["copies"]
    yield expect(
        "novelty",
        m.copies <= limit,
        Text(
            zh=f"{m.copies:.0%} 的生成图几乎就是某张训练图（真实的新图里只有约 1 %），至多 {limit:.0%}：generator 背下了训练集，而不是学到了分布。",
            en=f"{m.copies:.0%} of the pictures are nearly some training image (about 1 % of real new ones are); {limit:.0%} at most: the generator memorises the training set instead of learning its distribution.",
        ),
        points=POINTS["novelty"],
    )
