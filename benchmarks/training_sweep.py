"""How the programs of an exercise that trains spread over seeds: each is graded whole, as a user's file is.

`python benchmarks/training_sweep.py diffusion_cartoon [--seeds 0,1,2] [--limit N]` grades whatever is missing of the solution,
the variants and the mistakes of the training stage, seed by seed, and appends a JSON line a run to docs/<slug>_sweep.jsonl. It can be
stopped and started again; a program whose text changed is graded anew. `--table` prints the table of docs/diffusion.md instead.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from programs import KINDS, Program, known_lines, programs

from aigc_quiz.grading import exercise as exercises
from aigc_quiz.grading.judge import grade_file
from aigc_quiz.grading.report import NOT_RUN

PROJECT = Path(__file__).resolve().parent.parent
SHOWN = ("distance", "precision", "recall", "coverage", "diversity", "colours", "copies")


def trained(slug: str) -> list[Program]:
    """The solution, the variants, the mistakes that only training shows."""
    return [each for each in programs(slug) if each.kind != "probed"]


def runs(slug: str, seeds: list[int], out: Path) -> Iterator[dict[str, Any]]:
    """Grade what is missing."""
    every = trained(slug)
    done = {(one["program"], one["seed"]) for one in known_lines(out, every)}
    exercise = exercises.find(slug)
    for seed in seeds:
        for program in every:
            if (program.name, seed) in done:
                continue
            started = time.process_time()
            report = grade_file(program.path, exercise, seed=seed)
            yield {
                "program": program.name,
                "kind": program.kind,
                "text": program.text,
                "seed": seed,
                "outcome": report.outcome,
                "failed": [c.name for c in report.failed() if c.mistake != NOT_RUN],
                "medal": report.records.get("medal", ""),
                "judge_cpu_seconds": round(time.process_time() - started, 1),
                **report.records.get("metrics", {}),
            }


def table(found: list[dict[str, Any]]) -> Iterator[str]:
    """Least, median and largest of each number, a program a row."""
    yield "| program | runs | passed | " + " | ".join(SHOWN) + " |"
    yield "|---|---|---|" + "---|" * len(SHOWN)
    names = sorted({(KINDS.index(one["kind"]), one["program"]) for one in found})
    for number, name in names:
        mine = [one for one in found if one["program"] == name and "distance" in one]
        if not mine:
            continue
        passed = sum(one["outcome"] == "passed" for one in mine)
        cells = [_spread([one[key] for one in mine]) for key in SHOWN]
        label = f"mistake {name}" if number == KINDS.index("mistake") else name
        yield f"| {label} | {len(mine)} | {passed} | " + " | ".join(cells) + " |"


def _spread(values: list[float]) -> str:
    three = min(values), statistics.median(values), max(values)
    digits = 0 if three[1] >= 100 else 1 if three[1] >= 10 else 2
    told = [f"{value:.{digits}f}" for value in three]
    return told[0] if len(set(told)) == 1 else " / ".join(told)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("slug")
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--limit", type=int, default=10**9)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--table", action="store_true")
    args = parser.parse_args()
    out = args.out or PROJECT / "docs" / f"{args.slug}_sweep.jsonl"
    if args.table:
        print("\n".join(table(known_lines(out, trained(args.slug)))))
        return 0
    seeds = [int(each) for each in args.seeds.split(",")]
    for count, made in enumerate(runs(args.slug, seeds, out), 1):
        with out.open("a", encoding="utf-8") as file:
            file.write(json.dumps(made) + "\n")
        print(json.dumps(made), flush=True)
        if count >= args.limit:
            return 0
    return 1  # nothing is missing


if __name__ == "__main__":
    sys.exit(main())
