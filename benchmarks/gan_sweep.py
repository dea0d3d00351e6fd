"""How the programs of the cartoon GAN spread over seeds, and the lines drawn between them.

`python benchmarks/gan_sweep.py` trains whatever is missing (seed by seed, so that a stop leaves a balanced table) and
appends a JSON line a run to docs/gan_sweep.jsonl. It can be stopped and started again, and several can run at a time.
`--limit N` ends after N runs, with exit code 1 when there was nothing to do. `--measure` computes what is missing
from the samples that were kept, without training. `python benchmarks/gan_lines.py` then writes what the runs say into docs/gan.md.

A program is trained here as the grader trains it, but in this process and without the probes: a secret world from the
seed, 4,096 images, 1,000 steps, one thread, 2,048 samples.
"""

import argparse
import fcntl
import importlib.util
import json
import math
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from gan_lines import LINES, SLUG, TRAINING
from programs import Program, known_lines, programs
from torch import Tensor, nn

from aigc_quiz.images.cartoon import draw
from aigc_quiz.images.features import features
from aigc_quiz.images.quality import measure, telling_world, worlds
from aigc_quiz.jury.curves import distance_to
from aigc_quiz.jury.stage import EARLY_COUNT, EARLY_STEPS

SEEDS = (0, 1, 2, 3, 4)


class Task(NamedTuple):
    """What a seed decides: the world, the images to train on, and everything that is compared with."""

    known: Tensor
    held_out: Tensor
    elsewhere: list[Tensor]
    seeds: list[int]  # of the training, of four parts of the samples, of the zeroed samples


def task(seed: int) -> Task:
    """The same as the grader draws from its generator."""
    generator = torch.Generator().manual_seed(seed)
    world = telling_world(generator)
    seeds = torch.randint(2**31, (8,), generator=generator).tolist()
    return Task(
        known=draw(TRAINING.images, size=TRAINING.size, seed=seeds[0], world=world).images,
        held_out=draw(TRAINING.samples, size=TRAINING.size, seed=seeds[7], world=world).images,
        elsewhere=worlds(generator, 12),
        seeds=seeds[1:7],
    )


def trained(program: Program, given: Task, steps: int) -> dict[str, np.ndarray]:
    """Train it: its samples, those after a few steps, the spread with all weights zeroed, CPU seconds of `train`."""
    spec = importlib.util.spec_from_file_location(f"sweep_{program.name}", program.path)
    if spec is None or spec.loader is None:
        raise ImportError(program.path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def train(count: int, seed: int) -> nn.Module:
        return module.train(given.known.clone(), steps=count, device="cpu", seed=seed)

    started = time.process_time()
    generator = train(steps, given.seeds[0])
    seconds = time.process_time() - started
    part = TRAINING.samples // 4
    samples = torch.cat([module.sample(generator, part, seed=seed) for seed in given.seeds[1:5]])
    with torch.no_grad():
        for value in generator.state_dict().values():
            value.zero_()
    blank = module.sample(generator, 64, seed=given.seeds[5])
    early = module.sample(train(EARLY_STEPS, given.seeds[5]), EARLY_COUNT, seed=given.seeds[5])
    return {
        "samples": samples.numpy(),
        "early": early.numpy(),
        "zeroed": np.array(float(blank.float().std(dim=0).max())),
        "seconds": np.array(seconds),
    }


def line(program: Program, seed: int, steps: int, kept: dict[str, np.ndarray], given: Task) -> dict:
    """One run as a JSON line."""
    started = time.process_time()
    found = measure(given.known, given.held_out, torch.from_numpy(kept["samples"]), given.elsewhere)
    return {
        "program": program.name,
        "kind": program.kind,
        "text": program.text,
        "seed": seed,
        "steps": steps,
        "seconds": round(float(kept["seconds"]), 1),
        "measuring": round(time.process_time() - started, 1),
        "zeroed": round(float(kept["zeroed"]), 3),
        "early": round(distance_to(features(given.held_out))(torch.from_numpy(kept["early"])), 4),
        **{n: round(v, 4) for n, v in found._asdict().items() if math.isfinite(v)},
    }


def runs(
    folder: Path, chosen: list[Program], seeds: list[int], steps: int, there: set[tuple[str, int]]
) -> Iterator[dict]:
    """Train what is not there, seed by seed; a run that another process is at is left to it."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        given: Task | None = None
        for program in chosen:
            if (program.name, seed) in there:
                continue
            file = folder / f"{program.name}-{program.text}-{seed}-{steps}.npz"
            with file.with_suffix(".lock").open("w") as claim:
                try:
                    fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                if file.exists():
                    continue
                given = given or task(seed)
                kept = trained(program, given, steps)
                made = line(program, seed, steps, kept, given)
                np.savez_compressed(file, **kept)
            yield made


def measured_again(
    folder: Path, chosen: list[Program], steps: int, there: set[tuple[str, int]]
) -> Iterator[dict]:
    """The lines of all the samples that were kept, but for those that are there."""
    for seed in range(100):
        given: Task | None = None
        for program in chosen:
            file = folder / f"{program.name}-{program.text}-{seed}-{steps}.npz"
            if file.exists() and (program.name, seed) not in there:
                given = given or task(seed)
                yield line(program, seed, steps, dict(np.load(file)), given)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--programs",
        help="names with commas, in the order to train; without it all but the probed ones",
    )
    parser.add_argument("--seeds", default=",".join(map(str, SEEDS)))
    parser.add_argument("--steps", type=int, default=TRAINING.steps)
    parser.add_argument("--samples", type=Path, default=Path("/tmp/gan_sweep"))
    parser.add_argument("--limit", type=int, default=10**9)
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--out", type=Path, default=LINES)
    args = parser.parse_args()
    torch.set_num_threads(1)
    names = args.programs.split(",") if args.programs else []
    by_name = {each.name: each for each in programs(SLUG)}
    chosen = [by_name[name] for name in names] or [
        each for each in by_name.values() if each.kind != "probed"
    ]
    old = known_lines(args.out, list(by_name.values()))
    there = {(each["program"], each["seed"]) for each in old if each["steps"] == args.steps}
    if args.measure:
        args.out.write_text("".join(json.dumps(each) + "\n" for each in old), "utf-8")
        every = list(by_name.values()) if not names else chosen
        for made in measured_again(args.samples, every, args.steps, there):
            with args.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(made) + "\n")
        return 0
    done = 0
    seeds = [int(each) for each in args.seeds.split(",")]
    for made in runs(args.samples, chosen, seeds, args.steps, there):
        with args.out.open("a", encoding="utf-8") as file:
            file.write(json.dumps(made) + "\n")
        print(json.dumps(made), flush=True)
        done += 1
        if done >= args.limit:
            break
    return 0 if done else 1


if __name__ == "__main__":
    sys.exit(main())
