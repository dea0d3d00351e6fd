"""How fast faces are drawn and measured, as ratios to a matrix product in the same run: `python benchmarks/images.py`.

Each row alternates with its yardstick (32 products of 512 x 512 float32), so that a busy machine slows both; the
minimum of each is compared. One thread.
"""

import argparse
import time
from collections.abc import Callable

import torch

from aigc_quiz.images import metrics
from aigc_quiz.images.cartoon import draw
from aigc_quiz.images.features import features


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def ratio(name: str, bound: float, runs: int, count: int, work: Callable[[], object]) -> bool:
    square = torch.randn(512, 512)

    def yardstick() -> None:
        for _ in range(32):
            square @ square

    work(), yardstick()
    pairs = [(seconds(work), seconds(yardstick)) for _ in range(runs)]
    best, base = min(a for a, _ in pairs), min(b for _, b in pairs)
    verdict = "ok" if best / base <= bound else "TOO SLOW"
    print(
        f"{name:34} {best * 1e3:7.0f} ms {count / best:8.0f}/s  x{best / base:6.1f}  <= {bound:4.0f}  {verdict}"
    )
    return best / base <= bound


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(0)
    a, b = torch.randn(2, 2048, 64, generator=generator)
    images = draw(512, seed=0).images
    rows: list[tuple[str, float, int, Callable[[], object]]] = [
        ("draw 512 faces at 32", BOUNDS[0], 512, lambda: draw(512, seed=0)),
        ("draw 128 faces at 64", BOUNDS[1], 128, lambda: draw(128, size=64, seed=0)),
        ("draw 32 faces at 128", BOUNDS[2], 32, lambda: draw(32, size=128, seed=0)),
        ("features of 512 faces", BOUNDS[3], 512, lambda: features(images)),
        ("Frechet distance, 2,048 each", BOUNDS[4], 2048, lambda: metrics.frechet_distance(a, b)),
        ("kernel distance, 2,048 each", BOUNDS[5], 2048, lambda: metrics.kernel_distance(a, b)),
        ("precision, recall, 2,048 each", BOUNDS[6], 2048, lambda: metrics.precision_recall(a, b)),
        ("density, coverage, 2,048 each", BOUNDS[7], 2048, lambda: metrics.density_coverage(a, b)),
    ]
    good = [ratio(name, bound, runs, count, work) for name, bound, count, work in rows]
    return 0 if all(good) else 1


BOUNDS = (8, 8, 8, 14, 1, 10, 20, 12)

if __name__ == "__main__":
    raise SystemExit(main())
