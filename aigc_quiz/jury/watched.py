"""What runs beside a submission while it trains, in the worker: `submission` is the learner's module.

Only the text of this file crosses to the worker. It reports what it sees and judges nothing; a submission can make it
report anything, so its curves are information and every verdict rests on what is drawn at the end.
"""

import contextlib
import copy
import random
from typing import Any

import numpy as np
import torch

submission: Any = globals().get("submission")
progress: Any = globals().get("progress")

REPORTS = 50  # while it trains


def training(
    images: torch.Tensor,
    steps: int,
    device: str,
    seed: int,
    step_name: str,
    moments: list[int],
    count: int,
) -> Any:
    """The learner's `train`; what comes back stays here.

    Each call of the function `step_name`, whose first argument is the model and whose value is a loss or several, is
    counted. Before those whose numbers are in `moments` (0 is the first), `count` samples of the model are sent.
    """
    own = getattr(submission, step_name)
    losses: list[list[float]] = []
    done = 0
    every = max(1, steps // REPORTS)

    def counted(model: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal done
        if done in moments:
            value = {"losses": list(losses), "pictures": glance(model, device, seed, count)}
            losses.clear()
            progress(min(done / steps, 1.0), "", {"step": done, **value})
        told = own(model, *args, **kwargs)
        done += 1
        losses.append(numbers(told))
        if done % every == 0:
            progress(min(done / steps, 1.0), "", {"step": done, "losses": list(losses)})
            losses.clear()
        return told

    setattr(submission, step_name, counted)
    try:
        return submission.train(images, steps=steps, device=device, seed=seed)
    finally:
        setattr(submission, step_name, own)
        progress(1.0, "", {"step": done, "losses": list(losses)})


def early(images: torch.Tensor, steps: int, device: str, seed: int, count: int) -> Any:
    """What the learner's `train` draws after very few steps."""
    return submission.sample(
        submission.train(images, steps=steps, device=device, seed=seed), count, seed=seed
    )


def numbers(told: Any) -> list[float]:
    """The losses in what a step gives back; nothing for what is no number."""
    values = told if isinstance(told, tuple | list) else (told,)
    try:
        return [float(getattr(value, "detach", lambda value=value: value)()) for value in values]
    except (TypeError, ValueError, RuntimeError):
        return []


@contextlib.contextmanager
def undisturbed(device: str) -> Any:
    """Put back every generator of random numbers that is drawn from within."""
    kept = random.getstate(), np.random.get_state()
    where = torch.device(device)
    used = {} if where.type == "cpu" else {"device_type": where.type}
    try:
        with torch.random.fork_rng([] if where.type == "cpu" else [where.index or 0], **used):
            yield
    finally:
        random.setstate(kept[0])
        np.random.set_state(kept[1])


def glance(model: Any, device: str, seed: int, count: int) -> Any:
    """What `sample` draws from a copy of the model now; None where that does not work."""
    try:
        with undisturbed(device), torch.no_grad():
            return submission.sample(copy.deepcopy(model), count, seed=seed)
    except Exception:  # noqa: BLE001 - a curve is worth no training
        return None


def zeroed_samples(model: Any, n: int, seed: int) -> Any:
    """What a trained model draws once its weights are gone; they are put back."""
    before = {name: value.detach().clone() for name, value in model.state_dict().items()}
    with torch.no_grad():
        for value in model.state_dict().values():
            value.zero_()
    try:
        return submission.sample(model, n, seed=seed)
    finally:
        model.load_state_dict(before)
