# aigc-quiz: diffusion_cartoon
"""A diffusion model that draws cartoon faces after a thousand updates on one CPU thread.

Flow matching on straight paths (Lipman et al. 2023; Liu et al. 2023): x_t = (1 - t) image + t noise, the
network learns the velocity dx/dt = noise - image, and sampling follows it back from t = 1 to t = 0.
"""

import copy
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

WIDTH = 32  # channels at half of the image's resolution; doubled at each halving
LEVELS = 3
BATCH = 32
LEARNING_RATE = 2e-3
WARM_UP_STEPS = 100
DECAY_FROM = 0.7  # the last 30 % of the steps let the learning rate fall to zero
EMA_DECAY = 0.995
SAMPLING_STEPS = 5  # of Heun's method, two evaluations each but for the last


class Block(nn.Module):
    """Two 3x3 convolutions beside a shortcut; the time scales and shifts the channels between them."""

    def __init__(self, before: int, after: int, embedding: int) -> None:
        super().__init__()
        self.first = nn.Sequential(
            nn.GroupNorm(8, before), nn.SiLU(), nn.Conv2d(before, after, 3, padding=1)
        )
        self.from_time = nn.Linear(embedding, 2 * after)
        self.norm = nn.GroupNorm(8, after)
        self.second = nn.Conv2d(after, after, 3, padding=1)
        self.shortcut = nn.Conv2d(before, after, 1) if before != after else nn.Identity()
        for layer in (self.from_time, self.second):  # each block begins as its shortcut
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, x: Tensor, time: Tensor) -> Tensor:
        scale, shift = self.from_time(time)[:, :, None, None].chunk(2, dim=1)
        h = self.norm(self.first(x)) * (1 + scale) + shift
        return self.shortcut(x) + self.second(F.silu(h))


class Denoiser(nn.Module):
    """A small U-Net: noisy images x (B, 3, S, S) and times t (B,) to velocities (B, 3, S, S)."""

    def __init__(self, image_size: int = 32) -> None:
        super().__init__()
        if image_size % 2**LEVELS:
            raise ValueError(f"image_size must be a multiple of {2**LEVELS}, not {image_size}")
        self.image_size = image_size
        widths = [WIDTH * 2**level for level in range(LEVELS)]
        embedding = 4 * WIDTH
        self.register_buffer("frequencies", torch.logspace(0, 2, WIDTH // 2))
        self.embed_time = nn.Sequential(
            nn.Linear(WIDTH, embedding), nn.SiLU(), nn.Linear(embedding, embedding), nn.SiLU()
        )
        # Four neighbouring pixels become twelve channels: a quarter of the work, nothing lost.
        self.stem = nn.Sequential(nn.PixelUnshuffle(2), nn.Conv2d(12, WIDTH, 3, padding=1))
        self.down = nn.ModuleList(Block(width, width, embedding) for width in widths)
        self.shrink = nn.ModuleList(nn.Conv2d(a, b, 2, stride=2) for a, b in pairwise(widths))
        self.middle = Block(widths[-1], widths[-1], embedding)
        self.up = nn.ModuleList(Block(2 * width, width, embedding) for width in widths[::-1])
        self.grow = nn.ModuleList(
            nn.ConvTranspose2d(a, b, 2, stride=2) for a, b in pairwise(widths[::-1])
        )
        self.head = nn.Sequential(
            nn.GroupNorm(8, WIDTH),
            nn.SiLU(),
            nn.Conv2d(WIDTH, 12, 3, padding=1),
            nn.PixelShuffle(2),
        )

    def forward(self, x: Tensor, t: Tensor) -> Tensor:
        angles = t[:, None] * self.frequencies  # (B, WIDTH / 2)
        time = self.embed_time(torch.cat([angles.sin(), angles.cos()], dim=1))
        h = self.stem(x.contiguous(memory_format=torch.channels_last))  # (B, WIDTH, S/2, S/2)
        skips = []
        for level, block in enumerate(self.down):
            h = block(h, time)
            skips.append(h)
            if level < len(self.shrink):
                h = self.shrink[level](h)
        h = self.middle(h, time)
        for level, block in enumerate(self.up):
            h = block(torch.cat([h, skips.pop()], dim=1), time)
            if level < len(self.grow):
                h = self.grow[level](h)
        return self.head(h).float()


def add_noise(images: Tensor, noise: Tensor, t: Tensor) -> Tensor:
    """The straight path from image (t = 0) to noise (t = 1); t (B,)."""
    t = t.view(-1, 1, 1, 1)
    return (1 - t) * images + t * noise


def target(images: Tensor, noise: Tensor, t: Tensor) -> Tensor:
    """The velocity along the path, which is the same at each t: what the network is to answer."""
    return noise - images


def low_precision(device: torch.device) -> torch.autocast:
    """bfloat16 where the device multiplies it faster than float32; else nothing changes."""
    pays = device.type == "cuda" or (device.type == "cpu" and torch.cpu._is_avx512_bf16_supported())
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=pays)


def training_loss(model: nn.Module, images: Tensor) -> Tensor:
    """Mean squared error of the velocity, at a time and with noise drawn for each image. Scalar."""
    count = len(images)
    # One t in each of `count` slices of [0, 1]: the loss varies less than with independent times.
    t = (
        torch.arange(count, device=images.device) + torch.rand(count, device=images.device)
    ) / count
    noise = torch.randn_like(images)
    with low_precision(images.device):
        prediction = model(add_noise(images, noise, t), t)
    return F.mse_loss(prediction, target(images, noise, t))


@torch.no_grad()
def update_average(average: nn.Module, model: nn.Module, decay: float) -> None:
    """Set average <- decay * average + (1 - decay) * model."""
    for mean, value in zip(average.parameters(), model.parameters(), strict=True):
        mean.lerp_(value, 1 - decay)


def train(images: Tensor, *, steps: int, device: str, seed: int) -> Denoiser:
    """Images uint8 (N, 3, S, S) to a trained network: the running average of its weights."""
    torch.manual_seed(seed)
    images = images.to(device)
    model = Denoiser(images.shape[-1]).to(device, memory_format=torch.channels_last)
    average = copy.deepcopy(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, betas=(0.9, 0.99))

    def rate(step: int) -> float:
        rising, falling = (step + 1) / WARM_UP_STEPS, (steps - step) / (steps * (1 - DECAY_FROM))
        return min(1.0, rising, falling)

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
    for step in range(steps):
        chosen = torch.randint(len(images), (BATCH,), device=images.device)
        batch = (
            images[chosen].float() / 127.5 - 1
        )  # [0, 255] -> [-1, 1]: centred, as large as the noise
        loss = training_loss(model, batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        update_average(average, model, min(EMA_DECAY, (step + 1) / (step + 10)))
    return average.eval()


@torch.no_grad()
def sample(model: nn.Module, n: int, *, seed: int) -> Tensor:
    """Draw n images, uint8 (n, 3, S, S) on the CPU, by following the velocity from t = 1 to t = 0.

    Heun's method: a step along the velocity here, then the same step along the mean of the velocities at both ends.
    """
    model.eval()
    device, size = next(model.parameters()).device, model.image_size

    def velocity(x: Tensor, t: float) -> Tensor:
        with low_precision(device):
            return model(x, torch.full((len(x),), t, device=device))

    noise = torch.randn(n, 3, size, size, generator=torch.Generator().manual_seed(seed))
    times = torch.linspace(1, 0, SAMPLING_STEPS + 1).tolist()
    drawn = []
    for part in noise.split(256):
        x = part.to(device)
        for now, then in pairwise(times):
            here = velocity(x, now)
            there = velocity(x + (then - now) * here, then) if then > 0 else here
            x = x + (then - now) * (here + there) / 2
        drawn.append(x.cpu())
    return ((torch.cat(drawn) + 1) * 127.5).round().clamp(0, 255).to(torch.uint8)
