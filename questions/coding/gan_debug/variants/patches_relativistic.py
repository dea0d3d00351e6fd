# aigc-quiz: gan_debug
"""No convolution at all in D: a small mixer over 4x4 patches. Relativistic loss, own loop in train."""

import torch
import torch.nn as nn
import torch.nn.functional as functional

LATENT, PATCHES, WIDTH = 100, 64, 96


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.start = nn.Sequential(nn.Linear(LATENT, 64 * 64), nn.Unflatten(1, (64, 8, 8)))
        self.body = nn.Sequential(
            nn.BatchNorm2d(64),
            nn.SiLU(),
            nn.Conv2d(64, 128, 3, padding=1),
            nn.PixelShuffle(2),  # (B, 32, 16, 16)
            nn.BatchNorm2d(32),
            nn.SiLU(),
            nn.Conv2d(32, 12, 3, padding=1),
            nn.PixelShuffle(2),
        )

    def forward(self, z):
        return self.body(self.start(z)).tanh()


class Mix(nn.Module):
    """Each patch by itself, then the patches among each other."""

    def __init__(self):
        super().__init__()
        self.within = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.LeakyReLU(0.2))
        self.among = nn.Sequential(nn.Linear(PATCHES, PATCHES), nn.LeakyReLU(0.2))

    def forward(self, x):
        x = x + self.within(x)
        return x + self.among(x.transpose(1, 2)).transpose(1, 2)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Sequential(nn.Linear(3 * 16, WIDTH), nn.LeakyReLU(0.2))
        self.mixes = nn.Sequential(Mix(), Mix())
        self.head = nn.Linear(WIDTH * PATCHES, 1)

    def forward(self, images):
        patches = functional.unfold(images, 4, stride=4).transpose(1, 2)  # (B, 64, 48)
        return self.head(self.mixes(self.embed(patches)).flatten(1))


def prepare(images):
    return images.float() / 127.5 - 1.0


def make_optimizers(generator, discriminator):
    adam = [
        torch.optim.AdamW(m.parameters(), 1e-3, (0.0, 0.99)) for m in (generator, discriminator)
    ]
    return tuple(adam)


def noise(like):
    return torch.randn(like.shape[0], LATENT).to(like.device)


def update_d(generator, discriminator, optimizer_d, real):
    fake = generator(noise(real)).detach()
    loss = functional.softplus(discriminator(fake) - discriminator(real)).mean()
    optimizer_d.zero_grad()
    loss.backward()
    optimizer_d.step()
    return loss.item()


def update_g(generator, discriminator, optimizer_g, real):
    loss = functional.softplus(discriminator(real) - discriminator(generator(noise(real)))).mean()
    optimizer_g.zero_grad()
    loss.backward()
    optimizer_g.step()
    return loss.item()


def train_step(generator, discriminator, optimizer_g, optimizer_d, real):
    loss_d = update_d(generator, discriminator, optimizer_d, real)
    return loss_d, update_g(generator, discriminator, optimizer_g, real)


def train(images, *, steps, device, seed):
    torch.manual_seed(seed)
    generator = Generator().to(device)
    discriminator = Discriminator().to(device)
    optimizer_g, optimizer_d = make_optimizers(generator, discriminator)
    for _ in range(steps):
        real = prepare(images[torch.randperm(len(images))[:32]]).to(device)
        update_d(generator, discriminator, optimizer_d, real)
        update_g(generator, discriminator, optimizer_g, real)
    return generator
