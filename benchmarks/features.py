"""What the metrics say of known faults: `python benchmarks/features.py` prints the table of docs/images.md.

2,048 pictures each way of one secret world; several minutes are not needed, one is.
"""

import argparse
import sys

import torch
import torch.nn.functional as F
from torch import Tensor

from aigc_quiz.images.cartoon import draw, secret_world
from aigc_quiz.images.features import features
from aigc_quiz.images.metrics import (
    density_coverage,
    frechet_distance,
    kernel_distance,
    precision_recall,
)


def sets(n: int, generator: torch.Generator) -> tuple[Tensor, dict[str, Tensor]]:
    """Real pictures of a secret world, and other sets of `n` pictures, by name."""
    world, other = secret_world(generator), secret_world(generator)
    seeds = torch.randint(2**31, (5,), generator=generator).tolist()
    real, same = (draw(n, seed=seed, world=world).images for seed in seeds[:2])
    x = same.float()

    def noisy(level: float) -> Tensor:
        return (x + torch.randn(x.shape, generator=generator) * level).round().clamp(0, 255).byte()

    blurred = F.avg_pool2d(x, 3, 1, 1, count_include_pad=False)
    return real, {
        "other faces of the same world": same,
        "the same, noise of 5 levels": noisy(5),
        "one half of the faces, twice": same[: n // 2].repeat(2, 1, 1, 1),
        "noise of 20 levels": noisy(20),
        "moved by one pixel": same.roll(1, -1),
        "100 faces, repeated": same[:100].repeat(n // 100 + 1, 1, 1, 1)[:n],
        "two faces blended": ((x + x.roll(1, 0)) / 2).round().byte(),
        "blurred by 3 x 3": blurred.round().byte(),
        "another secret world": draw(n, seed=seeds[2], world=other).images,
        "the default world": draw(n, seed=seeds[3]).images,
        "the mean picture": x.mean(0, keepdim=True).round().byte().expand(n, -1, -1, -1),
        "uniform noise": torch.randint(256, x.shape, generator=generator).byte(),
        "one face, repeated": same[:1].expand(n, -1, -1, -1),
    }


def main() -> None:
    """Print one row a set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pictures", type=int, default=2048)
    options = parser.parse_args()
    torch.set_num_threads(1)
    real, others = sets(options.pictures, torch.Generator().manual_seed(options.seed))
    known = features(real)
    out = sys.stdout
    out.write("| second set | distance | KID | precision | recall | density | coverage |\n")
    out.write("|---|---|---|---|---|---|---|\n")
    for name, images in others.items():
        made = features(images)
        shares = [*precision_recall(known, made), *density_coverage(known, made)]
        numbers = [f"{frechet_distance(known, made):.3g}", f"{kernel_distance(known, made):.3f}"]
        numbers += [f"{share:.2f}" for share in shares]
        out.write(f"| {name} | {' | '.join(numbers)} |\n")


if __name__ == "__main__":
    main()
