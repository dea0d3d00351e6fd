import json
import math

import pytest
import torch

from aigc_quiz.jury import latent
from aigc_quiz.jury.curves import BINS, Curves


def curves(rows, names=("a", "b")):
    made = Curves(names, 1.5)
    made.losses.extend(rows)
    return made


def test_a_loss_is_the_mean_of_a_part_of_the_training():
    made = curves([(float(i), 0.0) for i in range(10)])

    assert made.loss("a") == 4.5
    assert made.loss("a", after=0.8) == 8.5
    assert made.loss("a", until=0.3) == 1.0
    assert math.isnan(curves([]).loss("a"))


def test_the_first_step_that_is_not_finite_is_found():
    assert curves([(1.0, 1.0), (1.0, math.nan), (math.inf, 1.0)]).not_finite == 2
    assert curves([(1.0, 1.0)]).not_finite is None


@pytest.mark.parametrize("count", [0, 1, 7, BINS, BINS + 1, 1000, 12_345])
def test_a_record_is_short_and_ends_with_the_last_step(count):
    record = curves([(1.0, 2.0)] * count).record()

    assert len(record["step"]) == min(count, BINS)
    assert record["losses"] == {"a": [1.0] * min(count, BINS), "b": [2.0] * min(count, BINS)}
    assert record["step"] == sorted(set(record["step"]))
    assert record["step"][-1:] == ([count] if count else [])


def test_a_loss_that_is_no_number_is_a_gap_in_json():
    record = curves([(math.nan, 1.0), (math.inf, 1e308)]).record()

    assert json.loads(json.dumps(record, allow_nan=False))["losses"]["a"] == [None, None]


def test_every_point_of_a_tour_is_as_normal_as_its_corners_and_the_tour_is_closed():
    generator = torch.Generator().manual_seed(1)
    z = latent.tour(lambda *shape: torch.randn(shape, generator=generator), 512)
    steps = (z - z.roll(1, dims=1)).norm(dim=2)

    assert z.shape == (latent.WALKERS, latent.CORNERS * latent.BETWEEN, 512)
    assert z.std(dim=(0, 2)).min() > 0.95
    assert z.std(dim=(0, 2)).max() < 1.05
    assert steps.max() < 1.2 * steps.min()  # the way from the last to the first is one of them


def test_a_tour_is_shown_as_a_grid_that_moves():
    pictures = torch.arange(16)[:, None, None, None, None] * torch.ones(16, 5, 3, 2, 2)

    frames = latent.grid(pictures)

    assert frames.shape == (5, 3, 8, 8)
    assert frames[4, 0, ::2, ::2].tolist() == torch.arange(16.0).view(4, 4).tolist()
    assert latent.around(pictures).shape == (16, 6, 3, 2, 2)
