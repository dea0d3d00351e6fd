"""What the probes run beside the submission, in the worker: `submission` is the learner's module.

Only the text of this file crosses to the worker. It measures and reports; every verdict is the judge's.
"""

import contextlib
import random

import numpy as np
import torch

ELEMENTS = 1500  # of each parameter tensor that cross the wire: enough to tell two updates apart


def reseed(seed):
    torch.manual_seed(seed)
    random.seed(seed)
    np.random.seed(seed % 2**32)


def networks(seed, device, size=32):
    """G and D of the learner's own initialisation, in train mode."""
    reseed(seed)
    generator = submission.Generator(image_size=size).to(device)
    discriminator = submission.Discriminator(image_size=size).to(device)
    return generator.train(), discriminator.train()


def trainable(module):
    return {name for name, value in module.named_parameters() if value.requires_grad}


def weights(module, seed, names=None):
    """Some elements, picked by the judge's seed, of each tensor (or of the named ones)."""
    pick = torch.Generator().manual_seed(seed)
    out = {}
    for name, value in module.named_parameters():
        if names is not None and name not in names:
            continue
        flat = value.detach().reshape(-1).cpu()
        where = torch.randint(len(flat), (min(len(flat), ELEMENTS),), generator=pick)
        out[name] = flat[where].float()
    return out


def forward(seed, device, size, z, images, cotangent):
    """G(z) with the gradient that reaches z, D(images), and logits of D under random weights."""
    generator, discriminator = networks(seed, device, size)
    z = z.to(device).requires_grad_()
    pictures = generator(z)
    (pictures.float() * cotangent.to(device)).sum().backward()
    found = {
        "pictures": pictures.detach().cpu(),
        "z_gradient": torch.zeros(0) if z.grad is None else z.grad.cpu(),
        "logits": discriminator(images.to(device)).detach().cpu(),
    }
    wild = []
    with torch.no_grad():
        for _ in range(16):
            for value in discriminator.parameters():
                value.copy_(torch.randn_like(value) * (3 * value.std(unbiased=False) + 0.1))
            wild.append(discriminator(images.to(device)).float().flatten().cpu())
    return {**found, "wild": torch.cat(wild)}


def latent_dim(seed, device):
    return networks(seed, device)[0].latent_dim


@contextlib.contextmanager
def replaced(cls, forward):
    """Every instance of the class runs `forward(before, self, x, ...)`, where `before` is the method it had."""
    own = cls.__dict__.get("forward")
    before = cls.forward
    cls.forward = lambda self, x, *args, **kwargs: forward(before, self, x, *args, **kwargs)
    try:
        yield
    finally:
        if own is None:
            del cls.forward
        else:
            cls.forward = own


def watched(cls, seen):
    """A context in which every forward pass of any instance is told to `seen(module, input, output)`."""

    def forward(before, self, x, *args, **kwargs):
        out = before(self, x, *args, **kwargs)
        seen(self, x, out)
        return out

    return replaced(cls, forward)


def misled(cls, seed):
    """A context in which any instance sees something else and says it louder: who learns from it learns otherwise."""

    def forward(before, self, x, *args, **kwargs):
        pattern = torch.randn(x.shape[1:], generator=torch.Generator().manual_seed(seed)).to(x)
        return 3 * before(self, 0.7 * x + 0.3 * pattern, *args, **kwargs)

    return replaced(cls, forward)


@contextlib.contextmanager
def scaled(factors):
    """The submission's losses, each multiplied by its factor; one that calls the other is scaled once, as a whole."""
    own = {name: getattr(submission, name) for name in factors}
    within = []

    def times(name):
        def loss(*args, **kwargs):
            within.append(name)
            try:
                value = own[name](*args, **kwargs)
            finally:
                within.pop()
            return value if within else value * factors[name]

        return loss

    for name in own:
        setattr(submission, name, times(name))
    try:
        yield
    finally:
        for name, loss in own.items():
            setattr(submission, name, loss)


def hold(optimizer, still):
    """Let an optimizer's step change nothing (a closure that it is given still runs), or let it work again."""
    if still:
        optimizer.step = lambda closure=None: None if closure is None else closure()
    else:
        optimizer.__dict__.pop("step", None)


@contextlib.contextmanager
def gradients_noted(penalties):
    """Each call of `torch.autograd.grad` for other inputs than parameters: had it `create_graph`?"""
    own = torch.autograd.grad

    def grad(*args, **kwargs):
        inputs = args[1] if len(args) > 1 else kwargs["inputs"]
        inputs = [inputs] if isinstance(inputs, torch.Tensor) else list(inputs)
        if not any(isinstance(x, torch.nn.Parameter) for x in inputs):
            penalties.append(bool(kwargs.get("create_graph", len(args) > 4 and args[4])))
        return own(*args, **kwargs)

    here = [name for name, value in vars(submission).items() if value is own]  # by its own name
    torch.autograd.grad = grad
    for name in here:
        setattr(submission, name, grad)
    try:
        yield
    finally:
        torch.autograd.grad = own
        for name in here:
            setattr(submission, name, own)


def steps(seed, device, batches, plan):
    """Run `train_step` on each batch and report how the weights moved since before the first.

    `plan`: seeds (one a step), hold_g and hold_d (one bool a step), scale_g and scale_d, other_d.
    """
    generator, discriminator = networks(seed, device)
    if plan["other_d"]:
        with torch.no_grad():
            for value in discriminator.parameters():
                value.copy_(value.flip(0) * -1)
    optimizer_g, optimizer_d = submission.make_optimizers(generator, discriminator)
    pick = seed
    both = [(module, trainable(module)) for module in (generator, discriminator)]
    start = [weights(module, pick, names) for module, names in both]
    latents, losses, penalties = [], [], []

    here = []
    factors = {"generator_loss": plan["scale_g"], "discriminator_loss": plan["scale_d"]}
    with (
        gradients_noted(penalties),
        scaled(factors),
        watched(submission.Generator, lambda _, z, __: here.append(z.detach().cpu().float())),
    ):
        for at, (real, step_seed) in enumerate(zip(batches, plan["seeds"], strict=True)):
            hold(optimizer_g, plan["hold_g"][at])
            hold(optimizer_d, plan["hold_d"][at])
            reseed(step_seed)
            here.clear()
            result = submission.train_step(
                generator, discriminator, optimizer_g, optimizer_d, real.clone().to(device)
            )
            losses.append([float(x) for x in result])
            latents.append(torch.cat(here) if here else torch.zeros(0, 0))
    moved = [
        {name: value - before[name] for name, value in weights(module, pick, names).items()}
        for (module, names), before in zip(both, start, strict=True)
    ]
    return {
        "g": moved[0],
        "d": moved[1],
        "g_start": start[0],
        "d_start": start[1],
        "latents": latents,
        "losses": losses,
        "penalties": penalties,
    }


def learn(seed, device, real, z, d_steps, g_steps):
    """Let D learn alone on one batch, then G alone against that D; the logits after each stage."""
    generator, discriminator = networks(seed, device)
    optimizer_g, optimizer_d = submission.make_optimizers(generator, discriminator)
    real, z = real.to(device), z.to(device)

    def logits():
        with torch.no_grad():
            generator.train()
            discriminator.train()
            pair = discriminator(real), discriminator(generator(z))
        return [x.float().flatten().cpu() for x in pair]

    def run(count):
        for _ in range(count):
            submission.train_step(generator, discriminator, optimizer_g, optimizer_d, real.clone())

    hold(optimizer_g, True)
    run(d_steps)
    after_d = logits()
    hold(optimizer_g, False)
    hold(optimizer_d, True)
    run(g_steps)
    return {"after_d": after_d, "after_g": logits()}


def short_training(images, device, seed, count, n):
    """A few steps of `train`: what D and G were shown, what became of G, and whether the images were left alone."""
    shown, small, latents, trained = [], [], [], []
    before = images.clone()

    def see(_, x, __):
        x = x.detach().float().cpu()
        if len(shown) < 24:
            shown.append(x)
        if x.shape[1:] == images.shape[1:]:
            small.append(torch.nn.functional.interpolate(x, size=(8, 8), mode="area"))

    def train(steps):
        reseed(len(trained) + 1)  # the result must follow `seed`, not the global state
        for each in (shown, small, latents):
            each.clear()
        trained.append(submission.train(images, steps=steps, device=device, seed=seed))
        return weights(trained[-1], seed)

    with (
        watched(submission.Discriminator, see),
        watched(submission.Generator, lambda _, z, __: latents.append(z.detach().float().cpu())),
    ):
        one, first, second = train(1), train(count), train(count)
        seen, drawn_from = list(shown), torch.cat(latents) if latents else torch.zeros(0)
        train(MORE * count)
        batches = small[: 8 * MORE * count]
        changes = differs(one, first)
        if not changes:  # an average may begin late
            changes = differs(one, train(PATIENCE))
        with misled(submission.Discriminator, seed):
            through = differs(first, train(count))
    found = {
        "shown": seen,
        "batches": list(batches),
        "trained_on": drawn_from,
        "unchanged": torch.equal(images, before),
        "same": not differs(first, second),
        "changes": changes,
        "through": through,
        "counted": any(counted(each) for each in trained[2:]),
        "is_generator": isinstance(trained[2], submission.Generator),
    }
    return {**found, **drawing(trained[2], device, seed, n)}


MORE = 3
PATIENCE = 120


def differs(one, other):
    """Whether two samples of weights differ anywhere."""
    return one.keys() != other.keys() or any(not torch.equal(one[k], other[k]) for k in one)


def counted(generator):
    """Whether some BatchNorm of a generator has statistics other than those it began with; so if it has none."""
    norms = [
        module
        for module in generator.modules()
        if isinstance(getattr(module, "running_var", None), torch.Tensor)
    ]
    fresh = [bool((n.running_mean == 0).all() and (n.running_var == 1).all()) for n in norms]
    return not norms or not all(fresh)


def state_of(module):
    return {name: value.detach().clone() for name, value in module.state_dict().items()}


def drawing(generator, device, seed, n):
    """What `sample` draws from a generator, and from the same one with all its weights zeroed."""
    before, made, latents = state_of(generator), [], []

    def see(_, z, out):
        latents.append(z.detach().float().cpu())
        made.append(out.detach().float().cpu())

    pictures = []
    with watched(type(generator), see):
        reseed(1)
        pictures.append(submission.sample(generator, n, seed=seed))
    rows, out = (torch.cat(x) if x else torch.zeros(0) for x in (latents, made))
    reseed(2)
    pictures.append(submission.sample(generator, n, seed=seed))
    pictures.append(submission.sample(generator, n, seed=seed + 1))
    after = state_of(generator)
    still = all(torch.equal(before[k], after[k]) for k in before)

    fresh, _ = networks(seed + 2, device, pictures[0].shape[-1])
    fresh.load_state_dict(before)
    z = torch.randn(4, generator.latent_dim, device=device)
    with torch.no_grad():
        trip = [each.eval()(z).float().cpu() for each in (generator, fresh)]

    zeroed(generator)
    pictures.append(submission.sample(generator, n, seed=seed))
    generator.load_state_dict(before)
    return {
        "first": pictures[0],
        "again": pictures[1],
        "other": pictures[2],
        "zeroed": pictures[3],
        "latents": rows,
        "made": out,
        "still": still,
        "trip": trip,
    }


def zeroed(generator):
    """Set every weight and statistic of a generator to zero; returns what they were."""
    before = state_of(generator)
    with torch.no_grad():
        for value in generator.state_dict().values():
            value.zero_()
    return before


def drawn(generator, z, device):
    """What a generator draws from chosen z, uint8; None where it cannot."""
    try:
        with torch.no_grad():
            parts = [generator.eval()(part.to(device)).float().cpu() for part in z.split(256)]
    except Exception:  # noqa: BLE001 - a picture less; `sample` has shown that it draws
        return None
    return ((torch.cat(parts) + 1) * 127.5).round().clamp(0, 255).to(torch.uint8)
