"""Pictures for people: PNG files and coloured half blocks for a terminal."""

import io
import struct
import zlib
from pathlib import Path
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor

from aigc_quiz.errors import QuizError

ColourDepth = Literal["truecolor", "256", "none"]
_RAMP = " .:-=+*#%@"  # dark to light


def _check(images: Tensor, axes: int, shape: str) -> None:
    if images.dtype != torch.uint8 or images.ndim != axes or images.shape[-3] != 3:
        raise QuizError(
            f"a picture must be uint8 {shape}, not {images.dtype} {tuple(images.shape)}"
        )


def grid(images: Tensor, columns: int) -> Tensor:
    """Pictures uint8 `(N, 3, H, W)` side by side, row after row, as one `(3, rows * H, columns * W)`; the rest is white."""
    _check(images, 4, "(N, 3, H, W)")
    if columns < 1 or len(images) < 1:
        raise QuizError("a grid needs at least one picture and one column")
    n, _, height, width = images.shape
    rows = -(-n // columns)
    cells = torch.full((rows * columns, 3, height, width), 255, dtype=torch.uint8)
    cells[:n] = images.cpu()
    cells = cells.view(rows, columns, 3, height, width).permute(2, 0, 3, 1, 4)
    return cells.reshape(3, rows * height, columns * width)


def enlarge(image: Tensor, factor: int) -> Tensor:
    """Each pixel of `(..., H, W)` as a square of `factor` pixels."""
    return image.repeat_interleave(factor, -2).repeat_interleave(factor, -1)


def png(image: Tensor) -> bytes:
    """A picture uint8 `(3, H, W)` as a PNG file's bytes: 8 bit RGB, filter "up" on every row."""
    _check(image, 3, "(3, H, W)")
    _, height, width = image.shape
    rows = image.cpu().permute(1, 2, 0).reshape(height, width * 3)
    above = torch.cat([torch.zeros_like(rows[:1]), rows[:-1]])
    filtered = torch.cat([torch.full((height, 1), 2, dtype=torch.uint8), rows - above], dim=1)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(filtered.numpy().tobytes(), 6)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def moving_png(frames: Tensor, milliseconds: int = 80) -> bytes:
    """Frames uint8 `(T, 3, H, W)` as an animated PNG that goes round for ever; raises `QuizError` without Pillow."""
    _check(frames, 4, "(T, 3, H, W)")
    try:
        from PIL import Image
    except ImportError:
        raise QuizError('moving pictures need Pillow: pip install "aigc-quiz[grade]"') from None
    first, *rest = (Image.fromarray(one.permute(1, 2, 0).numpy()) for one in frames.cpu())
    data = io.BytesIO()
    first.save(data, format="PNG", save_all=True, append_images=rest, duration=milliseconds, loop=0)
    return data.getvalue()


def save_png(path: Path | str, image: Tensor) -> None:
    """Write a picture uint8 `(3, H, W)`; raises `QuizError` if the file cannot be written."""
    data = png(image)
    try:
        Path(path).write_bytes(data)
    except OSError as fault:
        raise QuizError(
            f"{path}: cannot write the picture ({fault.strerror}); choose another folder"
        ) from fault


def half_blocks(
    images: Tensor, *, columns: int, width: int, colour: ColourDepth = "truecolor"
) -> list[str]:
    """Pictures uint8 `(N, 3, H, W)` as lines of a terminal that are at most `width` characters wide.

    A character shows two pixels, one above the other; without colour, a ramp of ten ASCII characters shows their mean
    brightness. Pictures are shrunk (averaged over areas) until `columns` of them fit; raises
    `QuizError` where they cannot.
    """
    _check(images, 4, "(N, 3, H, W)")
    if columns < 1 or width < columns * 4:
        raise QuizError(f"{columns} pictures do not fit into {width} characters; ask for fewer")
    height, cell = images.shape[-2], width // columns
    if images.shape[-1] > cell:
        size = (max(1, round(height * cell / images.shape[-1])), cell)
        images = F.interpolate(images.float(), size=size, mode="area").round().byte()
    image = grid(images, columns)
    if image.shape[1] % 2:
        image = torch.cat([image, image[:, -1:]], dim=1)
    pixels = image.permute(1, 2, 0)
    upper, lower = pixels[0::2], pixels[1::2]  # (lines, characters, 3)
    if colour == "none":
        weights = torch.tensor([0.299, 0.587, 0.114])
        light = ((upper.float() + lower.float()) / 2) @ weights
        steps = (light / 256 * len(_RAMP)).long().tolist()
        return ["".join(_RAMP[step] for step in line).rstrip() for line in steps]
    code = _true_colour if colour == "truecolor" else _colour_of_256
    return [
        _line(
            [(code(above, 38), code(below, 48)) for above, below in zip(top, bottom, strict=True)]
        )
        for top, bottom in zip(upper.tolist(), lower.tolist(), strict=True)
    ]


def _line(cells: list[tuple[str, str]]) -> str:
    """Half blocks with an escape sequence only where a colour changes, ending in a reset."""
    parts: list[str] = []
    front = back = ""
    for cell_front, cell_back in cells:
        change = [new for new, old in ((cell_front, front), (cell_back, back)) if new != old]
        front, back = cell_front, cell_back
        parts.append((f"\x1b[{';'.join(change)}m" if change else "") + "▀")
    return "".join(parts) + "\x1b[0m"


def _true_colour(pixel: list[int], ground: int) -> str:
    return f"{ground};2;{pixel[0]};{pixel[1]};{pixel[2]}"


def _colour_of_256(pixel: list[int], ground: int) -> str:
    """The nearer of the 6 x 6 x 6 cube (levels 0, 95, 135, ..., 255) and the 24 greys (8, 18, ..., 238)."""
    levels = [0 if value < 48 else min((value - 35) // 40, 5) for value in pixel]
    cube = [0 if level == 0 else 55 + 40 * level for level in levels]
    grey = min(max((sum(pixel) // 3 - 3) // 10, 0), 23)
    far_cube = sum((a - b) ** 2 for a, b in zip(pixel, cube, strict=True))
    far_grey = sum((a - (8 + 10 * grey)) ** 2 for a in pixel)
    if far_grey < far_cube:
        return f"{ground};5;{232 + grey}"
    return f"{ground};5;{16 + 36 * levels[0] + 6 * levels[1] + levels[2]}"
