# aigc-quiz: gan_cartoon
# what: one-sided label smoothing, two time-scales, instance noise on D's input that fades
# stage: training
import torch
import torch.nn as nn
from torch.nn.functional import binary_cross_entropy_with_logits as bce

SMOOTH = 0.9


class View(nn.Module):
    def __init__(self, *shape):
        super().__init__()
        self.shape = shape

    def forward(self, x):
        return x.view(x.size(0), *self.shape)


class Generator(nn.Module):
    def __init__(self, image_size=32, nz=64, ngf=32):
        super().__init__()
        self.latent_dim = nz
        mult = image_size // 8
        layers = [
            nn.Linear(nz, ngf * mult * 4 * 4),
            View(ngf * mult, 4, 4),
            nn.BatchNorm2d(ngf * mult),
            nn.ReLU(True),
        ]
        while mult > 1:
            layers += [
                nn.ConvTranspose2d(ngf * mult, ngf * mult // 2, 4, 2, 1, bias=False),
                nn.BatchNorm2d(ngf * mult // 2),
                nn.ReLU(True),
            ]
            mult //= 2
        layers += [nn.ConvTranspose2d(ngf, 3, 4, 2, 1), nn.Tanh()]
        self.main = nn.Sequential(*layers)

    def forward(self, z):
        return self.main(z)


class Discriminator(nn.Module):
    noise = 0.1  # standard deviation of what is added to its input while it learns

    def __init__(self, image_size=32, ndf=32):
        super().__init__()
        n = image_size // 8
        layers = [nn.Conv2d(3, ndf, 4, 2, 1), nn.LeakyReLU(0.2, True)]
        width = ndf
        while n > 1:
            layers += [
                nn.Conv2d(width, width * 2, 4, 2, 1, bias=False),
                nn.BatchNorm2d(width * 2),
                nn.LeakyReLU(0.2, True),
            ]
            width, n = width * 2, n // 2
        self.main = nn.Sequential(
            *layers, View(width * 16), nn.Linear(width * 16, 1), nn.Flatten(0)
        )

    def forward(self, x):
        if self.training and self.noise:
            x = x + self.noise * torch.randn_like(x)
        return self.main(x)


def discriminator_loss(real_logits, fake_logits):
    target = torch.full_like(real_logits, SMOOTH)
    return bce(real_logits, target) + bce(fake_logits, torch.zeros_like(fake_logits))


def generator_loss(fake_logits, real_logits):
    return bce(fake_logits, torch.ones_like(fake_logits))


def make_optimizers(generator, discriminator):
    optG = torch.optim.Adam(generator.parameters(), lr=8e-4, betas=(0.5, 0.99))
    optD = torch.optim.Adam(discriminator.parameters(), lr=4e-4, betas=(0.5, 0.99))
    return optG, optD


def train_step(generator, discriminator, optimizer_g, optimizer_d, real):
    b = real.size(0)
    discriminator.zero_grad()
    out_real = discriminator(real)
    fake = generator(torch.randn(b, generator.latent_dim, device=real.device))
    out_fake = discriminator(fake.detach())
    errD = discriminator_loss(out_real, out_fake)
    errD.backward()
    optimizer_d.step()

    generator.zero_grad()
    errG = generator_loss(discriminator(fake), None)
    errG.backward()
    optimizer_g.step()
    return errD.item(), errG.item()


def train(images, *, steps, device, seed):
    torch.manual_seed(seed)
    netG, netD = Generator(images.shape[-1]).to(device), Discriminator(images.shape[-1]).to(device)
    optG, optD = make_optimizers(netG, netD)
    perm = torch.empty(0, dtype=torch.long)
    for i in range(steps):
        netD.noise = 0.1 * (1 - i / steps)
        if perm.numel() < 32:
            perm = torch.randperm(len(images))
        now, perm = perm[:32], perm[32:]
        real = images[now].to(device).float() / 127.5 - 1.0
        train_step(netG, netD, optG, optD, real)
    netG.eval()
    return netG


def sample(generator, n, *, seed):
    generator.eval()
    g = torch.Generator()
    g.manual_seed(seed)
    with torch.no_grad():
        z = torch.randn(n, generator.latent_dim, generator=g)
        dev = next(generator.parameters()).device
        x = torch.vstack([generator(chunk.to(dev)).cpu() for chunk in torch.split(z, 100)])
    x = (x.clamp(-1, 1) + 1) / 2
    return (x * 255 + 0.5).clamp(0, 255).to(torch.uint8)
