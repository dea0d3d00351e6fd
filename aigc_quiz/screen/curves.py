"""How a training went, as a picture: losses and the Fréchet distance over the steps, by matplotlib."""

import io
import math
from collections.abc import Mapping, Sequence
from typing import Any

from aigc_quiz.screen.charts import quiet

_COLOURS = ("#3b6ea5", "#c77f1b", "#7a4fa3", "#2e7d4f")


def png(curves: Mapping[str, Any], line: float | None) -> bytes | None:
    """A PNG of `Report.records["curves"]`; None where it holds nothing to draw, or matplotlib is not installed.

    line: the distance that passes, None if unknown.
    """
    losses = {name: values for name, values in curves["losses"].items() if len(values) > 1}
    if not losses and not curves["at"]:
        return None
    try:
        from matplotlib.figure import Figure
        from matplotlib.ticker import LogLocator, NullFormatter, ScalarFormatter
    except ImportError:
        return None
    with quiet():
        figure = Figure(figsize=(9, 3.6), layout="constrained")
        left, right = figure.subplots(1, 2)
        for colour, (name, values) in zip(_COLOURS, losses.items(), strict=False):
            left.plot(curves["step"], _numbers(values), color=colour, linewidth=1.4, label=name)
        left.set_title("losses", loc="left")
        if losses:
            left.legend(frameon=False)
        right.plot(
            curves["at"],
            curves["distance"],
            color=_COLOURS[0],
            marker="o",
            markersize=4,
            label="samples",
        )
        right.axhline(
            max(curves["floor"], 1e-3), color="#2e7d4f", linestyle=":", label="real images"
        )
        if line is not None:
            right.axhline(line, color="#b03030", linestyle="--", label="passes below")
        right.set_yscale("log")
        right.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        right.yaxis.set_major_formatter(ScalarFormatter())
        right.yaxis.set_minor_formatter(NullFormatter())
        right.set_title("Fréchet distance", loc="left")
        right.legend(frameon=False, loc="upper right")
        for axes in (left, right):
            axes.set_xlabel("step")
            axes.grid(alpha=0.25)
            axes.spines[["top", "right"]].set_visible(False)
        data = io.BytesIO()
        figure.savefig(data, format="png", dpi=110)
    return data.getvalue()


def _numbers(values: Sequence[float | None]) -> list[float]:
    return [math.nan if value is None else value for value in values]
