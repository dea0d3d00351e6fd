# aigc-quiz: gan_cartoon
# what: non-saturating loss with R1 and an EMA class of its own (shadow, swap, buffers too); the trainer is a class
# stage: training
import contextlib
from dataclasses import dataclass, field
from itertools import pairwise

import torch
import torch.nn as nn
import torch.nn.functional as F


class EMA:
    """Keeps a shadow of everything in a state_dict; `with ema.applied():` puts it into the network."""

    def __init__(self, network: nn.Module, decay: float = 0.99) -> None:
        self.network, self.decay, self.updates = network, decay, 0
        self.shadow = {k: v.detach().clone() for k, v in network.state_dict().items()}

    def update(self) -> None:
        self.updates += 1
        decay = min(self.decay, self.updates / (self.updates + 9))
        for key, value in self.network.state_dict().items():
            if torch.is_floating_point(value):
                self.shadow[key] += (1.0 - decay) * (value.detach() - self.shadow[key])
            else:
                self.shadow[key] = value.clone()

    @contextlib.contextmanager
    def applied(self):
        backup = {k: v.clone() for k, v in self.network.state_dict().items()}
        self.network.load_state_dict(self.shadow)
        try:
            yield self.network
        finally:
            self.network.load_state_dict(backup)


class Generator(nn.Module):
    def __init__(self, image_size: int = 32, latent_dim: int = 64, base: int = 32) -> None:
        super().__init__()
        self.latent_dim = latent_dim
        self.base = base * image_size // 8
        self.project = nn.Sequential(
            nn.Linear(latent_dim, self.base * 16), nn.BatchNorm1d(self.base * 16), nn.ReLU()
        )
        stages, width, side = [], self.base, 4
        while 2 * side < image_size:
            stages.append(
                nn.Sequential(
                    nn.ConvTranspose2d(width, width // 2, 4, 2, 1),
                    nn.BatchNorm2d(width // 2),
                    nn.ReLU(),
                )
            )
            width, side = width // 2, 2 * side
        self.stages = nn.ModuleList(stages)
        self.draw = nn.ConvTranspose2d(width, 3, 4, 2, 1)

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        x = self.project(z).view(z.size(0), self.base, 4, 4)
        for stage in self.stages:
            x = stage(x)
        return torch.tanh(self.draw(x))


class Discriminator(nn.Module):
    def __init__(self, image_size: int = 32, base: int = 32) -> None:
        super().__init__()
        depth = (image_size // 4).bit_length() - 1
        widths = [3] + [min(128, base * 2**i) for i in range(depth)]
        self.convs = nn.ModuleList(
            [nn.Conv2d(a, b, 5, stride=2, padding=2) for a, b in pairwise(widths)]
        )
        self.score = nn.Conv2d(widths[-1], 1, 4)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        for conv in self.convs:
            images = F.leaky_relu(conv(images), 0.2)
        return self.score(images).view(-1)


def discriminator_loss(real_logits, fake_logits):
    labels = torch.cat([torch.ones_like(real_logits), torch.zeros_like(fake_logits)])
    return 2 * F.binary_cross_entropy_with_logits(torch.cat([real_logits, fake_logits]), labels)


def generator_loss(fake_logits, real_logits=None):
    return F.binary_cross_entropy_with_logits(fake_logits, torch.ones_like(fake_logits))


def make_optimizers(generator, discriminator):
    return tuple(
        torch.optim.Adam(net.parameters(), lr=lr, betas=(0.0, 0.99))
        for net, lr in ((generator, 1e-3), (discriminator, 1e-3))
    )


def r1(discriminator, real):
    with torch.enable_grad():
        real = real.detach().requires_grad_(True)
        grad = torch.autograd.grad(
            outputs=discriminator(real).sum(), inputs=[real], create_graph=True, only_inputs=True
        )[0]
        return 0.5 * grad.reshape(len(grad), -1).norm(2, dim=1).pow(2).mean()


def train_step(generator, discriminator, optimizer_g, optimizer_d, real):
    def noise():
        return torch.randn(real.shape[0], generator.latent_dim, device=real.device)

    discriminator.train().zero_grad()
    generator.train().zero_grad()
    fake = generator(noise())
    loss_d = discriminator_loss(discriminator(real), discriminator(fake.detach()))
    (loss_d + 0.1 * r1(discriminator, real)).backward()
    optimizer_d.step()
    # The same fakes, judged by the discriminator as it is now.
    loss_g = generator_loss(discriminator(fake))
    loss_g.backward()
    optimizer_g.step()
    return loss_d.item(), loss_g.item()


@dataclass
class Trainer:
    size: int
    device: str
    losses: list = field(default_factory=list)

    def __post_init__(self) -> None:
        self.generator = Generator(self.size).to(self.device)
        self.discriminator = Discriminator(self.size).to(self.device)
        self.ema = EMA(self.generator)
        self.optimizers = make_optimizers(self.generator, self.discriminator)

    def fit(self, images, steps) -> Generator:
        for _ in range(steps):
            rows = torch.multinomial(torch.ones(len(images)), 32)
            real = images[rows].to(self.device).float() / 127.5 - 1
            both = train_step(self.generator, self.discriminator, *self.optimizers, real)
            self.losses.append(both)
            self.ema.update()
        result = Generator(self.size).to(self.device)
        with self.ema.applied() as averaged:
            result.load_state_dict(averaged.state_dict())
        return result


def train(images, *, steps, device, seed):
    torch.manual_seed(seed)
    return Trainer(images.shape[-1], device).fit(images, steps)


@torch.no_grad()
def sample(generator, n, *, seed):
    training = generator.training
    generator.train(False)
    try:
        device = next(iter(generator.parameters())).device
        z = torch.randn(n, generator.latent_dim, generator=torch.Generator().manual_seed(seed))
        out = torch.cat([generator(z[i : i + 50].to(device)).cpu() for i in range(0, n, 50)])
    finally:
        generator.train(training)
    return (127.5 * (out + 1)).clamp(0, 255).round().type(torch.uint8)
