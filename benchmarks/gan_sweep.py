"""How the programs of the cartoon GAN spread over seeds, and the lines drawn between them.

`python benchmarks/gan_sweep.py` trains whatever is missing (seed by seed, so that a stop leaves a balanced table) and
appends a JSON line a run to docs/gan_sweep.jsonl. It can be stopped and started again, and several can run at a time.
`--limit N` ends after N runs, with exit code 1 when there was nothing to do. `--measure` computes the numbers anew from
the samples that were kept, without training; `--plot` makes the table and docs/gan_sweep.png from the lines.

A program is trained here as the grader trains it, but in this process and without the probes: a secret world from the
seed, 4,096 images, 1,000 steps, one thread, 2,048 samples.
"""

import argparse
import fcntl
import hashlib
import importlib.util
import json
import math
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "questions" / "coding"))

from gan_cartoon.quality import TRAINING, measure, worlds  # noqa: E402

from aigc_quiz.images.cartoon import draw, secret_world  # noqa: E402

EXERCISE = PROJECT / "questions" / "coding" / "gan_cartoon"
LINES = PROJECT / "docs" / "gan_sweep.jsonl"
SEEDS = (0, 1, 2, 3, 4)


class Program(NamedTuple):
    """One program, what it is, and a hash of its text: a changed one is trained anew."""

    kind: str  # solution, variant, mistake, or probed: a mistake that the probes stop before it trains
    path: Path
    text: str

    @property
    def name(self) -> str:
        """The file's name without its ending; the solution is called so."""
        return "solution" if self.kind == "solution" else self.path.stem


class Task(NamedTuple):
    """What a seed decides: the world, the images to train on, and everything that is compared with."""

    known: Tensor
    held_out: Tensor
    elsewhere: list[Tensor]
    seeds: list[int]  # of the training, of four parts of the samples, of the zeroed samples


def programs() -> list[Program]:
    """All the programs, honest ones first; the solution last of them."""
    found = [("variant", path) for path in sorted((EXERCISE / "variants").glob("*.py"))]
    found.append(("solution", PROJECT / "solutions" / "gan_cartoon.py"))
    for path in sorted((EXERCISE / "mistakes").glob("*.py")):
        head = "\n".join(path.read_text("utf-8").splitlines()[:12])
        found.append(
            ("mistake" if re.search(r"^# stage: training", head, re.M) else "probed", path)
        )
    order = {"variant": 0, "mistake": 1, "solution": 2, "probed": 3}
    found.sort(key=lambda pair: order[pair[0]])
    return [
        Program(kind, path, hashlib.sha256(path.read_bytes()).hexdigest()[:12])
        for kind, path in found
    ]


def task(seed: int) -> Task:
    """The same as the grader draws from its generator."""
    generator = torch.Generator().manual_seed(seed)
    world = secret_world(generator)
    seeds = torch.randint(2**31, (8,), generator=generator).tolist()
    return Task(
        known=draw(TRAINING.images, size=TRAINING.size, seed=seeds[0], world=world).images,
        held_out=draw(TRAINING.samples, size=TRAINING.size, seed=seeds[7], world=world).images,
        elsewhere=worlds(generator, 12),
        seeds=seeds[1:7],
    )


def trained(program: Program, given: Task, steps: int) -> tuple[Tensor, float, float]:
    """Train it: its samples, the spread of samples with all weights zeroed, CPU seconds of `train`."""
    spec = importlib.util.spec_from_file_location(f"sweep_{program.name}", program.path)
    if spec is None or spec.loader is None:
        raise ImportError(program.path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    started = time.process_time()
    generator = module.train(given.known.clone(), steps=steps, device="cpu", seed=given.seeds[0])
    seconds = time.process_time() - started
    part = TRAINING.samples // 4
    samples = torch.cat([module.sample(generator, part, seed=seed) for seed in given.seeds[1:5]])
    with torch.no_grad():
        for value in generator.state_dict().values():
            value.zero_()
    blank = module.sample(generator, 64, seed=given.seeds[5])
    return samples, float(blank.float().std(dim=0).max()), seconds


def line(program: Program, seed: int, steps: int, kept: dict[str, np.ndarray], given: Task) -> dict:
    """One run as a JSON line."""
    started = time.process_time()
    measured = measure(
        given.known, given.held_out, torch.from_numpy(kept["samples"]), given.elsewhere
    )
    return {
        "program": program.name,
        "kind": program.kind,
        "text": program.text,
        "seed": seed,
        "steps": steps,
        "seconds": round(float(kept["seconds"]), 1),
        "measuring": round(time.process_time() - started, 1),
        "zeroed": round(float(kept["zeroed"]), 3),
        **{n: round(v, 4) for n, v in measured._asdict().items() if math.isfinite(v)},
    }


def known_lines() -> list[dict]:
    """The lines there are, of programs as they are now."""
    now = {each.name: each.text for each in programs()}
    text = LINES.read_text("utf-8") if LINES.exists() else ""
    every = [json.loads(each) for each in text.splitlines()]
    return [each for each in every if now.get(each["program"]) == each["text"]]


def runs(folder: Path, chosen: list[Program], seeds: list[int], steps: int) -> Iterator[dict]:
    """Train what is missing, seed by seed; a run that another process is at is left to it."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        given: Task | None = None
        for program in chosen:
            file = folder / f"{program.name}-{program.text}-{seed}-{steps}.npz"
            with file.with_suffix(".lock").open("w") as claim:
                try:
                    fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                if file.exists():
                    continue
                given = given or task(seed)
                samples, zeroed, seconds = trained(program, given, steps)
                kept = {
                    "samples": samples.numpy(),
                    "zeroed": np.array(zeroed),
                    "seconds": np.array(seconds),
                }
                made = line(program, seed, steps, kept, given)
                np.savez_compressed(file, **kept)
            yield made


def measured_again(folder: Path, chosen: list[Program], steps: int) -> Iterator[dict]:
    """The lines of all the samples that were kept."""
    for seed in range(100):
        given: Task | None = None
        for program in chosen:
            file = folder / f"{program.name}-{program.text}-{seed}-{steps}.npz"
            if file.exists():
                given = given or task(seed)
                yield line(program, seed, steps, dict(np.load(file)), given)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", help="names, with commas; all but the probed ones without it")
    parser.add_argument("--seeds", default=",".join(map(str, SEEDS)))
    parser.add_argument("--steps", type=int, default=TRAINING.steps)
    parser.add_argument("--samples", type=Path, default=Path("/tmp/gan_sweep"))
    parser.add_argument("--limit", type=int, default=10**9)
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--out", type=Path, default=LINES)
    args = parser.parse_args()
    torch.set_num_threads(1)
    names = args.programs.split(",") if args.programs else []
    chosen = [p for p in programs() if (p.name in names if names else p.kind != "probed")]
    if args.measure:
        lines = [json.dumps(each) for each in measured_again(args.samples, chosen, args.steps)]
        args.out.write_text("\n".join(lines) + "\n", "utf-8")
        return 0
    done = 0
    seeds = [int(each) for each in args.seeds.split(",")]
    for made in runs(args.samples, chosen, seeds, args.steps):
        with args.out.open("a", encoding="utf-8") as file:
            file.write(json.dumps(made) + "\n")
        print(json.dumps(made), flush=True)
        done += 1
        if done >= args.limit:
            break
    return 0 if done else 1


if __name__ == "__main__":
    sys.exit(main())
