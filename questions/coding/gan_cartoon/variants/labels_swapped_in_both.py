# aigc-quiz: gan_cartoon
# what: real is 0 and fake is 1, in both losses; D sees real and fake in one batch (it has no BatchNorm); summed losses
# stage: training
import torch
import torch.nn.functional as F
from torch import nn

REAL, FAKE = 0.0, 1.0
LATENT = 64


def cross_entropy(logits, label):
    return F.binary_cross_entropy_with_logits(
        logits, torch.full_like(logits, label), reduction="sum"
    )


class Generator(nn.Module):
    latent_dim = LATENT

    def __init__(self, image_size=32):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(LATENT, 128 * 4 * 4), nn.GELU(), nn.Unflatten(1, (128, 4, 4))
        )
        channels, size = 128, 4
        for _ in range((image_size // size).bit_length() - 1):
            less = max(channels // 2, 16)
            self.net.append(nn.Upsample(scale_factor=2))
            self.net.append(nn.Conv2d(channels, less, 3, padding=1))
            self.net.append(nn.GroupNorm(8, less))
            self.net.append(nn.GELU())
            channels = less
        self.net.append(nn.Conv2d(channels, 3, 3, padding=1))
        self.net.append(nn.Tanh())

    def forward(self, z):
        return self.net(z)


class Discriminator(nn.Module):
    def __init__(self, image_size=32):
        super().__init__()
        self.net = nn.Sequential()
        channels, size = 3, image_size
        while size > 4:
            more = 32 if channels == 3 else min(128, 2 * channels)
            self.net.append(nn.Conv2d(channels, more, 4, 2, 1))
            self.net.append(nn.LeakyReLU(0.2))
            channels, size = more, size // 2
        self.net.append(nn.Flatten())
        self.net.append(nn.Linear(channels * 16, 1))

    def forward(self, images):
        return self.net(images)


def discriminator_loss(real_logits, fake_logits):
    return cross_entropy(real_logits, REAL) + cross_entropy(fake_logits, FAKE)


def generator_loss(fake_logits, real_logits):
    return cross_entropy(fake_logits, REAL)


def make_optimizers(generator, discriminator):
    return (
        torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.0, 0.99), amsgrad=True),
        torch.optim.Adam(discriminator.parameters(), lr=1e-3, betas=(0.0, 0.99), amsgrad=True),
    )


def train_step(generator, discriminator, optimizer_g, optimizer_d, real):
    size = len(real)
    latents = torch.randn(2 * size, LATENT, device=real.device)
    with torch.no_grad():
        fake = generator(latents[:size])
    both = torch.cat((real, fake)).requires_grad_()
    logits = discriminator(both)
    loss_d = discriminator_loss(logits[:size], logits[size:])
    # The penalty is on real and on fake images: R1 and R2.
    (slopes,) = torch.autograd.grad(logits.sum(), both, create_graph=True)
    optimizer_d.zero_grad()
    (loss_d + 0.05 * slopes.pow(2).sum()).backward()
    optimizer_d.step()

    loss_g = generator_loss(discriminator(generator(latents[size:])), None)
    optimizer_g.zero_grad()
    loss_g.backward()
    optimizer_g.step()
    return loss_d.item() / size, loss_g.item() / size


def to_unit(images):
    return images.float() / 255.0 * 2.0 - 1.0


def train(images, *, steps, device, seed):
    torch.manual_seed(seed)
    real = to_unit(images)  # all of them at once: 50 MB
    generator, discriminator = (
        net(images.shape[-1]).to(device) for net in (Generator, Discriminator)
    )
    optimizer_g, optimizer_d = make_optimizers(generator, discriminator)
    step = 0
    while step < steps:
        for index in torch.randperm(len(real)).tensor_split(max(1, len(real) // 32)):
            if step == steps:
                break
            train_step(generator, discriminator, optimizer_g, optimizer_d, real[index].to(device))
            step += 1
    return generator


@torch.no_grad()
def sample(generator, n, *, seed):
    state = torch.Generator().manual_seed(seed)
    device = next(generator.parameters()).device
    images = [
        generator(torch.randn(1, LATENT, generator=state).to(device))[0].cpu() for _ in range(n)
    ]
    return torch.stack(images).add(1).div(2).mul(255).round().to(torch.uint8)
