"""How the programs of an exercise that trains spread over seeds: each is graded whole, as a user's file is.

`python benchmarks/training_sweep.py diffusion_cartoon [--seeds 0,1,2] [--limit N]` grades whatever is missing of the solution,
the variants and the mistakes of the training stage, seed by seed, and appends a JSON line a run to docs/<slug>_sweep.jsonl. It can be
stopped and started again; a program whose text changed is graded anew. `--table` prints the table of docs/diffusion.md instead.
"""

import argparse
import hashlib
import json
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aigc_quiz.content import solutions_dir
from aigc_quiz.grading import exercise as exercises
from aigc_quiz.grading.judge import grade_file
from aigc_quiz.grading.report import NOT_RUN

PROJECT = Path(__file__).resolve().parent.parent
SHOWN = ("distance", "precision", "recall", "coverage", "diversity", "colours", "copies")


def programs(slug: str) -> list[tuple[str, Path]]:
    """(kind, file): the solution, the variants, the mistakes that only training shows."""
    folder = exercises.find(slug).folder
    mistakes = [
        path
        for path in sorted(folder.glob("mistakes/*.py"))
        if "\n# stage: training\n" in path.read_text("utf-8")
    ]
    return [
        ("solution", solutions_dir() / f"{slug}.py"),
        *(("variant", path) for path in sorted(folder.glob("variants/*.py"))),
        *(("mistake", path) for path in mistakes),
    ]


def name_of(kind: str, path: Path) -> str:
    """What the table calls a program."""
    return kind if kind == "solution" else path.stem


def text_of(path: Path) -> str:
    """A hash of a program's text."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def lines(out: Path, slug: str) -> list[dict[str, Any]]:
    """The runs there are of the programs as they are now."""
    now = {name_of(kind, path): text_of(path) for kind, path in programs(slug)}
    every = out.read_text("utf-8").splitlines() if out.exists() else []
    found = [json.loads(line) for line in every]
    return [one for one in found if now.get(one["program"]) == one["text"]]


def runs(slug: str, seeds: list[int], out: Path) -> Iterator[dict[str, Any]]:
    """Grade what is missing."""
    done = {(one["program"], one["seed"]) for one in lines(out, slug)}
    exercise = exercises.find(slug)
    for seed in seeds:
        for kind, path in programs(slug):
            if (name_of(kind, path), seed) in done:
                continue
            started = time.process_time()
            report = grade_file(path, exercise, seed=seed)
            yield {
                "program": name_of(kind, path),
                "kind": kind,
                "text": text_of(path),
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
    order = {"solution": 0, "variant": 1, "mistake": 2}
    names = sorted({(order[one["kind"]], one["program"]) for one in found})
    for number, name in names:
        mine = [one for one in found if one["program"] == name and "distance" in one]
        if not mine:
            continue
        passed = sum(one["outcome"] == "passed" for one in mine)
        cells = [_spread([one[key] for one in mine]) for key in SHOWN]
        label = f"mistake {name}" if number == order["mistake"] else name
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
        print("\n".join(table(lines(out, args.slug))))
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
