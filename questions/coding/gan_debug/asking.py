"""Asking the worker, and telling what a program raised."""

from pathlib import Path

import torch

from aigc_quiz.bank.question import Text
from aigc_quiz.grading import Check, Submission, expect
from aigc_quiz.grading.wire import Value

FIXTURE = (Path(__file__).parent / "fixture.py").read_text(encoding="utf-8")
BATCH, LATENT, SIDE = 16, 100, 32
LOUD, SILENT = 1.0, 2.0  # points: a fault that no exception announces is worth more


def ask(submission: Submission, name: str, function: str, *args: Value) -> dict[str, Value]:
    """What a probe of the fixture saw; under `name` if the program does not survive it."""
    with submission.naming(name):
        found = submission.run(FIXTURE, function, *args)
    return found if isinstance(found, dict) else {"fault": ["", "", 0, ""]}


def seed(submission: Submission) -> int:
    """A fresh seed of the judge's."""
    return int(submission.integers(0, 2**31).item())


def raised(submission: Submission, found: dict[str, Value]) -> str:
    """The learner's line and what it raised, or nothing."""
    if "fault" not in found:
        return ""
    kind, text, line, source = found["fault"]
    where = f"{submission.file}:{line}: {source}\n" if line else f"{submission.file}: "
    return f"{where}{kind}: {text}"


def check(name: str, points: float, good: object, zh: str, en: str) -> Check:
    """A check that passes where `good` is true."""
    return expect(name, bool(good), Text(zh, en), points=points)


def crashed(name: str, points: float, what: str, fault: str) -> Check:
    """A failed check: calling `what` raised `fault`."""
    return check(
        name, points, good=False, zh=f"{what} 报错：\n{fault}", en=f"{what} raises:\n{fault}"
    )


def finite(tensor: object) -> bool:
    """Whether a claim is a tensor of finite numbers, and holds some."""
    return (
        isinstance(tensor, torch.Tensor)
        and tensor.numel() > 0
        and bool(torch.isfinite(tensor).all())
    )


def span(tensor: torch.Tensor) -> str:
    """The range of a tensor, for people."""
    return f"[{float(tensor.min()):.3g}, {float(tensor.max()):.3g}]"
