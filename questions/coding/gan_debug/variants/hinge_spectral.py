# aigc-quiz: gan_debug
"""Hinge loss, spectral norm, upsampling; a DataLoader gives the batches; logits (B,)."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm
from torch.utils.data import DataLoader, TensorDataset


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(100, 128 * 16)
        self.convolutions = nn.ModuleList(
            [nn.Conv2d(128, 64, 3, padding=1), nn.Conv2d(64, 32, 3, padding=1)]
        )
        self.norms = nn.ModuleList([nn.BatchNorm2d(64), nn.BatchNorm2d(32)])
        self.last = nn.Conv2d(32, 3, 3, padding=1)

    def forward(self, z):
        x = F.relu(self.first(z)).reshape(-1, 128, 4, 4)
        for convolution, norm in zip(self.convolutions, self.norms, strict=True):
            x = F.relu(norm(convolution(F.interpolate(x, scale_factor=2))))
        return torch.tanh(self.last(F.interpolate(x, scale_factor=2)))


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        layers = []
        for before, after in [(3, 32), (32, 64), (64, 96)]:
            layers += [spectral_norm(nn.Conv2d(before, after, 4, 2, 1)), nn.LeakyReLU(0.1)]
        self.layers = nn.Sequential(*layers)
        self.score = spectral_norm(nn.Linear(96 * 16, 1))

    def forward(self, images):
        return self.score(self.layers(images).flatten(1)).squeeze(1)


def prepare(images):
    return (images.to(torch.float32) / 255 - 0.5) / 0.5


def make_optimizers(generator, discriminator):
    return (
        torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.0, 0.9)),
        torch.optim.Adam(discriminator.parameters(), lr=2e-3, betas=(0.0, 0.9)),
    )


def train_step(generator, discriminator, optimizer_g, optimizer_d, real):
    optimizer_d.zero_grad()
    with torch.no_grad():
        fake = generator(torch.randn(len(real), 100, device=real.device))
    loss_d = F.relu(1 - discriminator(real)).mean() + F.relu(1 + discriminator(fake)).mean()
    loss_d.backward()
    optimizer_d.step()

    optimizer_g.zero_grad()
    loss_g = -discriminator(generator(torch.randn(len(real), 100, device=real.device))).mean()
    loss_g.backward()
    optimizer_g.step()
    return float(loss_d), float(loss_g)


def train(images, *, steps, device, seed):
    torch.manual_seed(seed)
    generator = Generator().to(device)
    discriminator = Discriminator().to(device)
    optimizers = make_optimizers(generator, discriminator)
    loader = DataLoader(TensorDataset(images.cpu()), batch_size=32, shuffle=True, drop_last=True)
    done = 0
    while done < steps:
        for (batch,) in loader:
            train_step(generator, discriminator, *optimizers, prepare(batch.to(device)))
            done += 1
            if done == steps:
                break
    return generator
