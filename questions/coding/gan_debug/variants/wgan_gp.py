# aigc-quiz: gan_debug
"""WGAN-GP: a critic with GroupNorm and a gradient penalty, a generator that begins at 1x1."""

import torch
from torch import nn

Z = 100


class Generator(nn.Module):
    def __init__(self):
        super().__init__()

        def up(before, after, *how):
            return [nn.ConvTranspose2d(before, after, 4, *how), nn.BatchNorm2d(after), nn.ReLU()]

        self.net = nn.Sequential(
            *up(Z, 128, 1, 0),  # 1 -> 4
            *up(128, 64, 2, 1),
            *up(64, 32, 2, 1),
            nn.ConvTranspose2d(32, 3, 4, 2, 1),
        )

    def forward(self, z):
        return self.net(z[:, :, None, None]).tanh()


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 32, 5, 2, 2),
            nn.LeakyReLU(0.2),
            nn.Conv2d(32, 64, 5, 2, 2),
            nn.GroupNorm(8, 64),
            nn.LeakyReLU(0.2),
            nn.Conv2d(64, 128, 5, 2, 2),
            nn.LeakyReLU(0.2),
            nn.Conv2d(128, 1, 4),
        )

    def forward(self, images):
        return self.net(images).reshape(len(images), 1)


def prepare(images):
    return images.float().div(127.5).sub(1)


def make_optimizers(generator, discriminator):
    return tuple(
        torch.optim.Adam(network.parameters(), lr=1e-3, betas=(0.0, 0.9))
        for network in (generator, discriminator)
    )


def penalty(discriminator, real, fake):
    mix = torch.rand(len(real), 1, 1, 1, device=real.device)
    between = (mix * real + (1 - mix) * fake).requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(between).sum(), between, create_graph=True)
    return ((slope.flatten(1).norm(dim=1) - 1) ** 2).mean()


def train_step(generator, discriminator, optimizer_g, optimizer_d, real):
    fake = generator(torch.randn(len(real), Z, device=real.device)).detach()
    loss_d = discriminator(fake).mean() - discriminator(real).mean()
    optimizer_d.zero_grad(set_to_none=True)
    (loss_d + 10 * penalty(discriminator, real, fake)).backward()
    optimizer_d.step()

    for parameter in discriminator.parameters():
        parameter.requires_grad = False
    loss_g = -discriminator(generator(torch.randn(len(real), Z, device=real.device))).mean()
    optimizer_g.zero_grad(set_to_none=True)
    loss_g.backward()
    optimizer_g.step()
    for parameter in discriminator.parameters():
        parameter.requires_grad = True
    return loss_d.item(), loss_g.item()


def train(images, *, steps, device, seed):
    torch.manual_seed(seed)
    generator, discriminator = Generator().to(device), Discriminator().to(device)
    optimizer_g, optimizer_d = make_optimizers(generator, discriminator)
    everything = prepare(images).to(device)
    order = torch.randperm(len(everything))
    for step in range(steps):
        rows = order[torch.arange(step * 32, step * 32 + 32) % len(order)]
        train_step(generator, discriminator, optimizer_g, optimizer_d, everything[rows])
    return generator
