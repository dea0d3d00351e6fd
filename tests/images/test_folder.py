"""The user's own pictures: any format and size becomes squares, and what cannot be read is named."""

import os
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw
from torch import Tensor

from aigc_quiz.errors import QuizError
from aigc_quiz.images import folder as module
from aigc_quiz.images.folder import load

RED, BLUE, WHITE = (220, 30, 40), (20, 40, 200), (255, 255, 255)


def halves(left: tuple[int, ...], right: tuple[int, ...], size: tuple[int, int]) -> Image.Image:
    """A picture whose left half has one colour and whose right half has another."""
    image = Image.new("RGB" if len(left) == 3 else "RGBA", size, left)
    ImageDraw.Draw(image).rectangle((size[0] // 2, 0, *size), fill=right)
    return image


def only(folder: Path, size: int = 16) -> Tensor:
    """The one picture of a folder, (3, S, S); nothing was skipped."""
    loaded = load(folder, size=size)
    assert loaded.skipped == ()
    assert loaded.images.shape == (1, 3, size, size)
    assert loaded.images.dtype == torch.uint8
    return loaded.images[0]


def is_near(pixel: Tensor, colour: tuple[int, ...], slack: int = 6) -> bool:
    return int((pixel.int() - torch.tensor(colour)).abs().max()) <= slack


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("a.png", "RGB"), ("a.jpg", "RGB"), ("a.webp", "RGB"), ("a.bmp", "RGB"), ("a.tiff", "RGB"), ("a.ppm", "RGB"),
        ("a.gif", "P"), ("a.png", "P"), ("a.tiff", "CMYK"), ("a.jpeg", "CMYK"), ("a.png", "RGBA"), ("a.JPG", "RGB"),
    ],
)  # fmt: skip
def test_a_picture_of_any_format_keeps_its_colours(tmp_path: Path, name: str, mode: str) -> None:
    halves(RED, BLUE, (96, 64)).convert(mode).save(tmp_path / name)
    image = only(tmp_path)

    assert is_near(image[:, 4:12, 1:6].float().mean((1, 2)), RED, 20)
    assert is_near(image[:, 4:12, 10:15].float().mean((1, 2)), BLUE, 20)


def test_the_square_in_the_middle_is_kept(tmp_path: Path) -> None:
    wide = Image.new("RGB", (300, 100), RED)
    ImageDraw.Draw(wide).rectangle((100, 0, 199, 99), fill=BLUE)
    wide.save(tmp_path / "wide.png")
    wide.rotate(90, expand=True).save(tmp_path / "tall.png")

    for image in load(tmp_path, size=32).images:
        assert is_near(image.permute(1, 2, 0), BLUE, 12)


def test_a_larger_picture_is_averaged_not_sampled(tmp_path: Path) -> None:
    checks = np.indices((512, 512)).sum(0) % 2 * 255
    Image.fromarray(checks.astype(np.uint8)).save(tmp_path / "checks.png")

    assert is_near(only(tmp_path, 32).permute(1, 2, 0), (127, 127, 127), 8)


def test_a_smaller_picture_is_enlarged(tmp_path: Path) -> None:
    halves(RED, BLUE, (3, 2)).save(tmp_path / "tiny.png")
    Image.new("RGB", (1, 1), RED).save(tmp_path / "dot.png")

    assert load(tmp_path, size=64).images.shape == (2, 3, 64, 64)


@pytest.mark.parametrize(
    ("orientation", "turn"),
    [(3, Image.Transpose.ROTATE_180), (6, Image.Transpose.ROTATE_90), (8, Image.Transpose.ROTATE_270)],
)  # fmt: skip
def test_a_turned_photo_stands_upright(
    tmp_path: Path, orientation: int, turn: Image.Transpose
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    halves(RED, BLUE, (64, 64)).transpose(turn).save(tmp_path / "a.jpg", exif=exif, quality=95)
    image = only(tmp_path)

    assert is_near(image[:, 8, 3], RED, 14)
    assert is_near(image[:, 8, 12], BLUE, 14)


def test_a_broken_exif_does_not_cost_the_picture(tmp_path: Path) -> None:
    halves(RED, BLUE, (64, 64)).save(tmp_path / "a.jpg", exif=b"Exif\0\0MM\0garbage garbage")

    assert is_near(only(tmp_path)[:, 8, 3], RED, 14)


def test_what_is_transparent_lies_on_white(tmp_path: Path) -> None:
    clear = halves((*RED, 255), (*BLUE, 0), (64, 64))
    clear.save(tmp_path / "a.png")
    clear.save(tmp_path / "b.webp", lossless=True)
    clear.convert("LA").save(tmp_path / "c.png")
    palette = halves(RED, BLUE, (64, 64)).convert("P", palette=Image.Palette.ADAPTIVE)
    palette.save(tmp_path / "d.gif", transparency=palette.getpixel((60, 3)))

    for image in load(tmp_path, size=16).images:
        assert is_near(image[:, 8, 13], WHITE)
        assert not is_near(image[:, 8, 2], WHITE, 60)


def test_sixteen_bits_keep_their_range(tmp_path: Path) -> None:
    ramp = np.linspace(0, 65535, 64)[None].repeat(64, 0).astype(np.uint16)
    Image.fromarray(ramp).save(tmp_path / "a.png")
    Image.fromarray(ramp).save(tmp_path / "b.tiff")
    Image.fromarray(ramp.astype(np.int32)).save(tmp_path / "c.tiff")
    Image.fromarray((ramp / 65535).astype(np.float32)).save(tmp_path / "d.tiff")
    Image.fromarray((ramp / 257).astype(np.float32)).save(tmp_path / "e.tiff")
    want = torch.linspace(1.5 / 63 * 255, 61.5 / 63 * 255, 16)  # each the mean of four

    for image in load(tmp_path, size=16).images:
        assert float((image.float() - want).abs().max()) < 3


def test_of_an_animation_the_first_frame_counts(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (32, 32), colour) for colour in (RED, BLUE, WHITE)]
    for name in ("a.gif", "b.png", "c.webp"):
        frames[0].save(tmp_path / name, save_all=True, append_images=frames[1:], lossless=True)

    for image in load(tmp_path, size=16).images:
        assert is_near(image.permute(1, 2, 0), RED, 12)


def test_folders_below_are_read_in_the_order_of_paths_and_hidden_ones_are_not(
    tmp_path: Path,
) -> None:
    for place, level in (("b/1.png", 10), ("a.png", 20), ("b/c/0.png", 30), (".x/0.png", 40)):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        Image.new("L", (16, 16), level).save(tmp_path / place)
    Image.new("L", (16, 16), 50).save(tmp_path / ".DS.png")
    (tmp_path / "b" / "notes.txt").write_text("no picture")
    (tmp_path / "b" / "none").write_bytes(b"")
    loaded = load(tmp_path, size=16)

    assert loaded.skipped == ()
    assert loaded.images[:, 0, 0, 0].tolist() == [20, 10, 30]


def test_damaged_pictures_are_named_with_the_reason_and_the_rest_is_read(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=np.uint8)
    for name in ("good.png", "cut.png", "cut.jpg", "cut.webp", "cut.gif"):
        Image.fromarray(noise).save(tmp_path / name)
        if name.startswith("cut"):
            data = (tmp_path / name).read_bytes()
            (tmp_path / name).write_bytes(data[: len(data) // 2])
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "photo.heic").write_bytes(b"\0\0\0\x18ftypheic....")
    (tmp_path / "\x1b[31mred.png").write_bytes(b"text")
    loaded = load(tmp_path, size=16)

    assert len(loaded.images) == 1
    told = dict(line.split(": ", 1) for line in loaded.skipped)
    assert set(told) == {
        "cut.png", "cut.jpg", "cut.webp", "cut.gif", "empty.jpg", "photo.heic", "�[31mred.png",
    }  # fmt: skip
    assert "damaged or cut short" in told["cut.png"]
    assert "damaged or cut short" in told["cut.jpg"]
    assert "no picture that can be read" in told["empty.jpg"]


def bomb(width: int, height: int) -> bytes:
    """A PNG of some hundred bytes that claims to be very large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + head + data + chunk(b"IEND", b"")


@pytest.mark.parametrize("width", [9_500, 50_000])
def test_a_decompression_bomb_is_refused_by_name(tmp_path: Path, width: int) -> None:
    (tmp_path / "bomb.png").write_bytes(bomb(width, width))
    Image.new("RGB", (16, 16), RED).save(tmp_path / "good.png")
    loaded = load(tmp_path, size=16)

    assert len(loaded.images) == 1
    assert loaded.skipped == ("bomb.png: too large; at most 89 million pixels",)


def test_a_postscript_picture_is_not_run(tmp_path: Path) -> None:
    Image.new("RGB", (16, 16), RED).save(tmp_path / "a.eps")
    Image.new("RGB", (16, 16), RED).save(tmp_path / "good.png")

    assert load(tmp_path, size=16).skipped == ("a.eps: is no picture that can be read here",)


def test_a_folder_without_pictures_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no picture")
    with pytest.raises(QuizError, match="holds no pictures; name a folder with PNG"):
        load(tmp_path, size=16)
    for name in "ab":
        (tmp_path / f"{name}.png").write_text("no picture")
    with pytest.raises(QuizError, match=r"no picture that can be read; a.png: .* \(and 1 more\)"):
        load(tmp_path, size=16)


def test_what_is_no_folder_is_one_clear_line(tmp_path: Path) -> None:
    Image.new("RGB", (16, 16), RED).save(tmp_path / "good.png")

    with pytest.raises(QuizError, match="no such folder"):
        load(tmp_path / "none", size=16)
    with pytest.raises(QuizError, match="is a file; name the folder"):
        load(tmp_path / "good.png", size=16)
    with pytest.raises(QuizError, match="cannot be opened"):
        load(tmp_path / ("x" * 5000), size=16)
    with pytest.raises(QuizError, match="sizes are"):
        load(tmp_path, size=0)


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Root may open everything: be nobody for a while."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


def test_what_may_not_be_opened_is_named() -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are for one user only
        place = Path(name)
        Image.new("RGB", (16, 16), RED).save(place / "good.png")
        Image.new("RGB", (16, 16), RED).save(place / "shut.png")
        (place / "below").mkdir(mode=0)
        (place / "shut.png").chmod(0)
        place.chmod(0o755)
        with ordinary_user():
            loaded = load(place, size=16)
        place.chmod(0)
        with ordinary_user(), pytest.raises(QuizError, match="cannot be opened"):
            load(place, size=16)
        place.chmod(0o700)
        (place / "below").chmod(0o700)

    assert len(loaded.images) == 1
    assert [line.split(":")[0] for line in loaded.skipped] == ["below", "shut.png"]


def test_of_very_many_pictures_some_are_read_evenly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 4)
    for level in range(10):
        Image.new("L", (8, 8), level).save(tmp_path / f"{level}.png")
    told: list[tuple[int, int]] = []
    loaded = load(tmp_path, size=8, progress=lambda done, of: told.append((done, of)))

    assert loaded.images[:, 0, 0, 0].tolist() == [0, 2, 5, 7]
    assert loaded.skipped == ("6 files: at most 4 of 10 are read",)
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4)]


def test_importing_the_module_does_not_import_pillow() -> None:
    code = "import sys, aigc_quiz.images.folder; sys.exit('PIL' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
