"""PNG files that others can read, and pictures made of characters."""

import re
import struct
import zlib
from pathlib import Path

import pytest
import torch
from torch import Tensor

from aigc_quiz.errors import QuizError
from aigc_quiz.images.cartoon import draw
from aigc_quiz.images.picture import enlarge, grid, half_blocks, moving_png, png, save_png


def read(data: bytes) -> Tensor:
    """A PNG reader of the five filters' first three, written from the standard (ISO/IEC 15948)."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, at = {}, 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        (crc,) = struct.unpack(">I", data[at + 8 + length : at + 12 + length])
        assert crc == zlib.crc32(kind + body)
        chunks[kind] = body
        at += 12 + length
    width, height, depth, colour = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert (depth, colour) == (8, 2)
    raw, rows, above = zlib.decompress(chunks[b"IDAT"]), [], bytes(width * 3)
    for y in range(height):
        line = raw[y * (width * 3 + 1) :][: width * 3 + 1]
        assert line[0] == 2
        above = bytes((a + b) % 256 for a, b in zip(line[1:], above, strict=True))
        rows.append(list(above))
    return torch.tensor(rows, dtype=torch.uint8).view(height, width, 3).permute(2, 0, 1)


def test_a_png_holds_every_pixel(tmp_path: Path) -> None:
    image = grid(draw(5, seed=1).images, 3)
    save_png(tmp_path / "faces.png", image)

    assert torch.equal(read((tmp_path / "faces.png").read_bytes()), image)


def test_a_grid_places_pictures_row_by_row_and_fills_with_white() -> None:
    images = torch.arange(3, dtype=torch.uint8)[:, None, None, None].expand(3, 3, 2, 4)
    image = grid(images, 2)

    assert image.shape == (3, 4, 8)
    assert image[0, :, 0].tolist() == [0, 0, 2, 2]
    assert image[0, :, 7].tolist() == [1, 1, 255, 255]


def test_enlarging_repeats_pixels() -> None:
    assert enlarge(torch.tensor([[1, 2]]), 2).tolist() == [[1, 1, 2, 2], [1, 1, 2, 2]]


def test_a_moving_picture_needs_frames_of_colours() -> None:
    frames = draw(3, seed=1).images
    data = moving_png(frames, 40)

    assert data.startswith(b"\x89PNG")
    assert b"acTL" in data
    assert b"acTL" not in png(frames[0])
    with pytest.raises(QuizError, match="uint8"):
        moving_png(frames[:, :1])


def test_an_unwritable_path_is_named(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "a.png"

    with pytest.raises(QuizError, match=re.escape(f"{path}: cannot write the picture")):
        save_png(path, torch.zeros(3, 4, 4).byte())


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(QuizError, match="uint8"):
        png(torch.zeros(3, 4, 4))
    with pytest.raises(QuizError, match="uint8"):
        grid(torch.zeros(4, 1, 4, 4).byte(), 2)
    with pytest.raises(QuizError, match="one column"):
        grid(torch.zeros(4, 3, 4, 4).byte(), 0)


def plain(line: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", line)


def test_half_blocks_show_two_pixels_a_character() -> None:
    image = torch.zeros(1, 3, 2, 2, dtype=torch.uint8)
    image[0, :, 0, 0] = torch.tensor([255, 10, 20])
    image[0, :, 1, 1] = torch.tensor([1, 2, 3])
    lines = half_blocks(image, columns=1, width=8)

    assert lines == ["\x1b[38;2;255;10;20;48;2;0;0;0m▀\x1b[38;2;0;0;0;48;2;1;2;3m▀\x1b[0m"]


def test_a_colour_is_sent_only_when_it_changes() -> None:
    image = torch.full((1, 3, 4, 10), 7, dtype=torch.uint8)

    for line in half_blocks(image, columns=1, width=10):
        assert line.count("\x1b") == 2
        assert plain(line) == "▀" * 10


@pytest.mark.parametrize(("columns", "width"), [(8, 80), (3, 60), (2, 200), (12, 79)])
@pytest.mark.parametrize("colour", ["truecolor", "256", "none"])
def test_lines_are_never_wider_than_asked(columns: int, width: int, colour: str) -> None:
    images = draw(columns * 2, seed=1).images
    lines = half_blocks(images, columns=columns, width=width, colour=colour)  # type: ignore[arg-type]

    assert max(len(plain(line)) for line in lines) <= width
    assert len(lines) >= 2


def test_256_colours_name_the_nearest_entry() -> None:
    image = torch.zeros(1, 3, 2, 4, dtype=torch.uint8)
    image[0, :, 0, :] = torch.tensor([[255, 0, 0], [128, 128, 128], [95, 135, 175], [0, 0, 0]]).T
    (line,) = half_blocks(image, columns=1, width=8, colour="256")

    assert re.findall(r"38;5;(\d+)", line) == ["196", "244", "67", "16"]


def test_without_colour_nothing_is_escaped_and_light_is_dense() -> None:
    images = torch.zeros(1, 3, 4, 8, dtype=torch.uint8)
    images[..., 4:] = 255
    lines = half_blocks(images, columns=1, width=8, colour="none")

    assert lines == ["    @@@@"] * 2


def test_pictures_that_cannot_fit_are_refused() -> None:
    with pytest.raises(QuizError, match="do not fit"):
        half_blocks(draw(10, seed=1).images, columns=10, width=20)
