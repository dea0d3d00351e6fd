"""The features: small, repeatable, and moved by what makes a picture worse."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from aigc_quiz.errors import GraderFault, QuizError
from aigc_quiz.images import features as module
from aigc_quiz.images.cartoon import draw, secret_world
from aigc_quiz.images.features import (
    DIMENSION,
    LEARNED,
    WEIGHTS,
    FeatureNetwork,
    as_input,
    features,
)
from aigc_quiz.images.metrics import density_coverage, frechet_distance, precision_recall
from aigc_quiz.images.train_features import damaged, pools, report, standardised, train
from aigc_quiz.images.world import COLUMN

N = 600


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def world_pair(one_thread: None) -> tuple[Tensor, Tensor, Tensor]:
    """Pictures of a secret world, their features, and those of other pictures of the same world."""
    world = secret_world(torch.Generator().manual_seed(77))
    images = draw(N, seed=1, world=world).images
    return images, features(images), features(draw(N, seed=2, world=world).images)


def test_features_are_repeatable_numbers(world_pair: tuple[Tensor, Tensor, Tensor]) -> None:
    images, first, _ = world_pair

    assert first.shape == (N, DIMENSION)
    assert first.dtype == torch.float32
    assert torch.equal(first, features(images))
    assert torch.allclose(first[5:9], features(images[5:9]), atol=1e-4)
    assert features(images[:0]).shape == (0, DIMENSION)


def test_features_are_standardised_over_worlds() -> None:
    fresh = next(pools(12, 40, torch.Generator().manual_seed(5))).images
    out = features(fresh)[:, :LEARNED]

    assert float(out.mean(0).abs().max()) < 0.35
    assert float(out.std(0).min()) > 0.7
    assert float(out.std(0).max()) < 1.4


def test_the_weights_are_small_and_of_half_precision() -> None:
    assert WEIGHTS.stat().st_size < 400_000


def test_larger_pictures_have_nearly_the_same_features() -> None:
    small, large = (features(draw(100, size=size, seed=4).images) for size in (32, 64))

    apart = (small - large).norm(dim=1).mean()
    strangers = (small - small.roll(1, 0)).norm(dim=1).mean()
    assert float(apart) < 0.25 * float(strangers)


@pytest.mark.parametrize("bad", [torch.zeros(2, 3, 8, 8), torch.zeros(2, 1, 8, 8).byte()])
def test_what_is_no_picture_is_refused(bad: Tensor) -> None:
    with pytest.raises(QuizError, match="uint8"):
        features(bad)


@pytest.mark.parametrize("name", ["hair_style", "hat", "glasses", "mouth"])
def test_attributes_can_be_read_in_a_world_never_seen(name: str) -> None:
    world = secret_world(torch.Generator().manual_seed(99))
    faces = draw(N, seed=3, world=world)
    x = F.pad(features(faces.images).double(), (0, 1), value=1.0)
    truth = faces.attributes[:, COLUMN[name]]
    half = N // 2

    def accuracy(labels: Tensor) -> float:
        fitted = torch.linalg.lstsq(x[:half], F.one_hot(labels[:half]).double()).solution
        return float(((x[half:] @ fitted).argmax(1) == truth[half:]).double().mean())

    assert accuracy(truth) > 0.85
    shuffled = truth[torch.randperm(N, generator=torch.Generator().manual_seed(0))]
    assert accuracy(shuffled) < 0.6


LEAST = {
    "hair_style": 0.97,
    "eyes": 0.78,
    "mouth": 0.97,
    "glasses": 0.97,
    "hat": 0.97,
    "blush": 0.97,
}


def test_the_shipped_weights_tell_attributes_in_worlds_that_nothing_was_fitted_on() -> None:
    generator = torch.Generator().manual_seed(2024)
    faces = [draw(128, seed=seed, world=secret_world(generator)) for seed in range(16)]
    shuffled = [torch.randperm(32, generator=generator) for _ in faces]

    def accuracy(images: list[Tensor]) -> dict[str, float]:
        """By ridge regression, fitted in eight worlds and tried in eight others."""
        x = torch.cat([features(each) for each in images]).double()
        x = F.pad(x - x.mean(0), (0, 1), value=1.0)
        known, fresh = x.chunk(2)
        ridge = 1e-3 * len(known) * torch.eye(x.shape[1], dtype=torch.float64)
        found = {}
        for name in LEAST:
            truth = torch.cat([each.attributes[:, COLUMN[name]] for each in faces])
            first, second = truth.chunk(2)
            target = known.T @ F.one_hot(first).double()
            weights = torch.linalg.solve(known.T @ known + ridge, target)
            found[name] = float(((fresh @ weights).argmax(1) == second).double().mean())
        return found

    right = accuracy([each.images for each in faces])
    assert {name: share for name, share in right.items() if share < LEAST[name]} == {}
    torn = accuracy([f.images[:, :, rows] for f, rows in zip(faces, shuffled, strict=True)])
    assert all(torn[name] < LEAST[name] - 0.2 for name in ("hair_style", "mouth", "hat"))


def test_worse_pictures_are_farther_away(world_pair: tuple[Tensor, Tensor, Tensor]) -> None:
    images, mine, real = world_pair
    x = images.float()
    generator = torch.Generator().manual_seed(0)
    blurred = F.avg_pool2d(x, 3, 1, 1, count_include_pad=False).byte()
    noisy = (x + 20 * torch.randn(x.shape, generator=generator)).clamp(0, 255).byte()
    blended = ((x + x.roll(1, 0)) / 2).byte()
    mean = x.mean(0, keepdim=True).byte().expand(N, -1, -1, -1)
    noise = torch.randint(0, 256, x.shape, generator=generator).byte()

    def distance(made: Tensor) -> float:
        return frechet_distance(real, features(made))

    floor = frechet_distance(real, mine)
    assert floor < 3
    assert distance(noisy) > 2 * floor
    assert min(distance(blurred), distance(blended)) > 5 * floor
    assert distance(mean) > 100
    assert distance(noise) > 100


def test_another_world_is_far_away(world_pair: tuple[Tensor, Tensor, Tensor]) -> None:
    _, mine, real = world_pair
    default = features(draw(N, seed=1).images)

    assert frechet_distance(real, default) > 10 * frechet_distance(real, mine)
    assert density_coverage(real, default).variety < 0.7


def test_repeated_faces_lose_variety(world_pair: tuple[Tensor, Tensor, Tensor]) -> None:
    _, mine, real = world_pair

    assert precision_recall(real, mine).variety > 0.5
    assert precision_recall(real, mine[:20].repeat(N // 20, 1)).variety < 0.25


def test_unreadable_weights_are_our_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WEIGHTS", tmp_path / "none.safetensors")
    module.network.cache_clear()

    with pytest.raises(GraderFault, match="reinstall"):
        features(torch.zeros(1, 3, 32, 32).byte())
    (tmp_path / "none.safetensors").write_bytes(b"not weights")
    with pytest.raises(GraderFault, match="reinstall"):
        features(torch.zeros(1, 3, 32, 32).byte())
    monkeypatch.undo()
    module.network.cache_clear()


def test_training_is_repeatable_and_its_weights_fold_exactly() -> None:
    (model, heads, generator), (again, _, _) = (train(2, 1, worlds=2, faces=128) for _ in range(2))
    for a, b in zip(model.parameters(), again.parameters(), strict=True):
        assert torch.equal(a, b)
    fresh = next(pools(2, 64, generator))

    shipped = FeatureNetwork()
    shipped.load_state_dict({k: v.float() for k, v in standardised(model, fresh.images).items()})
    with torch.no_grad():
        raw = model(as_input(fresh.images))
        out = shipped(as_input(fresh.images))
    want = (raw - raw.mean(0)) / raw.std(0)
    assert float((out - want).abs().mean()) < 0.06
    assert float((raw - want).abs().mean()) > 0.3
    lines = report(model, heads, fresh)
    assert sum("accuracy" in line for line in lines) == 6


def test_damage_changes_only_what_it_marks() -> None:
    generator = torch.Generator().manual_seed(2)
    batch = next(pools(2, 64, generator))
    hurt = damaged(batch, 0.5, generator)
    changed = (hurt.images != batch.images).flatten(1).any(1)

    marked = hurt.damage.sum(1) > 0
    assert not bool(changed[~marked].any())
    assert float(changed[marked].double().mean()) > 0.9
    assert 0.3 < float(marked.double().mean()) < 0.7
