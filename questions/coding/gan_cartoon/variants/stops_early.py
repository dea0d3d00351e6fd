# aigc-quiz: gan_cartoon
# what: stops early: when D's loss has not moved for a while, or after four fifths of the steps; keeps the last average
# stage: training
import copy
from collections import deque

import torch
import torch.nn.functional as F
from torch import nn


def block(cin, cout):
    return nn.Sequential(
        nn.Upsample(scale_factor=2),
        nn.Conv2d(cin, cout, 3, 1, 1, bias=False),
        nn.BatchNorm2d(cout),
        nn.LeakyReLU(0.2, inplace=True),
    )


class Generator(nn.Module):
    def __init__(self, image_size=32):
        super().__init__()
        self.latent_dim = 80
        widths = {4: 96, 8: 64, 16: 32, 32: 16, 64: 16, 128: 16}
        self.fc = nn.Sequential(nn.Linear(80, 96 * 16, bias=False), nn.Unflatten(1, (96, 4, 4)))
        self.bn = nn.Sequential(nn.BatchNorm2d(96), nn.LeakyReLU(0.2, inplace=True))
        self.main = nn.Sequential()
        side = 4
        while side < image_size:
            self.main.add_module(f"to_{2 * side}", block(widths[side], widths[2 * side]))
            side *= 2
        self.main.add_module("paint", nn.Conv2d(widths[side], 3, 3, 1, 1))

    def forward(self, z):
        return torch.tanh(self.main(self.bn(self.fc(z))))


class Discriminator(nn.Module):
    def __init__(self, image_size=32):
        super().__init__()
        self.shrink = nn.PixelUnshuffle(2)
        side, width = image_size // 2, 32
        convs = [nn.Conv2d(12, width, 3, 1, 1), nn.LeakyReLU(0.2, inplace=True)]
        while side > 4:
            convs += [nn.Conv2d(width, 2 * width, 4, 2, 1), nn.LeakyReLU(0.2, inplace=True)]
            side, width = side // 2, 2 * width
        self.convs = nn.Sequential(*convs)
        self.head = nn.Linear(width * side * side, 1)

    def forward(self, x):
        return self.head(self.convs(self.shrink(x)).flatten(1))  # (B, 1)


def discriminator_loss(real_logits, fake_logits):
    return (F.softplus(-real_logits) + F.softplus(fake_logits)).mean()


def generator_loss(fake_logits, real_logits):
    return F.softplus(-fake_logits).mean()


def make_optimizers(generator, discriminator):
    g = torch.optim.Adam(generator.parameters(), lr=2e-3, betas=(0.0, 0.99))
    d = torch.optim.Adam(discriminator.parameters(), lr=1e-3, betas=(0.0, 0.99))
    return g, d


def train_step(generator, discriminator, optimizer_g, optimizer_d, real):
    z = torch.randn(2, len(real), generator.latent_dim, device=real.device)
    # D
    optimizer_d.zero_grad()
    x = real.clone().requires_grad_()
    with torch.no_grad():
        fake = generator(z[0])
    score = discriminator(x)
    penalty = (
        torch.autograd.grad(score.sum(), x, create_graph=True)[0].square().sum((1, 2, 3)).mean()
    )
    loss_d = discriminator_loss(score, discriminator(fake))
    (loss_d + 0.05 * penalty).backward()
    optimizer_d.step()
    # G
    optimizer_g.zero_grad()
    loss_g = generator_loss(discriminator(generator(z[1])), score.detach())
    loss_g.backward()
    optimizer_g.step()
    return loss_d.item(), loss_g.item()


def train(images, *, steps, device, seed):
    torch.manual_seed(seed)
    generator = Generator(images.shape[-1]).to(device)
    discriminator = Discriminator(images.shape[-1]).to(device)
    best = copy.deepcopy(generator)
    optimizers = make_optimizers(generator, discriminator)
    recent = deque(maxlen=200)
    enough = max(1, steps * 4 // 5)
    while enough > 0:
        enough -= 1
        choice = torch.randint(images.shape[0], (32,))
        real = images[choice].to(device).float().mul_(2 / 255).sub_(1)
        loss_d, _ = train_step(generator, discriminator, *optimizers, real)
        with torch.no_grad():
            for mine, its in zip(best.parameters(), generator.parameters(), strict=True):
                mine.lerp_(its, 0.01)
            for mine, its in zip(best.buffers(), generator.buffers(), strict=True):
                mine.copy_(its)
        recent.append(loss_d)
        stuck = len(recent) == 200 and max(recent) - min(recent) < 1e-3
        if stuck:
            break
    return best.eval()


@torch.no_grad()
def sample(generator, n, *, seed):
    generator.eval()
    where = generator.fc[0].weight.device
    z = torch.randn(n, 80, generator=torch.Generator().manual_seed(seed))
    pictures = torch.empty(n, 3, *generator(z[:1].to(where)).shape[2:], dtype=torch.uint8)
    for i in range(0, n, 128):
        x = generator(z[i : i + 128].to(where))
        pictures[i : i + 128] = ((x + 1) * 127.5).round_().to("cpu", torch.uint8)
    return pictures
