"""A tiny exercise whose result is pictures, an honest program for it, and a way to grade programs against it."""

from datetime import date

import pytest

from aigc_quiz.bank.question import Exercise, Text
from aigc_quiz.grading import Limits, grade_file
from aigc_quiz.grading.nursery import Nursery

GRADER = '''
from aigc_quiz.grading import Text
from aigc_quiz.jury import Jury, Lines, Medal, Training
from aigc_quiz.jury.latent import tour

FIXTURE = """
def drawn(model, z):
    return submission.pictures(model(z))
"""

def walk(submission, model):
    z = tour(submission.normal, model.attribute("latent_dim"))
    return submission.run(FIXTURE, "drawn", model, z.flatten(0, 1)).view(*z.shape[:2], 3, 32, 32)

def causes(curves, measured, lines):
    return [Text("可能是因为甲", "perhaps because of this")]

TRAINING = Training(
    lines=Lines(
        distance=90.0, coverage=0.02, diversity=0.2, colours=0.95, copies=0.25,
        medals=(Medal("gold", 1.0, 0.9), Medal("silver", 2.0, 0.8), Medal("bronze", 90.0, 0.02)),
        reference={"distance": (60.0, 70.0)},
    ),
    step_name="step", losses=("loss",), causes=causes, walk=walk,
    steps=8, images=512, samples=256, glanced=128, glances=(0, 0.25, 0.5, 0.75), worlds=3,
)

def grade(submission):
    yield from Jury(submission, TRAINING).judged()
'''

# Principal components of the training images, approached step by step: learned, quick, and no copy of any image.
HONEST = '''
import torch
from torch import nn

class Model(nn.Module):
    def __init__(self, size, latent_dim=48):
        super().__init__()
        self.latent_dim, self.size = latent_dim, size
        self.mean = nn.Parameter(torch.zeros(3 * size * size))
        self.basis = nn.Parameter(torch.randn(latent_dim, 3 * size * size) * 0.05)

    def forward(self, z):
        return (self.mean + z @ self.basis).view(-1, 3, self.size, self.size)

def step(model, target, share):
    """Move a share of the way to the components; the loss is how far they were."""
    with torch.no_grad():
        far = [(own - want).square().mean() for own, want in zip(model.parameters(), target)]
        for own, want in zip(model.parameters(), target):
            own.lerp_(want, share)
    return sum(far)

def train(images, *, steps, device, seed):
    torch.manual_seed(seed)
    model = Model(images.shape[-1]).to(images.device)
    rows = (images.float() / 127.5 - 1).flatten(1)
    mean = rows.mean(0)
    _, scale, vectors = torch.pca_lowrank(rows - mean, model.latent_dim, center=False)
    target = mean, (vectors * scale / len(rows) ** 0.5).T
    for done in range(steps):
        step(model, target, 1 / max(1, 8 - done))
    return model

def pictures(x):
    return ((x.detach() + 1) * 127.5).round().clamp(0, 255).to(torch.uint8)

def sample(model, n, *, seed):
    z = torch.randn(n, model.latent_dim, generator=torch.Generator().manual_seed(seed))
    return pictures(model(z.to(model.mean.device))).cpu()
'''


@pytest.fixture(scope="session")
def drawing(tmp_path_factory):
    """The exercise."""
    folder = tmp_path_factory.mktemp("exercise")
    (folder / "grader.py").write_text(GRADER, encoding="utf-8")
    return Exercise(
        slug="drawing",
        difficulty=1,
        title=Text("画", "Draw"),
        topic="gan",
        statement=Text("", ""),
        formula="",
        example="",
        hints=(Text("一", "one"), Text("二", "two"), Text("三", "three")),
        references=(),
        tags=(),
        volatility="stable",
        reviewed=date(2026, 11, 23),
        names=("train", "sample"),
        path="questions/coding/drawing/exercise.yaml",
        line=1,
        folder=folder,
    )


@pytest.fixture(scope="session")
def nursery():
    with Nursery() as warm:
        yield warm


@pytest.fixture(scope="session")
def judge(drawing, nursery, tmp_path_factory):
    """Grade a text: judge(text, seed=1, seconds=30, **options of grade_file)."""

    def grade(text=HONEST, *, seconds=30.0, seed=1, **options):
        file = tmp_path_factory.mktemp("mine") / "mine.py"
        file.write_text(text, encoding="utf-8")
        limits = Limits(seconds=seconds)
        return grade_file(
            file, drawing, isolation="none", seed=seed, limits=limits, starter=nursery, **options
        )

    return grade


@pytest.fixture(scope="session")
def honest(judge):
    """The report on the honest program, and what was told on the way."""
    told = []
    return judge(progress=lambda *one: told.append(one)), told


@pytest.fixture(scope="session")
def honest_text():
    return HONEST
