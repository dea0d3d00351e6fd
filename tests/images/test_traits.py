import dataclasses

import pytest
import torch

from aigc_quiz.images.cartoon import draw, secret_world
from aigc_quiz.images.features import features
from aigc_quiz.images.traits import RELIABLE, Gap, Readouts, gaps
from aigc_quiz.images.world import ATTRIBUTES, COLUMN


@pytest.fixture(scope="module")
def world():
    return secret_world(torch.Generator().manual_seed(8))


@pytest.fixture(scope="module")
def known(world):
    return draw(1536, seed=1, world=world)


@pytest.fixture(scope="module")
def real(world):
    return draw(512, seed=2, world=world)


@pytest.fixture(scope="module")
def readouts(known, real):
    return Readouts.fitted(
        features(known.images), known.attributes, features(real.images), real.attributes
    )


def test_shapes_are_read_nearly_without_error_on_faces_it_was_not_fitted_on(readouts, real):
    for name in ("hair_style", "mouth", "glasses", "hat", "blush"):
        assert readouts.accuracy[name] > 0.95

    right = readouts.read(features(real.images)) == real.attributes
    assert readouts.accuracy["hat"] == pytest.approx(right[:, COLUMN["hat"]].double().mean().item())


def test_attributes_at_random_cannot_be_read_and_are_left_out(known, real):
    order = torch.randperm(len(known.attributes), generator=torch.Generator().manual_seed(1))

    blind = Readouts.fitted(
        features(known.images), known.attributes[order], features(real.images), real.attributes
    )

    assert max(blind.accuracy.values()) < RELIABLE
    assert blind.shares(features(real.images)) == {}


def test_shares_are_those_of_the_faces(readouts, real):
    shares = readouts.shares(features(real.images))

    for name in ("hat", "glasses"):
        count = dict(ATTRIBUTES)[name]
        drawn = torch.bincount(real.attributes[:, COLUMN[name]], minlength=count) / len(real.images)
        assert shares[name] == pytest.approx(drawn.tolist(), abs=0.04)
        assert sum(shares[name]) == pytest.approx(1)


def test_faces_without_hats_lack_hats_and_nothing_else(readouts, real, world):
    bare = tuple(
        (1, 0, 0, 0) if name == "hat" else weights
        for (name, _), weights in zip(ATTRIBUTES, world.priors, strict=True)
    )
    hatless = draw(512, seed=3, world=dataclasses.replace(world, priors=bare, missing=()))
    shares = readouts.shares(features(real.images))

    found = gaps(shares, readouts.shares(features(hatless.images)))

    assert {gap.attribute for gap in found} == {"hat"}
    assert all(gap.made < 0.02 < gap.real for gap in found)
    assert gaps(shares, shares) == []


def test_the_most_missed_value_comes_first():
    real = {"hat": [0.5, 0.3, 0.16, 0.04], "blush": [0.5, 0.5]}
    made = {"hat": [0.98, 0.02, 0.0, 0.0], "blush": [0.5, 0.5]}

    assert gaps(real, made) == [Gap("hat", 1, 0.3, 0.02), Gap("hat", 2, 0.16, 0.0)]
