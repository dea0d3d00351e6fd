"""What the runs of `gan_sweep.py` say about the lines of the cartoon GAN: `python benchmarks/gan_lines.py`.

It writes the table and the margins in docs/gan.md, and docs/gan_sweep.png, from docs/gan_sweep.jsonl.
"""

import math
import re
import statistics
import sys
from collections import Counter
from pathlib import Path

from programs import known_lines, programs

from aigc_quiz.images.quality import Measured

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "questions" / "coding"))

from gan_cartoon.quality import TRAINING  # noqa: E402

SLUG = "gan_cartoon"
LINES = PROJECT / "docs" / "gan_sweep.jsonl"
DOCUMENT = PROJECT / "docs" / "gan.md"
TABLE, MARGINS = "sweep", "lines"  # the generated parts of the document
WORDS = {
    "distance": "distance",
    "coverage": "coverage",
    "diversity": "diversity",
    "learned_these_colours": "colours",
    "novelty": "copies",
    "training_takes_steps": "early",
}
FORMS = {
    "distance": ".0f",
    "coverage": ".2f",
    "diversity": ".2f",
    "colours": ".2f",
    "copies": ".2f",
}


def failed(run: dict) -> list[str]:
    """The checks of the second stage that a run did not pass, or would not where only its numbers are known."""
    if "failed" in run:
        return run["failed"]
    limit = TRAINING.lines.distance
    found = {
        "trained_network_draws": run["zeroed"] < 1.0,
        "training_takes_steps": run["early"] > limit,
        **TRAINING.lines.reached(measured(run)),
    }
    return [name for name, reached in found.items() if not reached]


def measured(run: dict) -> Measured:
    """What was measured of a run; a number that its line lacks was not finite."""
    return Measured(**{name: run.get(name, math.nan) for name in Measured._fields})


def medal(run: dict) -> str:
    """What a run would earn, if it passed."""
    return "" if failed(run) else TRAINING.lines.medal(measured(run))


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


def margins(runs: list[dict]) -> str:
    """How many runs there are, which of them end as they should, and how far each line is from both sides."""
    fails = {
        each.name: _head(each.path.read_text("utf-8"))
        for each in programs(SLUG)
        if each.kind == "mistake"
    }
    honest = [run for run in runs if run["kind"] in ("solution", "variant")]
    wrong = [run for run in runs if run["kind"] == "mistake"]
    stopped = [run for run in wrong if fails[run["program"]] in failed(run)]
    passed = [run for run in honest if not failed(run)]
    rows = [
        f"{_counted(honest, 'honest programs')}: {len(passed)} pass. {_counted(wrong, 'mistakes')}: "
        f"{len(stopped)} fail at the check that the mistake's header names.",
        "",
        "| line | worst honest run | line | nearest run of a mistake that it must stop |",
        "|---|---|---|---|",
    ]
    lines = TRAINING.lines
    for check, key in WORDS.items():
        line = lines.distance if key == "early" else getattr(lines, key)
        worst = min if key in ("coverage", "diversity", "early") else max
        nearest = max if worst is min else min
        right, bad = ([run for run in group if key in run] for group in (honest, wrong))
        named = [run for run in bad if fails[run["program"]] == check]
        named = named or [run for run in bad if check in failed(run)]
        one = worst(right, key=lambda run, key=key: run[key])
        other = nearest(named, key=lambda run, key=key: run[key])
        title = "distance after 3 steps" if key == "early" else key
        rows.append(f"| {title} | {_told(one, key)} | {line:g} | {_told(other, key)} |")
    return "\n".join(rows) + "\n"


def _counted(runs: list[dict], what: str) -> str:
    """How many runs of how many programs."""
    each = Counter(run["program"] for run in runs)
    least, most = min(each.values()), max(each.values())
    seeds = f"{least} seeds" if least == most else f"{least} to {most} seeds"
    return f"{len(runs)} runs of {len(each)} {what} ({seeds} each)"


def _told(run: dict, key: str) -> str:
    digits = ".1f" if key in ("distance", "early") else ".2f"
    return f"{run[key]:{digits}} ({run['program']})"


def _head(text: str) -> str:
    """The check that a mistake says it fails."""
    found = re.search(r"^# fails: (\w+)$", text, re.M)
    if found is None:
        raise ValueError("a mistake without a line `# fails:`")
    return found[1]


def written(document: str, part: str, text: str) -> str:
    """The document with one of its generated parts made anew."""
    begin, end = f"<!-- {part}: begin -->\n", f"<!-- {part}: end -->\n"
    before, rest = document.split(begin)
    return before + begin + text + end + rest.split(end)[1]


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


def main() -> None:
    """Write the document's generated parts and the plot."""
    runs = known_lines(LINES, programs(SLUG))
    text = written(DOCUMENT.read_text("utf-8"), TABLE, table(runs))
    DOCUMENT.write_text(written(text, MARGINS, margins(runs)), "utf-8")
    plot(runs, LINES.with_suffix(".png"))


if __name__ == "__main__":
    main()
