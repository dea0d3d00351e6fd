"""What the probes of the GAN look at, each with an honest program that it must not accuse."""

import types

import pytest
import torch
import torch.nn.functional as F

from aigc_quiz.bank.loader import load_bank
from aigc_quiz.grading import exercise as exercises
from aigc_quiz.images.cartoon import draw

(GAN,) = (one for one in load_bank().exercises if one.slug == "gan_cartoon")
PARTS = exercises.grader(GAN).__globals__
DRAWING = PARTS["drawing"]
FIXTURE = PARTS["probes"].FIXTURE

TOY = """
import torch
from torch import nn
from torch.autograd import grad

class Generator(nn.Module):
    latent_dim = 3

    def __init__(self, image_size=32):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(3, 12 * 4), nn.Unflatten(1, (3, 4, 4)), nn.BatchNorm2d(3))

    def forward(self, z):
        return torch.tanh(self.net(z))

class Discriminator(nn.Module):
    def __init__(self, image_size=32):
        super().__init__()
        self.net = nn.Linear(48, 1)

    def forward(self, x):
        return self.net(x.flatten(1))

def discriminator_loss(real_logits, fake_logits):
    return (fake_logits - real_logits).sum()

def generator_loss(fake_logits, real_logits):
    return discriminator_loss(fake_logits, real_logits)

def train(images, *, steps, device, seed):
    torch.manual_seed(seed)
    generator, discriminator = Generator(), Discriminator()
    optimizer = torch.optim.SGD(generator.parameters(), lr=0.1)
    untouched = Generator()
    for _ in range(steps):
        discriminator(images.float())
        optimizer.zero_grad()
        discriminator(generator(torch.randn(4, 3))).sum().backward()
        optimizer.step()
    return RETURNED

def sample(generator, n, *, seed):
    z = torch.randn(n, 3, generator=torch.Generator().manual_seed(seed))
    with torch.no_grad():
        return ((generator.eval()(z) + 1) * 127.5).round().to(torch.uint8)
"""


def worker(returned="generator"):
    """The fixture beside a tiny submission, as the worker holds them, but in this process."""
    submission = types.ModuleType("submission")
    exec(TOY.replace("RETURNED", returned), submission.__dict__)
    held = types.ModuleType("fixture")
    held.submission = submission
    exec(FIXTURE, held.__dict__)
    return held


def test_a_scaled_loss_is_scaled_once_also_where_the_other_loss_calls_it():
    here = worker()
    real, fake = torch.tensor([1.0]), torch.tensor([4.0])

    with here.scaled({"discriminator_loss": -30.0, "generator_loss": 1.0}):
        assert here.submission.generator_loss(fake, real) == -3
        assert here.submission.discriminator_loss(real, fake) == -90
    assert here.submission.discriminator_loss(real, fake) == 3


def test_an_optimizer_that_is_held_runs_its_closure_and_moves_nothing():
    here = worker()
    weight = torch.nn.Parameter(torch.ones(2))
    optimizer = torch.optim.SGD([weight], lr=1.0)
    calls = []

    def closure():
        calls.append(weight.square().sum())
        optimizer.zero_grad()
        calls[-1].backward()
        return calls[-1]

    here.hold(optimizer, True)
    assert optimizer.step(closure) == 2
    assert weight.tolist() == [1, 1]
    here.hold(optimizer, False)
    optimizer.step(closure)
    assert weight.tolist() == [-1, -1]
    assert len(calls) == 2


@pytest.mark.parametrize("create_graph", [True, False])
def test_a_penalty_is_noted_also_where_grad_was_imported_by_its_name(create_graph):
    here = worker()
    noted = []
    x, weight = torch.ones(2, requires_grad=True), torch.nn.Parameter(torch.ones(2))

    with here.gradients_noted(noted):
        here.submission.grad((x * weight).sum(), x, create_graph=create_graph)
        here.submission.grad((x * weight).sum(), weight)  # of parameters: no penalty

    assert noted == [create_graph]
    assert here.submission.grad is torch.autograd.grad


def test_a_returned_generator_that_no_training_changes_is_found():
    images = torch.zeros(8, 3, 4, 4, dtype=torch.uint8)

    assert worker().short_training(images, "cpu", 1, 3, 4)["changes"]
    assert not worker("untouched").short_training(images, "cpu", 1, 3, 4)["changes"]


def test_a_training_that_ends_the_same_whatever_the_discriminator_says_is_found():
    images = torch.zeros(8, 3, 4, 4, dtype=torch.uint8)

    assert worker().short_training(images, "cpu", 1, 3, 4)["through"]
    assert not worker("Generator()").short_training(images, "cpu", 1, 3, 4)["through"]


def test_statistics_of_batch_norm_that_never_moved_are_found():
    here = worker()
    plain, moved = here.submission.Generator(), here.submission.Generator()
    moved(torch.randn(4, 3))

    assert not here.counted(plain)
    assert here.counted(moved)
    assert here.counted(torch.nn.Linear(2, 2)), "none to move"


@pytest.mark.parametrize(
    ("drawn_from", "alike"),
    [
        (torch.randn, True),
        (lambda *n: 0.6 * torch.randn(*n), True),  # a truncation
        (torch.rand, False),
        (lambda *n: 0.2 * torch.randn(*n), False),
        (lambda *n: torch.randn(*n) + 1, False),
    ],
)
def test_sampling_from_other_noise_than_in_training_is_found(drawn_from, alike):
    torch.manual_seed(0)

    assert DRAWING.same_noise(torch.randn(96, 64), drawn_from(64, 64))[0] is alike


def batches_of(faces, *rows):
    return [F.interpolate(faces[r].float() / 127.5 - 1, size=(8, 8), mode="area") for r in rows]


@pytest.mark.parametrize(
    ("rows", "enough"),
    [
        ("at random", True),
        ("in order", True),
        ("each batch twice, for a penalty", True),
        ("of the first fifty", False),
        ("always the same", False),
    ],
)
def test_a_training_that_takes_its_batches_from_a_few_images_is_found(rows, enough):
    faces = draw(160, seed=1).images
    pick = torch.Generator().manual_seed(2)
    at_random = [torch.randperm(160, generator=pick)[:20] for _ in range(8)]
    taken = {
        "at random": at_random,
        "in order": list(torch.arange(160).split(20)),
        "each batch twice, for a penalty": [r for r in at_random for _ in range(2)],
        "of the first fifty": [torch.randperm(50, generator=pick)[:20] for _ in range(8)],
        "always the same": [torch.arange(20)] * 8,
    }[rows]

    found = DRAWING.recognised(batches_of(faces, *taken), faces)
    seen, usual = DRAWING.variety(found, len(faces))

    assert [len(batch) for batch in found] == [20] * len(taken)
    assert (seen > 20 and seen > 0.75 * usual) is enough


def test_noise_is_recognised_as_no_face():
    faces = draw(40, seed=1).images

    assert DRAWING.recognised([torch.rand(8, 3, 8, 8) * 2 - 1], faces) == []


def test_pictures_may_come_from_a_longer_row_of_what_the_network_drew_but_from_nowhere_else():
    torch.manual_seed(0)
    made = torch.rand(9, 3, 8, 8) * 2 - 1
    pictures = ((made + 1) * 127.5).round().to(torch.uint8)

    assert DRAWING.off_by(pictures, made) < 1
    assert DRAWING.off_by(pictures[2:], made) < 1, "two more were drawn, to find the size"
    assert DRAWING.off_by(pictures.flip(0), made) > 20, "in another order, yet as many"
    assert DRAWING.off_by(255 - pictures[2:], made) > 20
    assert DRAWING.off_by(pictures, made[2:]) == 255
