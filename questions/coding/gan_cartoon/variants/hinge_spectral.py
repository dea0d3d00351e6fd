# aigc-quiz: gan_cartoon
# what: hinge loss, spectral normalisation, residual blocks, two time-scales, an average of G for sampling
# stage: training
import copy

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm


class UpBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.bn1, self.bn2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.c1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.c2 = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x):
        h = F.interpolate(F.relu(self.bn1(x)), scale_factor=2)
        h = self.c2(F.relu(self.bn2(self.c1(h))))
        return h + F.interpolate(x, scale_factor=2)


class Generator(nn.Module):
    def __init__(self, image_size=32, channels=32):
        super().__init__()
        self.latent_dim, self.channels = 64, channels
        self.fc = nn.Linear(64, channels * 16)
        self.blocks = nn.Sequential(
            *[UpBlock(channels) for _ in range((image_size // 4).bit_length() - 1)]
        )
        self.out = nn.Sequential(
            nn.BatchNorm2d(channels), nn.ReLU(), nn.Conv2d(channels, 3, 3, padding=1)
        )

    def forward(self, z):
        return torch.tanh(self.out(self.blocks(self.fc(z).reshape(-1, self.channels, 4, 4))))


class Discriminator(nn.Module):
    def __init__(self, image_size=32):
        super().__init__()
        layers, before = [], 3
        for level in range((image_size // 4).bit_length() - 1):
            after = min(128, 32 * 2**level)
            layers += [spectral_norm(nn.Conv2d(before, after, 4, 2, 1)), nn.LeakyReLU(0.1)]
            before = after
        self.net = nn.Sequential(*layers, nn.Flatten(), spectral_norm(nn.Linear(before * 16, 1)))

    def forward(self, x):
        return self.net(x).squeeze(-1)


def discriminator_loss(real_logits, fake_logits):
    return F.relu(1 - real_logits).mean() + F.relu(1 + fake_logits).mean()


def generator_loss(fake_logits, real_logits=None):
    return -fake_logits.mean()


def make_optimizers(generator, discriminator):
    g = torch.optim.Adam(generator.parameters(), lr=5e-4, betas=(0.0, 0.9))
    d = torch.optim.Adam(discriminator.parameters(), lr=1e-3, betas=(0.0, 0.9))
    return g, d


def train_step(generator, discriminator, optimizer_g, optimizer_d, real):
    noise = lambda: torch.randn(real.size(0), generator.latent_dim, device=real.device)  # noqa: E731
    optimizer_d.zero_grad()
    loss_d = discriminator_loss(discriminator(real), discriminator(generator(noise()).detach()))
    loss_d.backward()
    optimizer_d.step()

    optimizer_g.zero_grad()
    loss_g = generator_loss(discriminator(generator(noise())))
    loss_g.backward()
    optimizer_g.step()
    return loss_d.item(), loss_g.item()


def train(images, *, steps, device, seed):
    torch.manual_seed(seed)
    size = images.shape[-1]
    generator, discriminator = Generator(size).to(device), Discriminator(size).to(device)
    average = copy.deepcopy(generator)
    opts = make_optimizers(generator, discriminator)
    order = torch.randperm(len(images))
    at = 0
    for _ in range(steps):
        if at + 32 > len(images):
            order, at = torch.randperm(len(images)), 0
        real = images[order[at : at + 32]].to(device).float().div(127.5).sub(1)
        at += 32
        train_step(generator, discriminator, *opts, real)
        with torch.no_grad():
            for a, b in zip(
                average.state_dict().values(), generator.state_dict().values(), strict=True
            ):
                if a.is_floating_point():
                    a.lerp_(b, 0.01)
                else:
                    a.copy_(b)
    return average


def sample(generator, n, *, seed):
    was = generator.training
    generator.eval()
    state = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        z = torch.randn(n, generator.latent_dim, generator=state).to(generator.fc.weight.device)
        pictures = torch.cat([generator(chunk) for chunk in z.chunk(max(1, n // 100))])
    generator.train(was)
    return (pictures * 127.5 + 128).clamp(0, 255).byte().cpu()
