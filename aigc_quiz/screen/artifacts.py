"""What a grading leaves on disk: its pictures, and with `--report` a page that shows them with the verdict."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from aigc_quiz.content import Language
    from aigc_quiz.grading.many import Job
    from aigc_quiz.grading.report import Report

PAGE = "report.html"

_SIDE = 96  # pixels of a picture on a sheet, about: a face of 32 would be too small to see
_MOVING_SIDE = 256
_OF_ANY_IMAGES = ("diversity", "copies")
# In the order in which they are looked at; any others follow.
_ORDER = ("samples", "real", "training", "curves", "walk", "best", "worst", "nearest")


class Written(NamedTuple):
    """The files that were written, and a line for each that could not be."""

    paths: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass(slots=True)
class Place:
    """Where one run of `grade` leaves its files: `folder/<slug>/`, and of several submissions each in a folder below.

    with_page: whether a page is written beside the pictures.
    """

    folder: Path
    language: "Language"
    with_page: bool
    several: bool
    _folders: dict[Path, Path] = field(default_factory=dict)
    _pages: "dict[Path, tuple[Report, str]]" = field(default_factory=dict)

    def of(self, slug: str, path: Path) -> Path:
        """The folder of a submission; two files of one name have two."""
        if not self.several:
            return self.folder / slug
        if path not in self._folders:
            taken, wanted, number = set(self._folders.values()), self.folder / slug / path.stem, 1
            folder = wanted
            while folder in taken:
                number += 1
                folder = wanted.with_name(f"{wanted.name}-{number}")
            self._folders[path] = folder
        return self._folders[path]

    def keep(self, report: "Report", job: "Job") -> Written:
        """Write the pictures of a grading, and its page where one is wanted."""
        folder, pictures = self.of(report.exercise, job.path), drawn(report)
        files = {f"{name}.png": data for name, data in pictures.items()}
        if self.with_page and job.limits is not None:
            from aigc_quiz.screen import report_page

            title = job.exercise.title.get(self.language)
            files[PAGE] = report_page.page(
                report, self.language, pictures, title=title, limits=job.limits
            )
        written = write(folder, files.items())
        if str(folder / PAGE) in written.paths:
            small = replace(report, pictures={}, columns={}, animations={})
            where = (folder / PAGE).relative_to(self.folder).as_posix()
            self._pages[job.path] = (small, where)
        return written

    def index(self) -> Written:
        """Write the page that leads to those of all submissions, if there are any."""
        if not self._pages:
            return Written((), ())
        from aigc_quiz.screen import report_page

        return write(
            self.folder, [("index.html", report_page.index(self._pages.values(), self.language))]
        )


def drawn(report: "Report") -> dict[str, bytes]:
    """The pictures of a grading as PNG files by name, moving ones among them."""
    made: dict[str, bytes] = {}
    if not (report.pictures or report.animations or "curves" in report.records):
        return made
    from aigc_quiz.images import picture
    from aigc_quiz.screen import curves

    for name, images in report.pictures.items():
        columns = report.columns.get(name) or max(1, math.isqrt(len(images)))
        factor = _factor(images.shape[-1], _SIDE)
        made[name] = picture.png(picture.enlarge(picture.grid(images, columns), factor))
    for name, frames in report.animations.items():
        made[name] = picture.moving_png(
            picture.enlarge(frames, _factor(frames.shape[-1], _MOVING_SIDE))
        )
    told: Any = report.records.get("curves")
    if told and (chart := curves.png(told, lines(report.records).get("distance"))):
        made["curves"] = chart
    return {name: made[name] for name in sorted(made, key=_place)}


def lines(records: Mapping[str, Any]) -> dict[str, float]:
    """The line of each number that has one: for the user's own images none was set on what depends on them."""
    found = dict(records.get("lines") or {})
    return found if "data" not in records else {k: found[k] for k in found if k in _OF_ANY_IMAGES}


def write(folder: Path, files: Iterable[tuple[str, bytes]]) -> Written:
    """Write files into a folder, which is made; one that cannot be written does not stop the rest."""
    paths, faults = [], []
    for name, data in files:
        path = folder / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as fault:  # the verdict must not be lost with the picture
            faults.append(f"{path}: cannot be written ({fault.strerror})")
            continue
        paths.append(str(path))
    return Written(tuple(paths), tuple(faults))


def _factor(side: int, wanted: int) -> int:
    return max(1, round(wanted / side))


def _place(name: str) -> tuple[int, str]:
    return (_ORDER.index(name), "") if name in _ORDER else (len(_ORDER), name)
