import importlib.util

import torch

from aigc_quiz.content import solutions_dir


def solution():
    spec = importlib.util.spec_from_file_location("gan", solutions_dir() / "gan_cartoon.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_trained_generator_draws_what_its_seed_says():
    torch.set_num_threads(1)
    gan = solution()
    images = torch.randint(0, 256, (64, 3, 32, 32), dtype=torch.uint8)
    generator = gan.train(images, steps=2, device="cpu", seed=0)
    first, again, other = (gan.sample(generator, 4, seed=s) for s in (1, 1, 2))

    assert first.shape == (4, 3, 32, 32)
    assert first.dtype == torch.uint8
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_sixty_four_pixels_work_as_well():
    gan = solution()

    assert gan.Generator(64)(torch.randn(2, 64)).shape == (2, 3, 64, 64)
    assert gan.Discriminator(64)(torch.zeros(2, 3, 64, 64)).shape == (2,)
