# aigc-quiz: gan_cartoon
# what: residual blocks in G and D, images as sums of coarse and fine ones; non-saturating loss; the D step is a closure
# stage: training
import math

import torch
import torch.nn.functional as F
from torch import nn


def up(x):
    return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


class GBlock(nn.Module):
    """Doubles the side, and adds its own touch to the picture so far."""

    def __init__(self, cin, cout):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(cin), nn.BatchNorm2d(cout)
        self.conv1 = nn.Conv2d(cin, cout, 3, padding=1)
        self.conv2 = nn.Conv2d(cout, cout, 3, padding=1)
        self.skip = nn.Conv2d(cin, cout, 1) if cin != cout else nn.Identity()
        self.rgb = nn.Conv2d(cout, 3, 1)

    def forward(self, x, picture):
        y = self.conv1(F.interpolate(self.norm1(x).relu(), scale_factor=2))
        y = self.conv2(self.norm2(y).relu()) + F.interpolate(self.skip(x), scale_factor=2)
        return y, up(picture) + self.rgb(y)


class DBlock(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cin, 3, padding=1)
        self.conv2 = nn.Conv2d(cin, cout, 3, padding=1)
        self.skip = nn.Conv2d(cin, cout, 1, bias=False)

    def forward(self, x):
        y = self.conv2(F.leaky_relu(self.conv1(F.leaky_relu(x, 0.2)), 0.2))
        return (F.avg_pool2d(y, 2) + self.skip(F.avg_pool2d(x, 2))) / math.sqrt(2)


class Generator(nn.Module):
    def __init__(self, image_size=32, latent_dim=64):
        super().__init__()
        self.latent_dim = latent_dim
        doublings = int(math.log2(image_size)) - 2
        widths = [48] + [max(16, 48 >> i) for i in range(doublings)]
        self.stem = nn.Linear(latent_dim, 48 * 16)
        self.blocks = nn.ModuleList(GBlock(*widths[i : i + 2]) for i in range(doublings))

    def forward(self, z):
        x = self.stem(z).reshape(len(z), -1, 4, 4)
        picture = z.new_zeros(len(z), 3, 4, 4)
        for block in self.blocks:
            x, picture = block(x, picture)
        return picture.tanh()


class Discriminator(nn.Module):
    def __init__(self, image_size=32):
        super().__init__()
        halvings = int(math.log2(image_size)) - 3
        widths = [min(64, 16 << i) for i in range(halvings + 1)]
        self.stem = nn.Conv2d(3, 16, 4, stride=2, padding=1)
        self.blocks = nn.Sequential(*(DBlock(*widths[i : i + 2]) for i in range(halvings)))
        self.out = nn.Linear(widths[-1] * 16, 1)

    def forward(self, x):
        return self.out(F.leaky_relu(self.blocks(self.stem(x)), 0.2).flatten(1)).squeeze(1)


def discriminator_loss(real_logits, fake_logits):
    return -(F.logsigmoid(real_logits) + F.logsigmoid(-fake_logits)).mean()


def generator_loss(fake_logits, real_logits):
    return -F.logsigmoid(fake_logits).mean()


def make_optimizers(generator, discriminator):
    options = {"betas": (0.0, 0.99), "weight_decay": 0.0}
    return (
        torch.optim.AdamW(generator.parameters(), lr=1.5e-3, **options),
        torch.optim.AdamW(discriminator.parameters(), lr=1.5e-3, **options),
    )


def train_step(generator, discriminator, optimizer_g, optimizer_d, real):
    losses = []

    def draw():
        return generator(torch.randn(len(real), generator.latent_dim, device=real.device))

    def improve_d():
        optimizer_d.zero_grad()
        seen = real.detach().requires_grad_(True)
        logits = discriminator(seen)
        loss = discriminator_loss(logits, discriminator(draw().detach()))
        losses.append(loss.item())
        (steepness,) = torch.autograd.grad(logits.sum(), seen, create_graph=True)
        (loss + 0.05 * steepness.square().sum((1, 2, 3)).mean()).backward()
        return loss

    def improve_g():
        optimizer_g.zero_grad()
        loss = generator_loss(discriminator(draw()), None)
        losses.append(loss.item())
        loss.backward()
        return loss

    optimizer_d.step(improve_d)
    optimizer_g.step(improve_g)
    return tuple(losses)


def batches(images, size):
    while True:
        for index in torch.randperm(len(images)).split(size):
            yield images[index]


def train(images, *, steps, device, seed):
    torch.manual_seed(seed)
    generator = Generator(images.shape[-1]).to(device)
    discriminator = Discriminator(images.shape[-1]).to(device)
    optimizers = make_optimizers(generator, discriminator)
    for step, batch in zip(range(steps), batches(images, 32), strict=False):
        for optimizer in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = 1.5e-3 * min(1.0, 2 * (1 - step / steps))
        real = torch.lerp(
            torch.tensor(-1.0, device=device),
            torch.tensor(1.0, device=device),
            batch.to(device) / 255,
        )
        train_step(generator, discriminator, *optimizers, real)
    return generator


def sample(generator, n, *, seed):
    device = generator.stem.weight.device
    z = torch.empty(n, generator.latent_dim).normal_(generator=torch.Generator().manual_seed(seed))
    with torch.no_grad():
        images = [generator.eval()(part).cpu() for part in z.to(device).split(256)]
    return (torch.cat(images) * 127.5 + 127.5).round().to(torch.uint8)
