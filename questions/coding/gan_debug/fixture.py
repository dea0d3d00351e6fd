"""What the grader runs beside the submission, in the worker: `submission` is the learner's module.

Only the text of this file crosses to the worker. Each part of the program is called alone; where another
part is known not to work, a stand-in takes its place, so that one fault does not hide the next. A probe
returns what it saw, or `{"fault": [type, text, line, source]}`; every verdict is the judge's.
"""

import builtins
import contextlib
import functools
import importlib
import linecache
import random
import traceback

import numpy as np
import torch
from torch import nn

LATENT, SIDE = 100, 32
SHORT = {"np": "numpy", "F": "torch.nn.functional", "optim": "torch.optim"}


def probe(function):
    """Turn an exception into data: the next probe must be reached."""

    @functools.wraps(function)
    def wrapped(*args):
        try:
            return function(*args)
        except Exception as fault:  # noqa: BLE001 - what a broken program raises is what is asked
            line = 0
            for frame, number in traceback.walk_tb(fault.__traceback__):
                if frame.f_code.co_filename == submission.__file__:
                    line = number
            source = linecache.getline(submission.__file__, line).strip() if line else ""
            return {"fault": [type(fault).__name__, str(fault)[:200], line, source[:120]]}

    return wrapped


def reseed(seed):
    torch.manual_seed(seed)
    random.seed(seed)
    np.random.seed(seed % 2**32)


# --- names ---


def library(name):
    """What a name that is missing most likely means, or None."""
    for owner in (nn, torch.optim, nn.functional, torch.utils.data, torch, np):
        if hasattr(owner, name):
            return getattr(owner, name)
    with contextlib.suppress(Exception):
        return importlib.import_module(SHORT.get(name, name))
    return None


def missing(names):
    """Those of the names that nothing defines; from here on they mean what they most likely should."""
    held = vars(submission)
    absent = [name for name in names if name not in held and not hasattr(builtins, name)]
    for name in absent:
        held[name] = library(name)
    return absent


# --- stand-ins ---


class StandInGenerator(nn.Module):
    """A small generator that works."""

    def __init__(self):
        super().__init__()
        self.net = nn.Linear(LATENT, 3 * 16)

    def forward(self, z):
        """Pictures of 4x4 squares."""
        small = torch.tanh(self.net(z)).reshape(-1, 3, 4, 4)
        return nn.functional.interpolate(small, scale_factor=8)


class StandInDiscriminator(nn.Module):
    """A small discriminator that works; its output in (0, 1) suits losses on logits and on probabilities."""

    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 8, 4, 4), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(8 * 64, 1)
        )

    def forward(self, images):
        """One number in (0, 1) a picture."""
        return torch.sigmoid(self.net(images))


def stand_in_optimizers(generator, discriminator):
    return tuple(
        torch.optim.Adam(each.parameters(), lr=1e-3) for each in (generator, discriminator)
    )


def stand_in_prepare(images):
    return images.float() / 127.5 - 1


def stand_in_step(generator, discriminator, optimizer_g, optimizer_d, real):
    discriminator(real)
    return 0.0, 0.0


STAND_INS = {
    "Generator": StandInGenerator,
    "Discriminator": StandInDiscriminator,
    "make_optimizers": stand_in_optimizers,
    "prepare": stand_in_prepare,
    "train_step": stand_in_step,
}


@contextlib.contextmanager
def mended(broken):
    """The module with stand-ins in the place of its broken parts."""
    held = vars(submission)
    before = {name: held[name] for name in broken}
    held.update({name: STAND_INS[name] for name in broken})
    try:
        yield
    finally:
        held.update(before)


def networks(seed, device):
    """A generator and a discriminator in train mode, whatever the module holds now."""
    reseed(seed)
    return (
        submission.Generator().to(device).train(),
        submission.Discriminator().to(device).train(),
    )


# --- the generator ---


@probe
def pictures(seed, device, z):
    """G(z), plainly."""
    reseed(seed)
    return {"pictures": submission.Generator().to(device).train()(z).detach().float().cpu()}


def squared(x, channels):
    """Rows (B, C * S * S) as maps (B, C, S, S); anything else as it is."""
    if x.ndim != 2 or x.shape[1] % channels:
        return x
    side = round((x.shape[1] / channels) ** 0.5)
    return x.reshape(-1, channels, side, side) if channels * side**2 == x.shape[1] else x


@contextlib.contextmanager
def reshaping():
    """Layers for maps also take rows, so that a missing reshape does not hide what lies behind it."""
    channels = {nn.Conv2d: "in_channels", nn.ConvTranspose2d: "in_channels"}
    channels[nn.BatchNorm2d] = "num_features"
    before = {kind: kind.__dict__.get("forward") for kind in channels}

    def patched(kind, name):
        own = kind.forward

        def forward(self, x, *args, **kwargs):
            return own(self, squared(x, getattr(self, name)), *args, **kwargs)

        return forward

    for kind, name in channels.items():
        kind.forward = patched(kind, name)
    try:
        yield
    finally:
        for kind, own in before.items():
            if own is None:
                del kind.forward
            else:
                kind.forward = own


@probe
def reach(seed, device, z):
    """G(z) as it begins, and under ever larger weights: as far as it can get."""
    reseed(seed)
    with reshaping(), torch.no_grad():
        generator = submission.Generator().to(device).train()
        own = generator(z).float().cpu()
        start = [value.clone() for value in generator.parameters()]
        wild = []
        for factor in (3.0, 10.0, 30.0):
            for value, first in zip(generator.parameters(), start, strict=True):
                noise = torch.randn_like(first) * first.abs().mean()
                value.copy_((first + noise) * factor)
            wild.append(generator(z * factor).float().cpu())
    return {"own": own, "wild": wild}


# --- the discriminator ---


@probe
def judged(seed, device, images):
    """D(images), and the gradient of their sum that reaches the images."""
    reseed(seed)
    discriminator = submission.Discriminator().to(device).eval()
    images = images.clone().requires_grad_()
    out = discriminator(images)
    (gradient,) = torch.autograd.grad(out.float().sum(), images)
    return {"out": out.detach().float().cpu(), "gradient": gradient.cpu()}


def accepted(discriminator, device):
    """The shape of picture that D takes: what is asked, else what other programs have been built for."""
    for shape in ((3, SIDE, SIDE), (1, 28, 28), (3, 28, 28), (1, SIDE, SIDE)):
        with contextlib.suppress(RuntimeError, ValueError):
            discriminator(torch.zeros(2, *shape, device=device))
            return shape
    return (3, SIDE, SIDE)


def patch(where, size):
    """Masks (N, 1, S, S), true on 2x2 pixels at the places (N, 2)."""
    axis = torch.arange(size)
    rows = (axis >= where[:, :1]) & (axis < where[:, :1] + 2)
    columns = (axis >= where[:, 1:]) & (axis < where[:, 1:] + 2)
    return (rows[:, :, None] & columns[:, None, :])[:, None]


@probe
def interplay(seed, device, count):
    """D on pictures with a patch changed here, there, in both places and in none: near and far pairs.

    Returns {"near": (4, count), "far": (4, count)}; the far pairs lie half a picture apart.
    """
    reseed(seed)
    with torch.no_grad():
        discriminator = submission.Discriminator().to(device).eval()
        shape = accepted(discriminator, device)
        size = shape[-1]
        draw = torch.Generator().manual_seed(seed)
        base, other = (torch.rand(count, *shape, generator=draw) * 2 - 1 for _ in range(2))
        here = torch.randint(0, size - 2, (count, 2), generator=draw)
        beside = here + torch.tensor([0, 2]) * (1 - 2 * (here[:, 1:] > size - 5).long())
        across = (here + size // 2) % (size - 1)
        first = patch(here, size)
        found = {}
        for name, where in (("near", beside), ("far", across)):
            second = patch(where, size)
            masks = (first & second, first, second, first | second)
            rows = [torch.where(mask, 2 * other, base) for mask in masks]
            outs = [discriminator(x.to(device)).double().flatten().cpu() for x in rows]
            found[name] = torch.stack(outs)
    return found


# --- what surrounds them ---


@probe
def prepared(images):
    """`prepare(images)`."""
    return {"prepared": submission.prepare(images)}


def flat(module):
    """All weights of a module in a row."""
    return torch.cat([value.detach().reshape(-1).float().cpu() for value in module.parameters()])


@probe
def optimizers(seed, device, broken):
    """Which share of each network (G, D) moves when each optimizer takes a step: [[G, D], [G, D]]."""
    with mended(broken):
        both = networks(seed, device)
        optimizer_g, optimizer_d = submission.make_optimizers(*both)
    shares = []
    for optimizer in (optimizer_g, optimizer_d):
        before = [flat(each) for each in both]
        for each in both:
            for value in each.parameters():
                value.grad = torch.randn_like(value)
        optimizer.step()
        moved = [flat(each) != old for each, old in zip(both, before, strict=True)]
        shares.append([float(one.float().mean()) for one in moved])
    return {"shares": shares}


# --- the step ---


def hold(optimizer):
    """Let an optimizer stand still."""
    optimizer.step = lambda *args, **kwargs: None


@probe
def step(seed, device, broken, batches, plan):
    """How the weights of G and D move in a `train_step` on each batch.

    `plan`: hold_g, hold_d (which steps stand still, one flag a batch), other_d (negate D's weights first).
    """
    with mended(broken):
        generator, discriminator = networks(seed, device)
        if plan["other_d"]:
            with torch.no_grad():
                for value in discriminator.parameters():
                    value.copy_(value.flip(0) * -1)
        both = submission.make_optimizers(generator, discriminator)
        before = flat(generator), flat(discriminator)
        losses = []
        for at, real in enumerate(batches):
            for optimizer, still in zip(
                both, (plan["hold_g"][at], plan["hold_d"][at]), strict=True
            ):
                optimizer.__dict__.pop("step", None)
                if still:
                    hold(optimizer)
            reseed(seed + 1 + at + plan["first"] * (at == 0))
            result = submission.train_step(generator, discriminator, *both, real.clone())
            losses.append([float(x) for x in result])
    return {
        "g": flat(generator) - before[0],
        "d": flat(discriminator) - before[1],
        "losses": losses,
    }


# --- training ---


@contextlib.contextmanager
def watched(cls, seen):
    """Tell `seen(module, input, output)` of every call of any instance of the class."""
    own = cls.__dict__.get("forward")
    before = cls.forward

    def forward(self, x, *args, **kwargs):
        out = before(self, x, *args, **kwargs)
        seen(self, x, out)
        return out

    cls.forward = forward
    try:
        yield
    finally:
        if own is None:
            del cls.forward
        else:
            cls.forward = own


@probe
def shown(seed, device, broken, images, steps):
    """The batches that reach D in a few steps of `train`, at most 16 of them."""
    batches = []

    def see(_, x, __):
        if len(batches) < 16 and isinstance(x, torch.Tensor) and x.ndim == 4:
            batches.append(x.detach().float().cpu())

    with mended(broken), watched(submission.Discriminator, see):
        submission.train(images, steps=steps, device=device, seed=seed)
    return {"batches": batches}


@probe
def trained(seed, device, images, steps, z):
    """What the trained generator draws: on the way, at the end, and with all its weights at zero.

    `way`: the mean picture (3, 16, 16) of each batch that it drew while it was trained; none of those that
    another network drew.
    """
    way = []

    def see(module, _, out):
        mean = nn.functional.adaptive_avg_pool2d(out.detach().float().mean(dim=0), 16)
        way.append((id(module), mean.cpu()))
        if len(way) % 20 == 0:
            progress(min(len(way) / steps / 2, 1.0), "train")

    with watched(submission.Generator, see):
        generator = submission.train(images, steps=steps, device=device, seed=seed)
    own = [mean for number, mean in way if number == id(generator)]
    generator.eval()
    with torch.no_grad():
        end = torch.cat([generator(part).float().cpu() for part in z.split(128)])
        for value in generator.state_dict().values():
            value.zero_()
        blank = generator(z[:16]).float().cpu()
    return {"way": torch.stack(own) if own else None, "pictures": end, "zeroed": blank}
