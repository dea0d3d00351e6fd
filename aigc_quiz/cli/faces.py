"""`faces`: draw a sheet of the cartoon faces, or show the user's own pictures as a grading will see them."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aigc_quiz.errors import QuizError

if TYPE_CHECKING:
    from torch import Tensor


MOST = 32  # rows and columns
_SIZE = 64
_GRADED_SIZE = 32  # of the pictures that `grade --data` trains on


def command(
    rows: Annotated[
        int, typer.Option("--rows", metavar="N", min=1, max=MOST, help="Rows of faces.")
    ] = 2,
    columns: Annotated[
        int,
        typer.Option(
            "--columns",
            metavar="N",
            min=1,
            max=MOST,
            help="Faces a row; a terminal may be narrower.",
        ),
    ] = 4,
    size: Annotated[
        int | None,
        typer.Option(
            "--size",
            metavar="PIXELS",
            min=32,
            max=256,
            help="Pixels of a face's side. Default: 64; with --data 32.",
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed",
            metavar="N",
            min=0,
            max=2**31 - 1,
            help="Draw the same faces again. Default: others each time.",
        ),
    ] = None,
    world: Annotated[
        int | None,
        typer.Option(
            "--world",
            min=0,
            max=2**31 - 1,
            metavar="SEED",
            help="A world of other colours and shapes, as each grading has its own.",
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data",
            metavar="DIR",
            help="Show pictures of your own, as `grade --data DIR` will see them.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.png", help="Save the sheet as a PNG.")
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="For screen readers: nothing is drawn; needs --out.")
    ] = False,
    lang: Annotated[str | None, typer.Option("--lang", help="zh or en.")] = None,
) -> None:
    """Draw cartoon faces, the ones that the image exercises train on, in the terminal and as a PNG."""
    import random

    from aigc_quiz import content
    from aigc_quiz.screen import pictures, render

    zh = content.language(lang) == "zh"
    page = render.page(plain=plain)
    if page.plain and out is None:
        raise QuizError("nothing can be drawn here; save the sheet with --out FILE.png")
    if out is not None and out.suffix.lower() != ".png":
        raise QuizError(f"{out}: the sheet is a PNG; name it {out.with_suffix('.png').name}")
    if data is not None and world is not None:
        raise QuizError("--data and --world exclude each other")
    seed = random.SystemRandom().randrange(10**6) if seed is None else seed
    _require_torch()
    if data is None:
        size = size or _SIZE
        images = _drawn(rows * columns, size, seed, world)
        what = f"{len(images)} 张脸" if zh else _counted(len(images), "face")
    else:
        size = size or _GRADED_SIZE
        images, what = _own(data, rows * columns, size, seed, zh=zh)
    for line in pictures.shown(images, page, columns=columns):
        sys.stdout.write(f"{line}\n")
    from_world = "" if world is None else f" --world {world}"
    typer.echo(
        f"{what}{'，' if zh else ', '}{size} x {size}{'，' if zh else ', '}--seed {seed}{from_world}"
    )
    if out is not None:
        from aigc_quiz.images.picture import grid, save_png

        save_png(out, grid(images, columns))
        typer.echo(f"已保存：{out}" if zh else f"saved: {out}")


def _require_torch() -> None:
    from aigc_quiz.grading import install

    if not install.present():
        raise QuizError('drawing needs torch and numpy: pip install "aigc-quiz[grade]"')


def _drawn(count: int, size: int, seed: int, world: int | None) -> "Tensor":
    import torch

    from aigc_quiz.images.cartoon import draw, secret_world

    place = None if world is None else secret_world(torch.Generator().manual_seed(world))
    return draw(count, size=size, seed=seed, world=place).images


def _own(folder: Path, count: int, size: int, seed: int, *, zh: bool) -> "tuple[Tensor, str]":
    """Some of the pictures in a folder, drawn by the seed, and how many there are; names what was skipped."""
    import torch

    from aigc_quiz.images.folder import load
    from aigc_quiz.screen.live import Live

    with Live() as live:
        images, skipped = load(
            folder, size=size, progress=lambda done, of: live.count(done, of, folder.name)
        )
    for line in skipped:
        typer.echo(f"{'跳过：' if zh else 'skipped: '}{line}", err=True)
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(seed))
    chosen = images[order[:count].sort().values]
    if zh:
        return chosen, f"{folder} 的 {len(images)} 张图中的 {len(chosen)} 张"
    return chosen, f"{len(chosen)} of {_counted(len(images), 'picture')} in {folder}"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"
