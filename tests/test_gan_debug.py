"""The blog post's broken GAN: each repair earns its own points, whatever else is still broken."""

import importlib

import pytest
import torch

from aigc_quiz.content import solutions_dir
from aigc_quiz.grading import exercise as exercises
from aigc_quiz.grading.judge import grade_file
from aigc_quiz.grading.link import Limits
from aigc_quiz.grading.many import Job, grade_many
from aigc_quiz.images.cartoon import draw

SLUG = "gan_debug"
EXERCISE = exercises.find(SLUG)
TOTAL = 17  # five loud faults at 1 point, four silent ones at 2, and 4 for the whole
# check -> (points, what a repair replaces in the starter, by what)
REPAIRS = {
    "every_name_is_defined": (
        1,
        "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n",
        "import numpy as np\nimport torch\nimport torch.nn.functional as F\nfrom torch import nn\n"
        "from torch.nn import Dropout\n",
    ),
    "generator_makes_pictures": (
        1,
        "            nn.Linear(LATENT_DIM, 128 * 4 * 4),\n",
        "            nn.Linear(LATENT_DIM, 128 * 4 * 4),\n            nn.Unflatten(1, (128, 4, 4)),\n",
    ),
    "generator_reaches_black_and_white": (
        2,
        "            nn.Tanh(),\n            nn.BatchNorm2d(3),\n            nn.LeakyReLU(0.2),\n",
        "            nn.Tanh(),\n",
    ),
    "discriminator_takes_rgb": (1, "(1, 28, 28)", "(3, 32, 32)"),
    "discriminator_knows_neighbours": (
        2,
        "            nn.Flatten(),\n"
        "            nn.Linear(channels * height * width, 256),\n"
        "            nn.LeakyReLU(0.2),\n"
        "            Dropout(0.3),\n"
        "            nn.Linear(256, 1),\n",
        "            nn.Conv2d(channels, 32, 4, stride=2, padding=1),\n"
        "            nn.LeakyReLU(0.2),\n"
        "            nn.Conv2d(32, 64, 4, stride=2, padding=1),\n"
        "            nn.LeakyReLU(0.2),\n"
        "            Dropout(0.3),\n"
        "            nn.Flatten(),\n"
        "            nn.Linear(64 * (height // 4) * (width // 4), 1),\n",
    ),
    "pictures_are_scaled": (2, "images.float()\n", "images.float() / 127.5 - 1\n"),
    "optimizers_hold_their_network": (
        1,
        "Adam(), Adam()",
        "Adam(generator.parameters()), Adam(discriminator.parameters())",
    ),
    "generator_learns_from_discriminator": (
        2,
        "train_on_batch(generator, optimizer_g, noise, torch.ones_like(fake))",
        "train_on_batch(nn.Sequential(generator, discriminator), optimizer_g, noise, 1 - labels[len(real) :])",
    ),
    "training_sees_the_pictures": (1, "train_dataset = ...", "train_dataset = images"),
}


def mended(*names):
    text = exercises.starter(EXERCISE)
    for name in names:
        _, old, new = REPAIRS[name]
        assert text.count(old) == 1, name
        text = text.replace(old, new)
    return text


def parts(name):
    exercises.grader(EXERCISE)  # makes the folder a package
    return importlib.import_module(f"aigc_quiz_exercise_{SLUG}.{name}")


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """What each program gets: no repair (twice), each one alone, and the first two, three, ... together."""
    folder = tmp_path_factory.mktemp("programs")
    names = list(REPAIRS)
    chosen = [(), (), *((name,) for name in names), *(tuple(names[:n]) for n in range(2, 9))]
    jobs = []
    for number, repaired in enumerate(chosen):
        path = folder / f"program_{number}.py"
        path.write_text(mended(*repaired), encoding="utf-8")
        jobs.append(Job(path, EXERCISE, seed=7, limits=Limits(300.0), pictures=False))
    return list(zip(chosen, grade_many(jobs), strict=True))


def test_every_repair_earns_its_own_points_and_no_others(reports):
    for repaired, report in reports:
        assert {check.name for check in report.checks if check.passed} == set(repaired)
        assert report.score == pytest.approx(sum(REPAIRS[name][0] for name in repaired) / TOTAL)
        assert not report.passed


def test_one_seed_gives_one_verdict(reports):
    (_, first), (_, again), *_ = reports

    assert [(c.name, c.passed, c.message.en.replace("_1", "_0")) for c in again.checks] == [
        (c.name, c.passed, c.message.en) for c in first.checks
    ]


def test_the_starter_is_told_what_is_seen_and_at_which_line(reports):
    said = {check.name: check.message for check in reports[0][1].checks}

    assert len(said) == len(REPAIRS) + 2
    assert "Dropout, np" in said["every_name_is_defined"].en
    assert "return self.net(z)\nRuntimeError" in said["generator_makes_pictures"].zh
    assert "'ellipsis'" in said["training_sees_the_pictures"].en
    assert "[0, 255]" in said["pictures_are_scaled"].zh
    for message in said.values():
        assert message.zh
        assert message.en
        assert "Unflatten" not in message.en  # the repair is the learner's


@pytest.mark.gpu
def test_the_solution_passes_on_a_gpu():
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device")

    assert grade_file(solutions_dir() / f"{SLUG}.py", EXERCISE, device="cuda").passed


def test_names_that_nothing_defines_are_found_in_the_text():
    read = parts("names").read
    source = (
        "import math\nfrom os import path as where\n"
        "class A:\n    size = WIDTH\n    def f(self, x):\n        return [y + Gone for y in x if len(x)]\n"
        "def g():\n    global later\n    later = 1\ndef h(inner):\n    return inner, later, math, where\n"
    )

    assert set(read(source)) - {"math", "where", "len"} == {"WIDTH", "Gone"}
    assert read("def (") == []


@pytest.mark.parametrize(("near", "passes"), [(10.0, True), (1.0, False), (0.0, False)])
def test_locality_is_the_interaction_of_neighbours_over_that_of_distant_pixels(near, passes):
    networks = parts("networks")
    a, b, c, d = torch.randn(4, 400, dtype=torch.float64).unbind()

    def outs(interaction):
        return torch.stack([a, a + b, a + c, a + b + c + interaction * d])

    assert (networks.locality(outs(near), outs(1.0)) > networks.LOCALITY) is passes


def test_a_grey_discriminator_is_known_by_its_gradient():
    networks, gradient = parts("networks"), torch.randn(4, 3, 8, 8)

    assert networks.independent_colours(gradient)
    assert not networks.independent_colours(gradient[:, :1] * torch.tensor([0.3, 0.6, 0.1])[:, None, None])  # fmt: skip


def test_pictures_are_recognised_however_they_are_scaled():
    recognised = parts("training").recognised
    images = draw(40, size=32, seed=1).images
    strangers = draw(8, size=32, seed=2).images

    assert recognised(images[5:9].float() / 127.5 - 1, images) == {5, 6, 7, 8}
    assert recognised(images[5:9].flip(-1).float(), images) == {5, 6, 7, 8}
    assert recognised(strangers.float(), images) == set()
    assert recognised(torch.randn(4, 100), images) == set()


def test_likeness_tells_a_blurred_average_from_white_and_from_noise():
    compare = parts("learning").compare
    images = draw(128, size=32, seed=1).images.float() / 127.5 - 1
    others = draw(128, size=32, seed=2).images.float() / 127.5 - 1

    same = compare(images, others)
    assert same.likeness > 0.98
    assert same.variety == pytest.approx(1, abs=0.2)
    assert compare(images, images.mean(0).expand(128, -1, -1, -1)).variety < 1e-6
    assert compare(images, torch.ones_like(images)).likeness == 0
    assert abs(compare(images, torch.randn_like(images)).likeness) < 0.2


def test_a_network_that_swings_is_known_by_what_it_drew_on_the_way():
    learning = parts("learning")
    images = draw(128, size=32, seed=1).images.float() / 127.5 - 1
    noise = torch.randn_like(images)
    mean = torch.nn.functional.adaptive_avg_pool2d(images.mean(0), 16)
    way = torch.stack([mean + swing * torch.ones(3, 1, 1) for swing in (-0.5, 0.6) * 15])

    assert learning.compare(images, noise).likeness < learning.LIKENESS
    assert learning.compare(images, noise, way).likeness > 0.99
    assert learning.compare(images, noise, torch.randn(30, 3, 16, 16)).likeness < learning.LIKENESS
