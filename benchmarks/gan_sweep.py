"""How the programs of the cartoon GAN spread over seeds, and the lines drawn between them.

`python benchmarks/gan_sweep.py` trains whatever is missing (seed by seed, so that a stop leaves a balanced table) and
appends a JSON line a run to docs/gan_sweep.jsonl. It can be stopped and started again, and several can run at a time.
`--limit N` ends after N runs, with exit code 1 when there was nothing to do. `--measure` computes what is missing
from the samples that were kept, without training; `--plot` makes the table in docs/gan.md and docs/gan_sweep.png from the lines.

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
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "questions" / "coding"))

from gan_cartoon.quality import TRAINING, Measured, measure, worlds  # noqa: E402

from aigc_quiz.images.cartoon import draw, secret_world  # noqa: E402
from aigc_quiz.images.features import features  # noqa: E402
from aigc_quiz.jury.curves import distance_to  # noqa: E402
from aigc_quiz.jury.stage import EARLY_COUNT, EARLY_STEPS  # noqa: E402

EXERCISE = PROJECT / "questions" / "coding" / "gan_cartoon"
LINES = PROJECT / "docs" / "gan_sweep.jsonl"
DOCUMENT = PROJECT / "docs" / "gan.md"
BEGIN, END = "<!-- sweep: begin -->\n", "<!-- sweep: end -->\n"
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
        "early": round(distance_to(features(given.held_out))(torch.from_numpy(kept["early"])), 4),
        **{n: round(v, 4) for n, v in measured._asdict().items() if math.isfinite(v)},
    }


def known_lines(file: Path) -> list[dict]:
    """The lines there are, of programs as they are now."""
    now = {each.name: each.text for each in programs()}
    every = [json.loads(each) for each in file.read_text("utf-8").splitlines()]
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


def failed(run: dict) -> list[str]:
    """The checks of the second stage that a run would not pass."""
    lines = TRAINING.lines
    found = {
        "trained_network_draws": run["zeroed"] >= 1.0,
        "training_takes_steps": run["early"] <= lines.distance,
        "distance": run["distance"] > lines.distance,
        "coverage": run["coverage"] < lines.coverage,
        "diversity": run["diversity"] < lines.diversity,
        "learned_these_colours": run["colours"] > lines.colours,
        "novelty": run["copies"] > lines.copies,
    }
    return [name for name, missed in found.items() if missed]


def medal(run: dict) -> str:
    """What a run would earn, if it passed."""
    measured = Measured(**{name: run.get(name, math.nan) for name in Measured._fields})
    return "" if failed(run) else TRAINING.lines.medal(measured)


def grouped(runs: list[dict]) -> dict[str, list[dict]]:
    """Runs by program: honest ones first, then mistakes, each by its median distance."""
    by_name: dict[str, list[dict]] = {}
    for run in runs:
        by_name.setdefault(run["program"], []).append(run)

    def rank(name: str) -> tuple[int, float]:
        kind = by_name[name][0]["kind"]
        order = {"solution": 0, "variant": 0, "mistake": 1, "probed": 2}[kind]
        return order, statistics.median(run["distance"] for run in by_name[name])

    return {name: by_name[name] for name in sorted(by_name, key=rank)}


def table(runs: list[dict]) -> str:
    """The spread of each program in Markdown: least, median, greatest."""
    rows = [
        "| program | runs | distance | coverage | diversity | colours | copies | passed | medals, or what failed |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    titles = {
        "variant": "honest",
        "mistake": "mistakes that only the training shows",
        "probed": "mistakes that the probes stop, trained without them",
    }
    last = ""
    for name, own in grouped(runs).items():
        kind = own[0]["kind"].replace("solution", "variant")
        if kind != last:
            rows.append(f"| **{titles[kind]}** | | | | | | | | |")
            last = kind
        cells = []
        for measure_, digits in FORMS.items():
            values = [run[measure_] for run in own]
            least, middle, most = min(values), statistics.median(values), max(values)
            told = f"{least:{digits}} {middle:{digits}} {most:{digits}}"
            cells.append(told.replace("0.", ".") if digits == ".2f" else told)
        good = [run for run in own if not failed(run)]
        marks = Counter(medal(run) or "no medal" for run in good)
        marks += Counter(one for run in own for one in failed(run))
        words = ", ".join(f"{mark} {count}" for mark, count in marks.most_common())
        rows.append(
            f"| {name} | {len(own)} | {' | '.join(cells)} | {len(good)}/{len(own)} | {words} |"
        )
    return "\n".join(rows) + "\n"


FORMS = {
    "distance": ".0f",
    "coverage": ".2f",
    "diversity": ".2f",
    "colours": ".2f",
    "copies": ".2f",
}


def plot(runs: list[dict], file: Path) -> None:
    """A strip plot: a row a program, a dot a run, and the lines."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    groups = grouped([run for run in runs if run["kind"] != "probed"])
    names = list(groups)[::-1]
    lines = TRAINING.lines
    panels = [
        ("distance", "Fréchet distance", lines.distance, "log"),
        ("coverage", "coverage", lines.coverage, "linear"),
        ("diversity", "diversity", lines.diversity, "linear"),
        ("colours", "colours", lines.colours, "linear"),
        ("copies", "copies", lines.copies, "linear"),
    ]
    height = 1.2 + 0.24 * len(names)
    figure, axes = plt.subplots(
        1, len(panels), sharey=True, figsize=(13, height), width_ratios=[2, 1, 1, 1, 1]
    )
    for axis, (key, title, line_, scale) in zip(axes, panels, strict=True):
        for y, name in enumerate(names):
            honest = groups[name][0]["kind"] != "mistake"
            for run in groups[name]:
                axis.plot(
                    run[key],
                    y,
                    marker="o" if honest else "X",
                    color="#1b6ca8" if honest else "#c8452c",
                    markersize=6,
                    alpha=0.7,
                    markeredgewidth=0,
                )
        axis.axvline(line_, color="black", linewidth=1)
        for one in lines.medals if key in ("distance", "coverage") else ():
            axis.axvline(getattr(one, key), color="grey", linewidth=0.8, linestyle=":")
        if scale == "log":
            axis.set_xscale("log")
            axis.set_xticks([10, 20, 50, 100, 200], ["10", "20", "50", "100", "200"])
            axis.minorticks_off()
        axis.set_title(title, fontsize=10)
        axis.grid(axis="y", linewidth=0.3)
        axis.tick_params(labelsize=8)
    axes[0].set_yticks(range(len(names)), names)
    figure.tight_layout()
    figure.savefig(file, dpi=110)


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
    parser.add_argument("--plot", action="store_true")
    parser.add_argument("--out", type=Path, default=LINES)
    args = parser.parse_args()
    torch.set_num_threads(1)
    names = args.programs.split(",") if args.programs else []
    by_name = {each.name: each for each in programs()}
    chosen = [by_name[name] for name in names] or [
        each for each in by_name.values() if each.kind != "probed"
    ]
    if args.plot:
        made = known_lines(args.out)
        text = DOCUMENT.read_text("utf-8")
        before, rest = text.split(BEGIN)
        DOCUMENT.write_text(before + BEGIN + table(made) + END + rest.split(END)[1], "utf-8")
        plot(made, args.out.with_suffix(".png"))
        return 0
    if args.measure:
        old = known_lines(args.out) if args.out.exists() else []
        there = {(each["program"], each["seed"]) for each in old}
        args.out.write_text("".join(json.dumps(each) + "\n" for each in old), "utf-8")
        every = list(by_name.values()) if not names else chosen
        for made in measured_again(args.samples, every, args.steps, there):
            with args.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(made) + "\n")
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
