"""What a grading leaves on disk can be opened by others, and a disk that is full costs no verdict."""

import io

import numpy as np
import torch
from PIL import Image

from aigc_quiz.grading.report import Report
from aigc_quiz.images.cartoon import draw
from aigc_quiz.screen import artifacts, curves


def report(**more):
    return Report("a.py", "gan_cartoon", "passed", (), 1.0, "cpu", "none", 1, **more)


CURVES = {
    "step": [10, 20, 30], "losses": {"loss_d": [0.7, None, 0.6], "loss_g": [0.7, 0.8, 0.9]}, "at": [0, 20],
    "distance": [180.0, 90.0], "floor": 2.0,
}  # fmt: skip


def test_sheets_are_large_enough_to_see_and_keep_every_pixel():
    images = draw(8, seed=1).images
    data = artifacts.drawn(report(pictures={"samples": images}, columns={"samples": 4}))["samples"]
    sheet = np.asarray(Image.open(io.BytesIO(data)))

    assert sheet.shape == (2 * 96, 4 * 96, 3)
    assert np.array_equal(sheet[1:96:3, 1:96:3], images[0].permute(1, 2, 0).numpy())
    assert np.array_equal(sheet[97::3, 289::3], images[7].permute(1, 2, 0).numpy())


def test_a_walk_moves_and_goes_round_for_ever():
    frames = draw(5, seed=2).images
    data = artifacts.drawn(report(animations={"walk": frames}))["walk"]
    moving = Image.open(io.BytesIO(data))

    assert (moving.format, moving.n_frames, moving.info["loop"]) == ("PNG", 5, 0)
    for number, frame in enumerate(frames):
        moving.seek(number)
        shown = np.asarray(moving.convert("RGB"))
        assert np.array_equal(shown[4::8, 4::8], frame.permute(1, 2, 0).numpy())


def test_curves_are_drawn_where_there_are_any():
    made = artifacts.drawn(report(records={"curves": CURVES, "lines": {"distance": 48.0}}))
    image = Image.open(io.BytesIO(made["curves"]))

    assert image.width > 600
    assert len(image.convert("RGB").getcolors(10**6)) > 50
    empty = {"step": [], "losses": {"loss_d": []}, "at": [], "distance": [], "floor": 2.0}
    assert artifacts.drawn(report(records={"curves": empty})) == {}
    assert curves.png(CURVES | {"at": [], "distance": []}, None) is not None
    assert artifacts.drawn(report()) == {}


def test_the_pictures_come_in_the_order_in_which_they_are_looked_at():
    images = draw(4, seed=1).images
    names = ("zebra", "worst", "training", "samples", "real")
    made = artifacts.drawn(
        report(pictures=dict.fromkeys(names, images), records={"curves": CURVES})
    )

    assert list(made) == ["samples", "real", "training", "curves", "worst", "zebra"]


def test_a_file_that_cannot_be_written_is_told_and_the_rest_is_written(tmp_path):
    (tmp_path / "sub" / "b.png").mkdir(parents=True)
    written = artifacts.write(tmp_path / "sub", [("a.png", b"1"), ("b.png", b"2"), ("c.png", b"3")])

    assert written.paths == (str(tmp_path / "sub/a.png"), str(tmp_path / "sub/c.png"))
    assert written.faults == (f"{tmp_path}/sub/b.png: cannot be written (Is a directory)",)
    assert (tmp_path / "sub/c.png").read_bytes() == b"3"


def test_a_picture_as_large_as_a_screen_is_not_enlarged():
    large = torch.zeros(1, 3, 256, 256, dtype=torch.uint8)
    data = artifacts.drawn(report(pictures={"samples": large}))["samples"]

    assert Image.open(io.BytesIO(data)).size == (256, 256)
