"""What the probes run beside the submission, in the worker: `submission` is the learner's module.

Only the text of this file crosses to the worker. It measures and reports; every verdict is the judge's.
"""

import contextlib
import random

import numpy as np
import torch
from torch.optim.optimizer import register_optimizer_step_pre_hook


def reseed(seed):
    torch.manual_seed(seed)
    random.seed(seed)
    np.random.seed(seed % 2**32)


def network(seed, device, size=32):
    """A Denoiser of the learner's own initialisation, in train mode."""
    reseed(seed)
    return submission.Denoiser(image_size=size).to(device).train()


def shaken(seed, device):
    """A Denoiser in eval mode none of whose weights is zero, as layers that start at zero are."""
    model = network(seed, device).eval()
    with torch.no_grad():
        for value in model.parameters():
            value.add_(torch.randn_like(value) * 0.05)
    return model


def state_of(module):
    return {name: value.detach().clone() for name, value in module.state_dict().items()}


@contextlib.contextmanager
def answering(answer):
    """Every Denoiser's forward pass gives `answer(module, x, t)` instead of its own."""
    cls = submission.Denoiser
    own = cls.__dict__.get("forward")
    cls.forward = lambda self, x, t: answer(self, x, t)
    try:
        yield
    finally:
        if own is None:
            del cls.forward
        else:
            cls.forward = own


def forward(seed, device, x, t, other_t):
    """The network as it is made, then with all weights shaken: at t, at other_t, and one image at a time."""
    model = network(seed, device)
    first = model(x.to(device), t.to(device)).detach().cpu()
    size = getattr(model, "image_size", None)
    model = shaken(seed, device)
    with torch.no_grad():
        x, t, other_t = (each.to(device) for each in (x, t, other_t))
        alone = [model(x[i : i + 1], t[i : i + 1]) for i in range(len(x))]
        answers = [model(x, t), model(x, other_t), model(x.flip(0), t), torch.cat(alone)]
    return {
        "first": first,
        "image_size": size if isinstance(size, int) else None,
        **dict(
            zip(
                ("at_t", "at_other_t", "at_other_x", "alone"),
                [each.float().cpu() for each in answers],
                strict=True,
            )
        ),
    }


# --- what add_noise and target do to pictures, as two numbers a time ---


def share_of(function, t):
    """How much of the images and how much of the noise `function` holds at times t (B,)."""
    zero, one = (torch.full((len(t), 3, 2, 2), v, device=t.device) for v in (0.0, 1.0))
    of_images, of_noise = function(one, zero, t), function(zero, one, t)
    return [each.float()[:, :1, :1, :1] for each in (of_images, of_noise)]


def watched_loss(model, images, seed):
    """What the network is shown, x and t, when it answers 0."""
    seen = []

    def watch(_, x, t):
        seen.append((x.detach().float(), t.detach().float()))
        return torch.zeros_like(x).requires_grad_()

    with answering(watch):
        reseed(seed)
        submission.training_loss(model, images.clone())
    return seen[0]


def loss_of_answers(model, images, seed, off):
    """The loss of a network that answers what `target` asks, plus `off` times random numbers."""
    direction = torch.Generator().manual_seed(seed)

    def nearly(_, x, t):
        a, b = share_of(submission.add_noise, t)
        right = submission.target(images, (x - a * images) / b.clamp_min(1e-3), t)
        return right + off * torch.randn(x.shape, generator=direction).to(x)

    with answering(nearly):
        reseed(seed)
        return submission.training_loss(model, images.clone())


def lesson(seed, device, images, looks, calls):
    """Call `training_loss` several times, with a Denoiser that answers as we like."""
    model, images = network(seed, device), images.to(device)
    seen = [watched_loss(model, images, seed + look) for look in range(looks)]
    losses, slopes = [], []
    for call in range(calls):
        off = torch.tensor(1.0, device=device, requires_grad=True)
        far = loss_of_answers(model, images, seed + call, off)
        slope = None
        if far.requires_grad:
            (slope,) = torch.autograd.grad(far.sum(), off, allow_unused=True)
        slopes.append(0.0 if slope is None else float(slope))
        row = [loss_of_answers(model, images, seed + call, each) for each in (0.0, 0.5)]
        losses.append([float(each.detach().mean()) for each in (*row, far)])
    noises, shares = [], []
    for x, t in seen[:calls]:
        a, b = share_of(submission.add_noise, t)
        noises.append(((x - a * images) / b.clamp_min(1e-3)).cpu())
        shares.append(b.flatten().cpu())
    return {
        "losses": torch.tensor(losses, dtype=torch.float64),
        "shape": tuple(far.shape),
        "slopes": slopes,
        "times": torch.stack([t.cpu() for _, t in seen]),
        "noises": torch.stack(noises),
        "noise_shares": torch.stack(shares),
    }


def known_world(seed, device, mean, spread, n):
    """`sample` with a Denoiser that knows the answer for pictures spread normally around `mean`.

    If x = a * image + b * noise, and images are N(mean, spread**2), the best guess is linear in x:
    E[noise | x] = b / (a**2 spread**2 + b**2) * (x - a * mean), E[image | x] likewise.
    """
    model = network(seed, device)
    mean = mean.to(device)
    times, first = [], []

    def answer(_, x, t):
        if not first:
            first.append(x.detach().float().cpu())
        times.append([float(t.float().min()), float(t.float().max())])
        a, b = share_of(submission.add_noise, t)
        c, d = share_of(submission.target, t)
        off = (x.float() - a * mean) / (a**2 * spread**2 + b**2).clamp_min(1e-8)
        return (c * (mean + a * spread**2 * off) + d * (b * off)).to(x.dtype)

    with answering(answer):
        reseed(seed + 1)
        pictures = submission.sample(model, n, seed=seed)
    return {"pictures": pictures, "times": times, "first": first[0] if first else torch.zeros(0)}


# --- train, for a few steps ---


def short_training(images, device, seed, count, silent_from):
    """Two short runs of `train`: what training_loss was given, and what the optimizer was.

    From call `silent_from` on the loss is multiplied by 0: whatever gradient remains is an old one.
    """
    own, before = submission.training_loss, images.clone()
    shown, weights, grads, trained = [], [], [], []

    def watched(model, batch, *args, **kwargs):
        loss = own(model, batch, *args, **kwargs)
        shown.append(batch.detach().float().cpu())
        weights.append([value.detach().clone() for value in model.parameters()])
        return loss * 0 if len(shown) >= silent_from else loss

    def before_step(optimizer, *_):
        held = [p.grad for group in optimizer.param_groups for p in group["params"]]
        grads.append(max((float(g.abs().max()) for g in held if g is not None), default=0.0))

    hook = register_optimizer_step_pre_hook(before_step)
    submission.training_loss = watched
    try:
        for _ in range(2):
            for log in (shown, weights, grads):
                log.clear()
            reseed(len(trained) + 1)  # the result must follow `seed`, not the global state
            trained.append(submission.train(images, steps=count, device=device, seed=seed))
    finally:
        hook.remove()
        submission.training_loss = own
    found = {
        "shown": shown[:12],
        "calls": len(shown),
        "gradients": grads,
        "moved": moved(weights[0], weights[-1]) if weights else [],
        "unchanged": torch.equal(images, before),
        "same": True,
        "is_denoiser": all(isinstance(each, submission.Denoiser) for each in trained),
    }
    if not found["is_denoiser"]:
        return found
    one, two = (state_of(each) for each in trained)
    found["same"] = one.keys() == two.keys() and all(torch.equal(one[k], two[k]) for k in one)
    final = [value.detach() for value in trained[1].parameters()]
    found["returned"] = moved(weights[0], final) if weights else []
    return {**found, **drawing(trained[1], device, seed, 12)}


def moved(old, new):
    """By how much of its own size each tensor moved."""
    return [
        float((b - a).norm() / a.norm().clamp_min(0.05 * a.numel() ** 0.5))
        if a.shape == b.shape
        else 1.0
        for a, b in zip(old, new, strict=False)
    ]


def drawing(model, device, seed, n):
    """What `sample` draws from a model, from a copy made by state_dict, and from no weights at all."""
    before, pictures = state_of(model), []
    for noise, given in ((1, seed), (2, seed), (3, seed + 1)):
        reseed(noise)
        pictures.append(submission.sample(model, n, seed=given))
    after = state_of(model)
    fresh = network(seed + 2, device, pictures[0].shape[-1])
    fresh.load_state_dict(before)
    x, t = torch.randn(4, *pictures[0].shape[1:]).to(device), torch.rand(4).to(device)
    with torch.no_grad():
        trip = [each.eval()(x, t).float().cpu() for each in (model, fresh)]
    return {
        "first": pictures[0],
        "again": pictures[1],
        "other": pictures[2],
        "still": all(torch.equal(before[k], after[k]) for k in before),
        "trip": trip,
        "zeroed": zeroed_samples(model, n, seed),
    }


def zeroed_samples(model, n, seed):
    """What a model draws once its weights are gone; they are put back."""
    before = state_of(model)
    with torch.no_grad():
        for value in model.state_dict().values():
            value.zero_()
    try:
        return submission.sample(model, n, seed=seed)
    finally:
        model.load_state_dict(before)
