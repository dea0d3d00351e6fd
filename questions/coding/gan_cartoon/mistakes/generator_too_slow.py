# aigc-quiz: gan_cartoon
# fails: distance
# what: the generator's learning rate is twenty times too low, D is far ahead
# stage: training
import torch
import torch.nn.functional as F
from torch import nn


def initialise(module):
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
        nn.init.normal_(module.weight, 0.0, 0.02)
    elif isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1.0, 0.02)
        nn.init.zeros_(module.bias)


class Generator(nn.Module):
    def __init__(self, image_size=32, latent_dim=100, width=32):
        super().__init__()
        self.latent_dim = latent_dim
        channels = width * image_size // 8
        layers = [
            nn.ConvTranspose2d(latent_dim, channels, 4, 1, 0, bias=False),  # 1 -> 4
            nn.BatchNorm2d(channels),
            nn.ReLU(),
        ]
        size = 4
        while size < image_size // 2:
            layers += [
                nn.ConvTranspose2d(channels, channels // 2, 4, 2, 1, bias=False),
                nn.BatchNorm2d(channels // 2),
                nn.ReLU(),
            ]
            channels, size = channels // 2, size * 2
        layers += [nn.ConvTranspose2d(channels, 3, 4, 2, 1), nn.Tanh()]
        self.net = nn.Sequential(*layers)
        self.apply(initialise)

    def forward(self, z):
        return self.net(z[:, :, None, None])


class Discriminator(nn.Module):
    def __init__(self, image_size=32, width=32):
        super().__init__()
        layers = [nn.Conv2d(3, width, 4, 2, 1), nn.LeakyReLU(0.2)]
        size, channels = image_size // 2, width
        while size > 4:
            layers += [
                nn.Conv2d(channels, channels * 2, 4, 2, 1, bias=False),
                nn.BatchNorm2d(channels * 2),
                nn.LeakyReLU(0.2),
            ]
            channels, size = channels * 2, size // 2
        layers += [nn.Conv2d(channels, 1, 4, 1, 0)]  # 4 -> 1
        self.net = nn.Sequential(*layers)
        self.apply(initialise)

    def forward(self, images):
        return self.net(images).flatten()


def discriminator_loss(real_logits, fake_logits):
    real = F.binary_cross_entropy_with_logits(real_logits, torch.ones_like(real_logits))
    fake = F.binary_cross_entropy_with_logits(fake_logits, torch.zeros_like(fake_logits))
    return real + fake


def generator_loss(fake_logits, real_logits):
    return F.binary_cross_entropy_with_logits(fake_logits, torch.ones_like(fake_logits))


def make_optimizers(generator, discriminator):
    return (
        torch.optim.Adam(generator.parameters(), lr=1e-5, betas=(0.5, 0.999)),
        torch.optim.Adam(discriminator.parameters(), lr=5e-4, betas=(0.5, 0.999)),
    )


def train_step(generator, discriminator, optimizer_g, optimizer_d, real):
    z = torch.randn(len(real), generator.latent_dim, device=real.device)
    fake = generator(z)

    optimizer_d.zero_grad()
    real_logits = discriminator(real)
    loss_d = discriminator_loss(real_logits, discriminator(fake.detach()))
    loss_d.backward()
    optimizer_d.step()

    optimizer_g.zero_grad()
    loss_g = generator_loss(discriminator(fake), real_logits.detach())
    loss_g.backward()
    optimizer_g.step()

    return loss_d.item(), loss_g.item()


def train(images, *, steps, device, seed):
    torch.manual_seed(seed)
    generator = Generator(images.shape[-1]).to(device)
    discriminator = Discriminator(images.shape[-1]).to(device)
    optimizer_g, optimizer_d = make_optimizers(generator, discriminator)
    for _ in range(steps):
        batch = images[torch.randint(len(images), (32,))]
        real = batch.to(device).float() / 127.5 - 1
        train_step(generator, discriminator, optimizer_g, optimizer_d, real)
    return generator


@torch.no_grad()
def sample(generator, n, *, seed):
    generator.eval()
    device = next(generator.parameters()).device
    z = torch.randn(n, generator.latent_dim, generator=torch.Generator().manual_seed(seed))
    images = torch.cat([generator(part.to(device)).cpu() for part in z.split(128)])
    return ((images + 1) * 127.5).round().clamp(0, 255).to(torch.uint8)
