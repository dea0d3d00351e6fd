# aigc-quiz: diffusion_cartoon
# The network answers the clean picture (x-prediction); a stack of residual blocks at half resolution, no average.
import math
import random

import torch
import torch.nn as nn
import torch.nn.functional as F


def column(t):
    return t.reshape(-1, 1, 1, 1)


def add_noise(images, noise, t):
    return torch.lerp(images, noise, column(t))


def target(images, noise, t):
    return images


class Film(nn.Module):
    def __init__(self, features, channels):
        super().__init__()
        self.to_gain = nn.Linear(features, channels)
        self.to_bias = nn.Linear(features, channels)

    def forward(self, h, code):
        return h * (1 + over_pixels(self.to_gain(code))) + over_pixels(self.to_bias(code))


def over_pixels(v):
    return v.unsqueeze(-1).unsqueeze(-1)


def block(channels):
    return nn.ModuleDict(
        {
            "norm": nn.GroupNorm(4, channels),
            "film": Film(96, channels),
            "in": nn.Conv2d(channels, channels, 3, padding="same"),
            "out": nn.Conv2d(channels, channels, 3, padding="same"),
        }
    )


def through(b, h, code):
    r = b["in"](F.gelu(b["film"](b["norm"](h), code)))
    return h + b["out"](F.gelu(r))


class Denoiser(nn.Module):
    def __init__(self, image_size=32):
        super().__init__()
        self.image_size = image_size
        self.code = nn.Sequential(nn.Linear(24, 96), nn.GELU(), nn.Linear(96, 96), nn.GELU())
        self.fold = nn.Conv2d(3, 48, 2, stride=2)
        self.fine = nn.ModuleList([block(48), block(48)])
        self.down = nn.Conv2d(48, 96, 2, stride=2)
        self.coarse = nn.ModuleList([block(96), block(96), block(96)])
        self.up = nn.ConvTranspose2d(96, 48, 2, stride=2)
        self.finer = nn.ModuleList([block(48), block(48)])
        self.unfold = nn.ConvTranspose2d(48, 3, 2, stride=2)

    def forward(self, x, t):
        k = torch.arange(12, device=x.device)
        phase = t[:, None] * math.pi * 1.5**k
        code = self.code(torch.cat([phase.sin(), phase.cos()], 1))
        h = self.fold(x.to(memory_format=torch.channels_last))
        for b in self.fine:
            h = through(b, h, code)
        low = self.down(h)
        for b in self.coarse:
            low = through(b, low, code)
        h = h + self.up(low)
        for b in self.finer:
            h = through(b, h, code)
        return self.unfold(h).float()


def training_loss(model, images):
    n = len(images)
    t = (torch.rand((), device=images.device) + torch.arange(n, device=images.device) / n) % 1
    eps = torch.empty_like(images).normal_()
    guess = model(add_noise(images, eps, t), t)
    # Errors count for more where the picture can nearly be seen.
    weight = 1 / (column(t) + 0.1)
    return (weight * (guess - target(images, eps, t)).square()).mean()


def quick_in_bfloat16(device):
    """A CPU without instructions for it would be many times slower, not faster."""
    told = getattr(torch.cpu, "get_capabilities", dict)()
    return device.type == "cuda" or (device.type == "cpu" and told.get("avx512_bf16", False))


def train(images, *, steps, device, seed):
    torch.manual_seed(seed)
    rng = random.Random(seed)
    kind = torch.device(device).type
    net = Denoiser(images.size(-1)).to(device, memory_format=torch.channels_last)
    opt = torch.optim.AdamW(net.parameters(), lr=2.5e-3, weight_decay=1e-3, betas=(0.9, 0.98))
    sched = torch.optim.lr_scheduler.SequentialLR(
        opt,
        [
            torch.optim.lr_scheduler.LinearLR(opt, 0.02, total_iters=60),
            torch.optim.lr_scheduler.CosineAnnealingLR(opt, max(steps - 60, 1)),
        ],
        [60],
    )
    for _step in range(steps):
        idx = torch.tensor(rng.sample(range(len(images)), 32))
        x = images[idx].to(device, torch.float32).div(127.5).sub(1)
        opt.zero_grad()
        with torch.autocast(kind, torch.bfloat16, enabled=quick_in_bfloat16(torch.device(kind))):
            loss = training_loss(net, x)
        loss.backward()
        opt.step()
        sched.step()
    return net.eval()


def sample(model, n, *, seed):
    model.eval()
    place = next(model.parameters()).device
    side = model.image_size
    noise = torch.randn(n, 3, side, side, generator=torch.Generator().manual_seed(seed))
    pictures = []
    with torch.inference_mode():
        for x in torch.split(noise, 100):
            x = x.to(place)
            for k in range(12, 0, -1):
                now, then = k / 12, (k - 1) / 12
                guess = model(x, x.new_full((len(x),), now)).clamp(-1, 1)
                x = guess + (then / now) * (x - guess)
            pictures.append(x.cpu())
    return torch.cat(pictures).add(1).mul(127.5).clamp(0, 255).round().to(torch.uint8)
