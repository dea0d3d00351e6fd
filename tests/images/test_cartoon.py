"""The faces: determined by their seed, right in every window, different in every attribute and world."""

from collections.abc import Iterator

import pytest
import torch

from aigc_quiz.errors import QuizError
from aigc_quiz.images import canvas, cartoon
from aigc_quiz.images.cartoon import ATTRIBUTES, World, draw, secret_world
from aigc_quiz.images.world import COLUMN, PRIORS, PROPORTIONS, Missing, rgb, rotate_hue


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def secret(seed: int) -> World:
    return secret_world(torch.Generator().manual_seed(seed))


def only(**values: int) -> World:
    """A world whose faces all have the given attribute values."""
    priors = tuple(
        tuple(float(v == values[name]) for v in range(count)) if name in values else weights
        for (name, count), weights in zip(ATTRIBUTES, PRIORS, strict=True)
    )
    return World(priors=priors)


def test_shapes_types_and_ranges() -> None:
    faces = draw(7, size=48, seed=1)

    assert faces.images.shape == (7, 3, 48, 48)
    assert faces.images.dtype == torch.uint8
    assert faces.attributes.shape == (7, 11)
    assert faces.attributes.dtype == torch.int64
    assert int(faces.images.max()) > 230
    assert int(faces.images.min()) < 60
    counts = torch.tensor([count for _, count in ATTRIBUTES])
    many = World().attributes(600, torch.Generator().manual_seed(2))
    assert torch.equal(many.amax(0), counts - 1)
    assert torch.equal(many.amin(0), torch.zeros(11, dtype=torch.int64))


def test_the_seed_determines_every_bit() -> None:
    first, second, other = draw(300, seed=5), draw(300, seed=5), draw(300, seed=6)

    assert torch.equal(first.images, second.images)
    assert torch.equal(first.attributes, second.attributes)
    assert not torch.equal(first.images, other.images)


@pytest.mark.parametrize("size", [32, 64, 200])
def test_the_number_of_threads_changes_no_bit(size: int) -> None:
    n = max(8, 400 * 32 * 32 // size**2)
    made = []
    for threads in (1, 2, 3):
        torch.set_num_threads(threads)
        made.append(draw(n, size=size, seed=3, world=secret(5)).images)
    torch.set_num_threads(1)

    assert torch.equal(made[0], made[1])
    assert torch.equal(made[0], made[2])
    assert not torch.equal(made[0], draw(n, size=size, seed=4, world=secret(5)).images)


def test_global_random_state_is_left_alone() -> None:
    torch.manual_seed(3)
    want = torch.rand(4)
    torch.manual_seed(3)
    draw(4, seed=9)

    assert torch.equal(want, torch.rand(4))


@pytest.mark.parametrize("size", [32, 96])
def test_no_window_cuts_its_shape(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    worlds = [World(), *(secret(s) for s in range(3)), World(build=(1.0,) * len(PROPORTIONS))]
    worlds.append(World(build=(-1.0,) * len(PROPORTIONS)))
    n = 100 if size == 32 else 16
    windowed = [draw(n, size=size, seed=1, world=w).images for w in worlds]
    monkeypatch.setattr(canvas, "window", lambda _frame, size: (0, 0, size, size))
    whole = [draw(n, size=size, seed=1, world=w).images for w in worlds]

    for a, b in zip(windowed, whole, strict=True):
        different = (a.int() - b.int()).abs().amax(dim=(1, 2, 3))
        assert int(different.max()) <= 1, different.nonzero()[:, 0]


def test_a_window_that_is_too_small_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    want = draw(40, seed=1).images
    true_window = canvas.window

    def narrow(frame: canvas.Box, size: int) -> tuple[int, int, int, int]:
        left, top, right, bottom = true_window(frame, size)
        return left, top, max(left + 1, right - 5), bottom

    monkeypatch.setattr(canvas, "window", narrow)

    assert int((draw(40, seed=1).images.int() - want.int()).abs().max()) > 20


def test_the_chunk_does_not_change_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    want = draw(50, seed=4).images
    monkeypatch.setattr(cartoon, "_CHUNK_PIXELS", 7 * 32 * 32)

    assert int((draw(50, seed=4).images.int() - want.int()).abs().max()) <= 1


def test_a_larger_picture_shows_the_same_face() -> None:
    small = draw(60, size=32, seed=4).images.float()
    large = draw(60, size=128, seed=4).images.float()
    halved = torch.nn.functional.avg_pool2d(large, 4)

    error = (small - halved).abs().mean(dim=(1, 2, 3))
    assert float(error.max()) < 8
    assert float((small - halved.roll(1, 0)).abs().mean()) > 25


@pytest.mark.parametrize(("name", "count"), ATTRIBUTES)
def test_every_value_of_an_attribute_is_visible(name: str, count: int) -> None:
    shown = {"hat": 0, "glasses": 0, "eyes": 0, "hair_style": 4} | {"skin": 2, "hair_colour": 1}
    drawn = [
        draw(24, seed=3, world=only(**(shown | {name: value}))).images.float()
        for value in range(count)
    ]
    means = torch.stack([images.mean(0) for images in drawn])

    for first in range(count):
        for second in range(first):
            # Not paired: the other attributes and the proportions come from the same seed.
            assert float((means[first] - means[second]).abs().max()) > 8, (name, first, second)


def test_mirrored_worlds_are_mirrored() -> None:
    plain, mirrored = draw(5, seed=1).images, draw(5, seed=1, world=World(mirrored=True)).images

    assert torch.equal(plain.flip(-1), mirrored)
    assert not torch.equal(plain, mirrored)


def test_priors_and_missing_pairs_hold() -> None:
    world = World(missing=(Missing("hat", 0, "glasses", 0), Missing("skin", 1, "mouth", 2)))
    a = world.attributes(2000, torch.Generator().manual_seed(1))
    free = World().attributes(2000, torch.Generator().manual_seed(1))

    def together(values: torch.Tensor) -> int:
        return int(((values[:, COLUMN["hat"]] == 0) & (values[:, COLUMN["glasses"]] == 0)).sum())

    assert together(a) == 0
    assert together(free) > 200
    assert set(draw(50, seed=1, world=only(hat=3)).attributes[:, COLUMN["hat"]].tolist()) == {3}
    # expected share of "no hat" is 1/2: five standard deviations of a binomial
    bare = float((free[:, COLUMN["hat"]] == 0).double().mean())
    assert abs(bare - 0.5) < 5 * 0.5 / 2000**0.5


def test_a_world_without_faces_is_refused() -> None:
    everything = tuple(Missing("blush", b, "hat", h) for b in range(2) for h in range(4))

    with pytest.raises(QuizError, match="leave"):
        draw(4, seed=1, world=World(missing=everything))


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"hue": (0.0,)}, "hues"),
        ({"build": (2.0,) * len(PROPORTIONS)}, "build"),
        ({"priors": ((1.0,),)}, "one weight a value"),
        ({"priors": ((0.0,) * 6, *PRIORS[1:])}, "all zero"),
    ],
)
def test_faulty_worlds_are_refused(fault: dict[str, tuple[float, ...]], words: str) -> None:
    with pytest.raises(QuizError, match=words):
        World(**fault)  # type: ignore[arg-type]


@pytest.mark.parametrize(("n", "size"), [(0, 32), (4, 16), (4, 512)])
def test_impossible_requests_are_refused(n: int, size: int) -> None:
    with pytest.raises(QuizError, match="cannot draw"):
        draw(n, size=size, seed=1)


def test_secret_worlds_differ_from_the_default_and_from_each_other() -> None:
    worlds = [secret(seed) for seed in range(8)]

    assert len(set(worlds)) == len(worlds)
    assert secret(3) == worlds[3]
    assert {w.mirrored for w in worlds} == {True, False}
    means = torch.stack([draw(128, seed=1, world=w).images.float().mean(0) for w in worlds])
    again = draw(128, seed=2, world=worlds[0]).images.float().mean(0)
    own = (means[0] - again).abs().mean()
    for other in range(1, 8):
        assert (means[0] - means[other]).abs().mean() > 1.5 * own


def test_a_turn_of_hue_keeps_grey_and_returns_after_a_circle() -> None:
    colours = rgb(0x808080, 0xA08060)

    assert torch.allclose(rotate_hue(colours, 0.3)[0], colours[0], atol=1e-6)
    assert not torch.allclose(rotate_hue(colours, 0.3)[1], colours[1], atol=1e-2)
    assert torch.allclose(rotate_hue(colours, 1.0), colours, atol=1e-6)
    assert torch.allclose(rotate_hue(rotate_hue(colours, 0.25), 0.75), colours, atol=1e-5)


@pytest.mark.gpu
def test_a_gpu_draws_the_same_faces() -> None:
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    cpu, gpu = draw(64, size=64, seed=1).images, draw(64, size=64, seed=1, device="cuda").images

    assert gpu.device.type == "cuda"
    assert int((cpu.int() - gpu.cpu().int()).abs().max()) <= 2
