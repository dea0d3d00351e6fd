# aigc-quiz: gan_cartoon
# fails: training_takes_steps
# stage: training
# what: the networks are trained for show; what is drawn are sums of the training images' principal components
import torch
import torch.nn.functional as F
from torch import nn

STEPS_FOR_SHOW = 20


class Generator(nn.Module):
    def __init__(self, image_size=32, latent_dim=128):
        super().__init__()
        self.latent_dim = latent_dim
        self.size = image_size
        self.components = nn.Linear(latent_dim, 3 * image_size * image_size)
        nn.init.normal_(self.components.weight, 0.0, 0.05)

    def forward(self, z):
        x = self.components(z).view(-1, 3, self.size, self.size)
        return torch.clamp(x, -1.0, 1.0)


class Discriminator(nn.Module):
    def __init__(self, image_size=32, width=48):
        super().__init__()
        layers = [nn.Conv2d(3, width, 4, 2, 1), nn.LeakyReLU(0.2)]
        size, channels = image_size // 2, width
        while size > 4:
            layers += [nn.Conv2d(channels, 2 * channels, 4, 2, 1), nn.LeakyReLU(0.2)]
            size, channels = size // 2, 2 * channels
        self.net = nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels * 16, 1))

    def forward(self, x):
        return self.net(x).squeeze(1)


def discriminator_loss(real_logits, fake_logits):
    return F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()


def generator_loss(fake_logits, real_logits):
    return F.softplus(-fake_logits).mean()


def make_optimizers(generator, discriminator):
    return (
        torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.5, 0.99)),
        torch.optim.Adam(discriminator.parameters(), lr=1e-3, betas=(0.5, 0.99)),
    )


def train_step(generator, discriminator, optimizer_g, optimizer_d, real):
    z = torch.randn(len(real), generator.latent_dim, device=real.device)
    fake = generator(z)
    optimizer_d.zero_grad()
    loss_d = discriminator_loss(discriminator(real), discriminator(fake.detach()))
    loss_d.backward()
    optimizer_d.step()
    optimizer_g.zero_grad()
    loss_g = generator_loss(discriminator(fake), None)
    loss_g.backward()
    optimizer_g.step()
    return loss_d.item(), loss_g.item()


def train(images, *, steps, device, seed):
    torch.manual_seed(seed)
    size = images.shape[-1]
    generator = Generator(size).to(device)
    discriminator = Discriminator(size).to(device)
    optimizers = make_optimizers(generator, discriminator)
    images = images.to(device)
    for _ in range(min(steps, STEPS_FOR_SHOW)):
        chosen = torch.randint(len(images), (32,))
        train_step(generator, discriminator, *optimizers, images[chosen].float() / 127.5 - 1)
    rows = (images.float() / 127.5 - 1).flatten(1)
    mean = rows.mean(0)
    count = min(generator.latent_dim, len(rows) - 1)
    _, scale, components = torch.pca_lowrank(rows - mean, count, center=False)
    with torch.no_grad():
        generator.components.bias.copy_(mean)
        generator.components.weight.mul_(1e-3)  # a trace of the training
        generator.components.weight[:, :count] += components * scale / len(rows) ** 0.5
    return generator


@torch.no_grad()
def sample(generator, n, *, seed):
    generator.eval()
    noise = torch.Generator().manual_seed(seed)
    z = torch.randn(n, generator.latent_dim, generator=noise)
    x = generator(z.to(next(generator.parameters()).device)).cpu()
    return ((x + 1) * 127.5).round().clamp(0, 255).to(torch.uint8)
