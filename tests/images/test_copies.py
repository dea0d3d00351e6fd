import pytest
import torch

from aigc_quiz.images.cartoon import draw, secret_world
from aigc_quiz.images.copies import copied

COUNT = 256


@pytest.fixture(scope="module")
def faces():
    """Training and held-out images of one secret world, and stored ones in two orders."""
    world = secret_world(torch.Generator().manual_seed(3))
    known = draw(512, seed=1, world=world).images
    held_out = draw(2 * COUNT, seed=2, world=world).images
    pick = torch.Generator().manual_seed(4)
    a, b = (known[torch.randint(len(known), (COUNT,), generator=pick)].float() for _ in range(2))
    return known, held_out[:COUNT], held_out[COUNT:], a, b


def noisy(images):
    noise = torch.randn(images.shape, generator=torch.Generator().manual_seed(5))
    return (images + 5 * noise).clamp(0, 255).to(torch.uint8)


WAYS = {
    "as they are": lambda a, b: a,
    "mirrored": lambda a, b: a.flip(-1),
    "brighter": lambda a, b: 0.8 * a + 40,
    "moved by two pixels": lambda a, b: a.roll((2, -1), (2, 3)),
    "two mixed": lambda a, b: 0.6 * a + 0.4 * b,
    "upper and lower halves": lambda a, b: torch.cat([a[:, :, :16], b[:, :, 16:]], dim=2),
    "left and right halves": lambda a, b: torch.cat([a[..., :16], b[..., 16:]], dim=3),
}


@pytest.mark.parametrize("way", WAYS)
def test_training_images_are_found_however_they_are_copied(faces, way):
    known, held_out, _, a, b = faces

    assert copied(known, held_out, noisy(WAYS[way](a, b))) > 0.5


def test_new_images_of_the_same_world_are_no_copies(faces):
    known, held_out, others, _, _ = faces

    assert copied(known, held_out, others) < 0.15
    assert copied(known, held_out, noisy(others.float())) < 0.15


def test_noise_is_no_copy(faces):
    known, held_out, _, a, _ = faces
    noise = torch.randint(0, 256, a.shape, generator=torch.Generator().manual_seed(6))

    assert copied(known, held_out, noise.to(torch.uint8)) < 0.05
