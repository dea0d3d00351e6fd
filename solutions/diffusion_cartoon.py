# aigc-quiz: diffusion_cartoon
"""A diffusion model that draws cartoon faces after a thousand updates on one CPU thread.

Flow matching on straight paths (Lipman et al. 2022; Liu et al. 2022): x_t = (1 - t) image + t noise, the
network learns the velocity dx/dt = noise - image, and sampling follows it back from t = 1 to t = 0.
"""

import copy
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

WIDTHS = (32, 64, 64)  # channels at half, a quarter and an eighth of the image's resolution
EMBEDDING = 128  # numbers that tell a block the time
BATCH = 32
LEARNING_RATE_MUON, LEARNING_RATE_ADAM = 2e-2, 3e-3
WARM_UP_STEPS = 100
DECAY_FROM = 0.7  # the last 30 % of the steps let the learning rate fall to zero
EMA_DECAY = 0.995
SAMPLING_STEPS = 5  # of Heun's method, two evaluations each but for the last


class Block(nn.Module):
    """Two convolutions beside a shortcut; the time scales and shifts the channels between them."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.first = nn.Sequential(
            nn.GroupNorm(8, before), nn.SiLU(), nn.Conv2d(before, after, 3, padding=1)
        )
        self.from_time = nn.Linear(EMBEDDING, 2 * after)
        self.norm = nn.GroupNorm(8, after)
        self.second = nn.Conv2d(after, after, 3, padding=1)
        self.shortcut = nn.Conv2d(before, after, 1) if before != after else nn.Identity()
        for layer in (self.from_time, self.second):  # each block begins as its shortcut
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, x: Tensor, time: Tensor) -> Tensor:
        """Features (B, before, H, W) and embedded times (B, EMBEDDING) to (B, after, H, W)."""
        scale, shift = self.from_time(time)[:, :, None, None].chunk(2, dim=1)
        h = self.norm(self.first(x)) * (1 + scale) + shift
        return self.shortcut(x) + self.second(F.silu(h))


class Denoiser(nn.Module):
    """A small U-Net: noisy images x (B, 3, S, S) and times t (B,) to velocities (B, 3, S, S)."""

    def __init__(self, image_size: int = 32) -> None:
        super().__init__()
        if image_size % 8:
            raise ValueError(f"image_size must be a multiple of 8, not {image_size}")
        self.image_size = image_size
        self.register_buffer("frequencies", torch.logspace(0, 2, EMBEDDING // 8))
        self.embed_time = nn.Sequential(
            nn.Linear(EMBEDDING // 4, EMBEDDING),
            nn.SiLU(),
            nn.Linear(EMBEDDING, EMBEDDING),
            nn.SiLU(),
        )
        # Four neighbouring pixels become twelve channels: a quarter of the work, nothing lost.
        self.stem = nn.Sequential(nn.PixelUnshuffle(2), nn.Conv2d(12, WIDTHS[0], 3, padding=1))
        self.down = nn.ModuleList(Block(width, width) for width in WIDTHS)
        self.shrink = nn.ModuleList(nn.Conv2d(a, b, 2, stride=2) for a, b in pairwise(WIDTHS))
        self.middle = Block(WIDTHS[-1], WIDTHS[-1])
        upwards = WIDTHS[::-1]
        self.up = nn.ModuleList(Block(2 * width, width) for width in upwards)
        self.grow = nn.ModuleList(
            nn.ConvTranspose2d(a, b, 2, stride=2) for a, b in pairwise(upwards)
        )
        last = nn.Conv2d(WIDTHS[0], 12, 3, padding=1)
        self.head = nn.Sequential(nn.GroupNorm(8, WIDTHS[0]), nn.SiLU(), last, nn.PixelShuffle(2))
        nn.init.zeros_(last.weight)

    def forward(self, x: Tensor, t: Tensor) -> Tensor:
        """Predict the velocity at each pixel."""
        angles = t[:, None] * self.frequencies  # (B, EMBEDDING / 8)
        time = self.embed_time(torch.cat([angles.sin(), angles.cos()], dim=1))
        h = self.stem(x.contiguous(memory_format=torch.channels_last))  # (B, WIDTHS[0], S/2, S/2)
        skips = []
        for block, shrink in zip(self.down, [*self.shrink, nn.Identity()], strict=True):
            h = block(h, time)
            skips.append(h)
            h = shrink(h)
        h = self.middle(h, time)  # (B, WIDTHS[-1], S/8, S/8)
        for block, grow in zip(self.up, [*self.grow, nn.Identity()], strict=True):
            h = grow(block(torch.cat([h, skips.pop()], dim=1), time))
        return self.head(h).float()


def add_noise(images: Tensor, noise: Tensor, t: Tensor) -> Tensor:
    """The straight path from image (t = 0) to noise (t = 1); t (B,)."""
    t = t.view(-1, 1, 1, 1)
    return (1 - t) * images + t * noise


def target(images: Tensor, noise: Tensor, t: Tensor) -> Tensor:
    """The velocity along the path, which is the same at each t: what the network is to answer."""
    return noise - images


class Muon(torch.optim.Optimizer):
    """Momentum whose directions are made equally long (Jordan et al. 2024): learns in fewer steps than Adam."""

    def __init__(self, weights: list[nn.Parameter], lr: float) -> None:
        super().__init__(weights, {"lr": lr})

    @torch.no_grad()
    def step(self) -> None:
        """Move each weight by `lr` along its direction."""
        for weight in self.param_groups[0]["params"]:
            momentum = self.state[weight].setdefault("momentum", torch.zeros_like(weight))
            momentum.lerp_(weight.grad, 0.05)
            x = weight.grad.lerp(momentum, 0.95).flatten(1)  # a matrix (out, in * 3 * 3)
            x = x / (x.norm() + 1e-7)
            for _ in range(5):  # Newton-Schulz: pushes all singular values towards 1
                square = x @ x.T
                x = 3.4445 * x + (-4.775 * square + 2.0315 * square @ square) @ x
            weight.add_(x.view_as(weight), alpha=-self.param_groups[0]["lr"])


def low_precision(device: torch.device) -> torch.autocast:
    """bfloat16 where the device multiplies it faster than float32; else nothing changes."""
    processor = getattr(torch.cpu, "get_capabilities", dict)()  # older torch does not tell
    pays = {"cuda": True, "cpu": processor.get("avx512_bf16", False)}.get(device.type, False)
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=pays)


def training_loss(model: nn.Module, images: Tensor) -> Tensor:
    """Mean squared error of the velocity, at a time and with noise drawn for each image. Scalar."""
    # Times from the middle more often than from the ends, where little is left to learn (Esser et al. 2024).
    t = torch.randn(len(images), device=images.device).sigmoid()
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
    ends = {*model.stem.parameters(), *model.head.parameters()}
    inner = [p for p in model.parameters() if p.ndim == 4 and p not in ends]
    outer = [p for p in model.parameters() if p.ndim != 4 or p in ends]
    adam = torch.optim.Adam(outer, lr=LEARNING_RATE_ADAM, betas=(0.9, 0.99))
    optimizers = [Muon(inner, lr=LEARNING_RATE_MUON), adam]

    def rate(step: int) -> float:
        rising, falling = (step + 1) / WARM_UP_STEPS, (steps - step) / (steps * (1 - DECAY_FROM))
        return min(1.0, rising, falling)

    schedules = [torch.optim.lr_scheduler.LambdaLR(each, rate) for each in optimizers]
    for step in range(steps):
        chosen = torch.randint(len(images), (BATCH,), device=images.device)
        # [0, 255] -> [-1, 1]: centred on 0, and about as large as the noise
        loss = training_loss(model, images[chosen].float() / 127.5 - 1)
        model.zero_grad()
        loss.backward()
        for optimizer, schedule in zip(optimizers, schedules, strict=True):
            optimizer.step()
            schedule.step()
        update_average(average, model, min(EMA_DECAY, (step + 1) / (step + 10)))
    return average.eval()


@torch.no_grad()
def sample(model: nn.Module, n: int, *, seed: int) -> Tensor:
    """Draw n images, uint8 (n, 3, S, S) on the CPU, by following the velocity from t = 1 to t = 0."""
    model.eval()
    device, size = next(model.parameters()).device, model.image_size

    def velocity(x: Tensor, t: float) -> Tensor:
        with low_precision(device):
            return model(x, torch.full((len(x),), t, device=device))

    noise = torch.randn(n, 3, size, size, generator=torch.Generator().manual_seed(seed))
    times = (torch.linspace(1, 0, SAMPLING_STEPS + 1) ** 1.5).tolist()  # finer towards the picture
    drawn = []
    for part in noise.split(256):
        x = part.to(device)
        for now, then in pairwise(times):
            here = velocity(x, now)  # Heun: look where this leads, then go by the mean of both ends
            there = velocity(x + (then - now) * here, then) if then > 0 else here
            x = x + (then - now) * (here + there) / 2
        drawn.append(x.cpu())
    return ((torch.cat(drawn) + 1) * 127.5).round().clamp(0, 255).to(torch.uint8)
