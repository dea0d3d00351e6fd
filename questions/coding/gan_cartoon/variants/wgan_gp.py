# aigc-quiz: gan_cartoon
# what: Wasserstein critic with gradient penalty; nearest upsampling without normalisation in the critic; summed, not averaged
# stage: training
import torch
import torch.nn.functional as F
from torch import autograd, nn


class Up(nn.Module):
    def __init__(self, before, after):
        super().__init__()
        self.conv = nn.Conv2d(before, after, 3, padding=1)
        self.norm = nn.GroupNorm(8, after)

    def forward(self, x):
        return F.silu(self.norm(self.conv(F.interpolate(x, scale_factor=2))))


class Generator(nn.Module):
    def __init__(self, image_size=32):
        super().__init__()
        self.latent_dim = 32
        self.first = nn.Linear(32, 64 * 16)
        ups, size = [Up(64, 64)], 8
        while size < image_size:
            ups.append(Up(64 if size == 8 else 32, 32))
            size *= 2
        self.ups = nn.ModuleList(ups)
        self.rgb = nn.Conv2d(32, 3, 3, padding=1)

    def forward(self, z):
        x = self.first(z).view(-1, 64, 4, 4)
        for up in self.ups:
            x = up(x)
        return self.rgb(x).tanh()


class Discriminator(nn.Module):
    def __init__(self, image_size=32):
        super().__init__()
        self.down = nn.ModuleList()
        channels, size = 3, image_size
        while size > 4:
            self.down.append(nn.Conv2d(channels, 48 if channels == 3 else 96, 4, 2, 1))
            channels, size = (48 if channels == 3 else 96), size // 2
        self.last = nn.Linear(channels * 16, 1)

    def forward(self, x):
        for conv in self.down:
            x = F.leaky_relu(conv(x), 0.2)
        return self.last(x.flatten(1))  # (B, 1)


def discriminator_loss(real_logits, fake_logits):
    return (fake_logits - real_logits).sum()


def generator_loss(fake_logits, real_logits):
    return -fake_logits.sum()


def make_optimizers(generator, discriminator):
    return (
        torch.optim.Adam(generator.parameters(), lr=5e-4, betas=(0.0, 0.9)),
        torch.optim.Adam(discriminator.parameters(), lr=1e-3, betas=(0.0, 0.9)),
    )


def penalty(discriminator, real, fake):
    share = torch.rand(len(real), 1, 1, 1, device=real.device)
    between = (share * real + (1 - share) * fake).requires_grad_()
    gradient = autograd.grad(discriminator(between).sum(), between, create_graph=True)[0]
    return 10 * (gradient.flatten(1).norm(dim=1) - 1).square().sum()


def train_step(generator, discriminator, optimizer_g, optimizer_d, real):
    with torch.no_grad():
        fake = generator(torch.randn(real.shape[0], 32, device=real.device))
    loss_d = discriminator_loss(discriminator(real), discriminator(fake))
    loss_d = loss_d + penalty(discriminator, real, fake)
    discriminator.zero_grad()
    loss_d.backward()
    optimizer_d.step()

    fake = generator(torch.randn(real.shape[0], 32, device=real.device))
    loss_g = generator_loss(discriminator(fake), None)
    generator.zero_grad()
    loss_g.backward()
    optimizer_g.step()
    return float(loss_d.detach()), float(loss_g.detach())


def train(images, *, steps, device, seed):
    torch.manual_seed(seed)
    data = images.to(device)
    generator = Generator(images.shape[-1]).to(device)
    discriminator = Discriminator(images.shape[-1]).to(device)
    both = make_optimizers(generator, discriminator)
    for _ in range(steps):
        real = data[torch.randint(0, len(data), (32,), device=device)] / 255 * 2 - 1
        train_step(generator, discriminator, *both, real)
    return generator


def sample(generator, n, *, seed):
    random = torch.Generator().manual_seed(seed)
    device = generator.first.weight.device
    pictures = []
    with torch.inference_mode():
        while len(pictures) < n:
            z = torch.randn(min(64, n - len(pictures)), 32, generator=random).to(device)
            pictures.extend(((generator(z) + 1) / 2 * 255).to(torch.uint8).cpu())
    return torch.stack(pictures)
