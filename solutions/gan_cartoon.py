# aigc-quiz: gan_cartoon
"""A GAN that draws cartoon faces after a thousand updates on one CPU thread.

Relativistic logistic loss (Jolicoeur-Martineau 2018) and a zero-centred gradient penalty on real
images, R1 (Mescheder et al. 2018). An exponential average of the generator's weights draws.
Alone, on one device or on several (torch.compile is left out: it cannot differentiate D twice):

    python solutions/gan_cartoon.py --size 64 --steps 4000 --device cuda --data DIR --out DIR
    torchrun --nproc-per-node 2 solutions/gan_cartoon.py --size 64 --steps 4000 --device cuda
"""

import argparse
import copy
import time
from itertools import pairwise
from pathlib import Path

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel as Parallel
from torch.optim import Adam, Optimizer

WIDTH_G, WIDTH_D = 32, 24  # channels at half the resolution; D runs three times a step, G once
BATCH = 32
LEARNING_RATE_G, LEARNING_RATE_D = 16e-3, 2e-3  # of Adam, in the middle of the training
BETAS = (0.0, 0.99)  # no momentum: in a game yesterday's gradient points at an old opponent
WARM_UP_STEPS, DECAY_FROM = 100, 0.5  # the last half of the steps let the rates fall to zero
MIXED_PRECISION = True  # bfloat16 where it pays; the weights and the losses stay float32
LAYOUT = torch.channels_last  # the order that convolutions on CPUs and tensor cores prefer
R1_GAMMA, R1_SHARE = 1.0, 8  # an eighth of each batch gives the same mean for an eighth of the cost
EMA_DECAY = 0.995


def channels_by_size(size: int, width: int) -> list[int]:
    """Channels at 4x4, 8x8, ... up to `size` pixels: doubled at each halving, 4 * width at most."""
    doublings = size.bit_length() - 3
    if doublings < 1 or size != 4 * 2**doublings:
        raise ValueError(f"image_size must be a power of two from 16 on, not {2 * size}")
    return [width * min(4, 2**level) for level in range(doublings, -1, -1)]


class UpsampledConvolution(nn.Module):
    """(B, C, S, S) to (B, C', 2 S, 2 S): each pixel doubled, then a 3x3 convolution, in one.

    Each output sees 2x2 different inputs, so that 4 of 9 multiplications are enough: a transposed
    convolution by the 3x3 kernel summed over 2x2 windows. A free 4x4 kernel draws worse faces.
    """

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(before, after, 3, 3))
        nn.init.uniform_(self.weight, -((9 * before) ** -0.5), (9 * before) ** -0.5)  # as Conv2d

    def forward(self, x: Tensor) -> Tensor:
        """Double the size."""
        kernel = F.avg_pool2d(F.pad(self.weight, (1, 1, 1, 1)), 2, stride=1, divisor_override=1)
        return F.conv_transpose2d(x, kernel, stride=2, padding=1)


class Generator(nn.Module):
    """Latents (B, latent_dim) to images (B, 3, S, S) in [-1, 1]."""

    def __init__(self, image_size: int = 32, latent_dim: int = 64) -> None:
        super().__init__()
        self.latent_dim = latent_dim
        widths = [*channels_by_size(image_size // 2, WIDTH_G), WIDTH_G // 2]
        layers = [nn.Linear(latent_dim, widths[0] * 4 * 4, bias=False)]
        layers += [nn.Unflatten(1, (widths[0], 4, 4)), nn.BatchNorm2d(widths[0]), nn.ReLU()]
        for before, after in pairwise(widths):  # 4 -> 8 -> 16 -> ... -> S
            layers += [UpsampledConvolution(before, after), nn.BatchNorm2d(after), nn.ReLU()]
        # A convolution at full size draws flat colours; PixelShuffle in its place leaves speckle.
        self.layers = nn.Sequential(*layers, nn.Conv2d(widths[-1], 3, 3, padding=1))

    def forward(self, z: Tensor) -> Tensor:
        """Draw one image a row."""
        return torch.tanh(self.layers(z).float())  # (B, 3, S, S)


class Discriminator(nn.Module):
    """Images (B, 3, S, S) to logits (B,): the larger, the more real."""

    def __init__(self, image_size: int = 32) -> None:
        super().__init__()
        widths = channels_by_size(image_size // 2, WIDTH_D)[::-1]
        # PixelUnshuffle: (B, 12, S/2, S/2), a quarter of the area, and nothing thrown away
        layers = [nn.PixelUnshuffle(2), nn.Conv2d(12, widths[0], 3, padding=1), nn.LeakyReLU(0.2)]
        for before, after in pairwise(widths):
            layers += [nn.Conv2d(before, after, 4, stride=2, padding=1), nn.LeakyReLU(0.2)]
        self.features = nn.Sequential(*layers)  # (B, C, 4, 4)
        last = nn.Conv2d(widths[-1] + 1, widths[-1], 3, padding=1)
        logit = nn.Linear(widths[-1] * 4 * 4, 1)
        self.head = nn.Sequential(last, nn.LeakyReLU(0.2), nn.Flatten(), logit)
        # torch's own start halves a signal at each layer; He et al. (2015) keep it, and D can learn.
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d | nn.Linear):
                nn.init.kaiming_normal_(layer.weight, a=0.2)
                nn.init.zeros_(layer.bias)

    def forward(self, images: Tensor) -> Tensor:
        """Judge each image; a little also its companions in the batch."""
        x = self.features(images.contiguous(memory_format=LAYOUT))
        # Minibatch standard deviation (Karras et al. 2018): a batch of look-alikes gives itself away.
        spread = ((x - x.mean(dim=0)).square().mean(dim=0) + 1e-8).sqrt().mean()
        x = torch.cat([x, spread.expand(len(x), 1, 4, 4)], dim=1)
        return self.head(x).squeeze(1).float()  # (B,)


def discriminator_loss(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    """Relativistic: a real image should look more real than a generated one. Scalar."""
    return F.softplus(fake_logits - real_logits).mean()


def generator_loss(fake_logits: Tensor, real_logits: Tensor) -> Tensor:
    """The same game from the other side. Scalar."""
    return F.softplus(real_logits - fake_logits).mean()


def make_optimizers(generator: nn.Module, discriminator: nn.Module) -> tuple[Optimizer, Optimizer]:
    """One Adam a network: (optimizer_g, optimizer_d)."""
    optimizer_g = Adam(generator.parameters(), lr=LEARNING_RATE_G, betas=BETAS, fused=True)
    optimizer_d = Adam(discriminator.parameters(), lr=LEARNING_RATE_D, betas=BETAS, fused=True)
    return optimizer_g, optimizer_d


def low_precision(device: torch.device) -> torch.autocast:
    """bfloat16 where the device multiplies it faster than float32; else nothing changes."""
    processor = getattr(torch.cpu, "get_capabilities", dict)()  # older torch does not tell
    pays = {"cuda": True, "cpu": processor.get("avx512_bf16", False)}.get(device.type, False)
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=MIXED_PRECISION and pays)


def bare(network: nn.Module) -> nn.Module:
    """The network itself, without the wrapper that averages gradients over processes."""
    return network.module if isinstance(network, Parallel) else network


def gradient_penalty(discriminator: nn.Module, real: Tensor) -> Tensor:
    """R1: the mean squared gradient norm of D at real images, times gamma / 2."""
    real = real.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return R1_GAMMA / 2 * gradient.square().sum(dim=(1, 2, 3)).mean()


def train_step(
    generator: nn.Module,
    discriminator: nn.Module,
    optimizer_g: Optimizer,
    optimizer_d: Optimizer,
    real: Tensor,
) -> tuple[float, float]:
    """One update of D, then one of G, on real images (B, 3, S, S) in [-1, 1]; both losses."""
    generator.train()
    discriminator.train()
    z = torch.randn(len(real), bare(generator).latent_dim, device=real.device)  # (B, latent_dim)
    with low_precision(real.device):
        fake = generator(z)  # drawn once, for both halves
        real_logits = discriminator(real)
        loss_d = discriminator_loss(real_logits, discriminator(fake.detach()))  # G stands still
        penalty = gradient_penalty(discriminator, real[: max(1, len(real) // R1_SHARE)])
    optimizer_d.zero_grad()
    (loss_d + penalty).backward()
    optimizer_d.step()
    judge = bare(discriminator).requires_grad_(requires_grad=False)  # G learns through D ...
    with low_precision(real.device):
        loss_g = generator_loss(judge(fake), real_logits.detach())
    optimizer_g.zero_grad()
    loss_g.backward()
    optimizer_g.step()
    judge.requires_grad_(requires_grad=True)  # ... and D takes nothing from it
    return loss_d.item(), loss_g.item()


@torch.no_grad()
def update_average(average: nn.Module, model: nn.Module, decay: float) -> None:
    """Set average <- decay * average + (1 - decay) * model; BatchNorm's statistics are copied."""
    for mean, value in zip(average.parameters(), model.parameters(), strict=True):
        mean.lerp_(value, 1 - decay)
    for mean, value in zip(average.buffers(), model.buffers(), strict=True):
        mean.copy_(value)


def train(images: Tensor, *, steps: int, device: str, seed: int, every: int = 0) -> Generator:
    """Images uint8 (N, 3, S, S) to a trained generator, after `steps` updates of it.

    In a process group each process has its share of the images, its own noise and a batch of its
    own, and all end with equal weights. A line is printed `every` so many steps, if any.
    """
    rank, processes = (dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else (0, 1)
    torch.manual_seed(seed)  # the same first weights everywhere ...
    generator = Generator(images.shape[-1]).to(device, memory_format=LAYOUT)
    discriminator = Discriminator(images.shape[-1]).to(device, memory_format=LAYOUT)
    average = copy.deepcopy(generator)
    torch.manual_seed(seed + rank)  # ... but other images and other noise
    images = images[rank::processes].to(device)
    players = [generator, discriminator]
    if processes > 1:  # from now on backward() leaves the mean of all processes' gradients
        players = [Parallel(player) for player in players]
    optimizers = make_optimizers(*players)
    started = time.perf_counter()
    for step in range(1, steps + 1):
        pace = min(1.0, step / WARM_UP_STEPS, (steps - step + 1) / (steps * (1 - DECAY_FROM)))
        for optimizer, top in zip(optimizers, (LEARNING_RATE_G, LEARNING_RATE_D), strict=True):
            optimizer.param_groups[0]["lr"] = pace * top
        chosen = torch.randint(len(images), (BATCH,), device=device)
        real = images[chosen].float() / 127.5 - 1  # [0, 255] -> [-1, 1], the range of tanh
        losses = train_step(*players, *optimizers, real)
        update_average(average, generator, min(EMA_DECAY, step / (step + 9)))
        if every and rank == 0 and step % every == 0:
            speed = step * BATCH * processes / (time.perf_counter() - started)
            print("step {}: D {:.3f}, G {:.3f}; {:.0f} images/s".format(step, *losses, speed))
    if processes > 1:  # each has counted BatchNorm's statistics by itself: take the first one's
        for buffer in average.buffers():
            dist.broadcast(buffer, src=0)
    return average.eval()


@torch.no_grad()
def sample(generator: nn.Module, n: int, *, seed: int) -> Tensor:
    """Draw n images, uint8 (n, 3, S, S) on the CPU; the same seed draws the same ones."""
    generator.eval()  # BatchNorm: an image must not depend on the others drawn with it
    device = next(generator.parameters()).device
    z = torch.randn(n, generator.latent_dim, generator=torch.Generator().manual_seed(seed))
    images = torch.cat([generator(part.to(device)).cpu() for part in z.split(256)])
    return ((images + 1) * 127.5).round().clamp(0, 255).to(torch.uint8)


def main() -> None:
    """Train on faces drawn here, or on the pictures of a folder, and save a sheet of samples."""
    from aigc_quiz.errors import QuizError
    from aigc_quiz.images import cartoon, folder, picture

    parser = argparse.ArgumentParser(description="Train a GAN and save a sheet of its pictures.")
    option = parser.add_argument
    option("--size", type=int, choices=(32, 64, 128), default=32)
    option("--steps", type=int, default=1000)
    option("--device", choices=("cpu", "cuda", "mps"), default="cpu")
    option("--data", type=Path, help="a folder of pictures (default: cartoon faces)")
    option("--out", type=Path, default=Path())
    option("--seed", type=int, default=0)
    to = parser.parse_args()

    several = dist.is_torchelastic_launched()  # by torchrun, as one process of a group
    if several:
        dist.init_process_group("nccl" if to.device == "cuda" else "gloo")
        if to.device == "cuda":
            torch.cuda.set_device(dist.get_node_local_rank())
    try:
        own = folder.load(to.data, size=to.size) if to.data else None
    except QuizError as fault:
        parser.error(str(fault))
    images = (own or cartoon.draw(4096, size=to.size, seed=to.seed)).images
    generator = train(images, steps=to.steps, device=to.device, seed=to.seed, every=50)
    if not several or dist.get_rank() == 0:
        to.out.mkdir(parents=True, exist_ok=True)
        picture.save_png(
            to.out / "samples.png", picture.grid(sample(generator, 64, seed=to.seed), 8)
        )
        print(f"saved {to.out / 'samples.png'}")
    if several:
        dist.barrier()  # nobody leaves while another still needs it
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
