"""How long work goes, on standard error: redrawn in place on a terminal, else a line now and then."""

import math
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from aigc_quiz.screen import pictures, render
from aigc_quiz.screen.render import BARS, width

if TYPE_CHECKING:
    from rich.live import Live as Redrawn

    from aigc_quiz.content import Language
    from aigc_quiz.grading.glimpse import Glimpse

_CURVE = 24  # characters of a curve
_BESIDE = 4  # pictures
_WIDE = 60  # columns in which there is room for words
_STAGES = {
    "train": ("训练", "training"),
    "sample": ("画样图", "drawing samples"),
    "measure": ("测量", "measuring"),
}


class Live:
    """Use as a context manager: leaving it takes away what was drawn in place.

    Without a terminal, or on one without a cursor, or where `plain` is wanted, a training tells a line at every
    tenth of it, and shorter work tells nothing.
    """

    def __init__(self, language: "Language" = "en", *, plain: bool = False) -> None:
        self._zh = language == "zh"
        self._moves = render.moves(sys.stderr) and not plain
        self._redrawn: Redrawn | None = None
        self._told = 0  # tenths of a training, on lines of their own

    def __enter__(self) -> "Live":
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def tell(self, fraction: float, text: str, value: object) -> None:
        """A grading's progress, as `link.Progress` describes it; where the value is a `Glimpse`, with its curves and picture."""
        glimpse = _glimpse(value)
        if self._moves:
            self._draw([self._bar(fraction, text)] if glimpse is None else self._whole(glimpse))
        elif glimpse is not None:
            self._line(glimpse)

    def count(self, done: int, of: int, text: str) -> None:
        """So many of so many are done."""
        if self._moves:
            self._draw([self._bar(done / max(of, 1), f"{done}/{of} {text}")])

    def begin(self, text: str) -> None:
        """Something goes on of which nothing can be told yet."""
        if self._moves:
            self._draw([self._bar(0.0, text)])

    def clear(self) -> None:
        """Take away what was drawn; more may be told afterwards."""
        self._told = 0
        if self._redrawn is not None:
            self._redrawn.stop()
            self._redrawn = None

    # --- in place ---

    def _draw(self, lines: list[str]) -> None:
        from rich.live import Live as Redrawn
        from rich.text import Text

        if self._redrawn is None:
            from rich.console import Console

            console = Console(stderr=True, highlight=False, emoji=False, markup=False)
            self._redrawn = Redrawn(
                console=console,
                auto_refresh=False,
                transient=True,
                vertical_overflow="crop",
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._redrawn.start()
        text = Text("\n", no_wrap=True, overflow="crop").join(map(Text.from_ansi, lines))
        text.no_wrap, text.overflow = True, "crop"
        self._redrawn.update(text, refresh=True)

    def _whole(self, glimpse: "Glimpse") -> list[str]:
        columns = _columns()
        lines = [self._bar(glimpse.step / max(glimpse.steps, 1), self._words(glimpse))]
        lines += [_cut(line, columns) for line in self._curves(glimpse.curves)]
        if glimpse.picture is not None:
            row = glimpse.picture[: pictures.fitting(_BESIDE, columns)]
            colours = pictures.depth(sys.stderr)
            lines += pictures.lines(row, columns=_BESIDE, width=columns, colours=colours)
        return lines

    def _bar(self, fraction: float, text: str) -> str:
        columns = _columns()
        whole = 20 if columns >= _WIDE else 8
        filled = round(whole * min(max(fraction, 0.0), 1.0))
        clean = "".join(letter if letter.isprintable() else "�" for letter in text)
        return _cut(f"{'#' * filled}{'.' * (whole - filled)} {fraction:4.0%} {clean}", columns)

    def _curves(self, curves: Any) -> list[str]:
        rows = []
        if curves["distance"]:
            real = (
                f"（真图 {curves['floor']:.2g}）" if self._zh else f" (real {curves['floor']:.2g})"
            )
            name = "距离" if self._zh else "distance"
            # It falls from hundreds to tens at first: a logarithm shows what comes after.
            logs = [math.log(max(value, 1e-3)) for value in curves["distance"]]
            rows.append((name, logs, f"{curves['distance'][-1]:.3g}{real}"))
        for name, values in curves["losses"].items():
            if values:
                last = values[-1]
                rows.append((name, values, "NaN" if last is None else f"{last:.3g}"))
        widest = max((width(name) for name, _, _ in rows), default=0)
        return [
            f"{name}{' ' * (widest - width(name))} {sparkline(values, _CURVE)} {last}"
            for name, values, last in rows
        ]

    def _words(self, glimpse: "Glimpse") -> str:
        stage = _STAGES.get(glimpse.stage, (glimpse.stage, glimpse.stage))[0 if self._zh else 1]
        if glimpse.stage != "train":
            return stage
        done = f"{glimpse.step}/{glimpse.steps}"
        told = f"{stage} {done}" if _columns() >= _WIDE else done
        if glimpse.seconds_left is None:
            return told
        return f"{told}{'，' if self._zh else ', '}{self._left(glimpse.seconds_left)}"

    def _left(self, seconds: float) -> str:
        if seconds < 90:
            many = max(1, round(seconds))
            return f"约剩 {many} 秒" if self._zh else f"about {many} s left"
        minutes = round(seconds / 60)
        return f"约剩 {minutes} 分钟" if self._zh else f"about {minutes} min left"

    # --- as lines ---

    def _line(self, glimpse: "Glimpse") -> None:
        if glimpse.stage != "train":
            return
        tenth = 10 * glimpse.step // max(glimpse.steps, 1)
        if tenth <= self._told:
            return
        self._told = tenth
        told = f"{10 * tenth}% {self._words(glimpse)}"
        curves: Any = glimpse.curves
        if curves["distance"]:
            name = "距离" if self._zh else "distance"
            told += f"{'，' if self._zh else ', '}{name} {curves['distance'][-1]:.3g}"
        print(told, file=sys.stderr, flush=True)  # noqa: T201 - a message


def sparkline(values: Sequence[float | None], most: int) -> str:
    """A curve in at most so many characters, from the least of its values to the largest; gaps where there is none."""
    count = min(most, len(values))
    parts = [
        values[i * len(values) // count : (i + 1) * len(values) // count] for i in range(count)
    ]
    means = [_mean(part) for part in parts]
    heights = [value for value in means if value is not None]
    low, span = min(heights, default=0.0), max(heights, default=0.0) - min(heights, default=0.0)
    return "".join(
        " " if value is None else BARS[min(7, int(8 * (value - low) / span)) if span > 0 else 0]
        for value in means
    )


def _mean(values: Sequence[float | None]) -> float | None:
    sound = [value for value in values if value is not None and math.isfinite(value)]
    return math.fsum(sound) / len(sound) if sound else None


def _glimpse(value: object) -> "Glimpse | None":
    """What a judge tells; a value that comes from the worker is a claim to ignore."""
    if value is None:
        return None
    from aigc_quiz.grading.glimpse import Glimpse

    return value if isinstance(value, Glimpse) else None


def _columns() -> int:
    return render.columns() - 1  # a full line would wrap


def _cut(line: str, columns: int) -> str:
    while width(line) > columns:
        line = line[:-1]
    return line
