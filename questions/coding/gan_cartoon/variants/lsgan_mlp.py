# aigc-quiz: gan_cartoon
# what: least squares with the labels swapped in both losses (real 0, fake 1), an MLP-heavy generator, label smoothing
# stage: training
import torch
from torch import nn


class Generator(nn.Module):
    def __init__(self, image_size=32):
        super().__init__()
        self.latent_dim, self.size = 48, image_size
        self.body = nn.Sequential(
            nn.Linear(48, 256), nn.BatchNorm1d(256), nn.ReLU(),
            nn.Linear(256, 512), nn.BatchNorm1d(512), nn.ReLU(),
            nn.Linear(512, 48 * (image_size // 4) ** 2), nn.ReLU(),
        )  # fmt: skip
        self.paint = nn.Sequential(
            nn.Conv2d(48, 48, 3, padding=1), nn.ReLU(), nn.Conv2d(48, 48, 1), nn.PixelShuffle(4)
        )

    def forward(self, z):
        x = self.body(z).view(len(z), 48, self.size // 4, self.size // 4)
        return torch.tanh(self.paint(x))


class Discriminator(nn.Module):
    def __init__(self, image_size=32):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 32, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(32, 64, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(64, 64, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(64 * (image_size // 8) ** 2, 128), nn.LeakyReLU(0.2), nn.Linear(128, 1),
        )  # fmt: skip

    def forward(self, images):
        return self.net(images)[:, 0]


def discriminator_loss(real_logits, fake_logits):
    return (real_logits - 0.1).pow(2).mean() + (fake_logits - 1).pow(2).mean()  # 0.1: smoothed


def generator_loss(fake_logits, real_logits):
    return fake_logits.pow(2).mean()


def make_optimizers(generator, discriminator):
    return (
        torch.optim.AdamW(generator.parameters(), lr=5e-4, betas=(0.5, 0.99)),
        torch.optim.RMSprop(discriminator.parameters(), lr=3e-4),
    )


def train_step(generator, discriminator, optimizer_g, optimizer_d, real):
    generator.train()
    z = torch.randn(real.shape[0], generator.latent_dim).to(real.device)
    fake = generator(z)
    d_loss = discriminator_loss(discriminator(real), discriminator(fake.detach()))
    optimizer_d.zero_grad(set_to_none=False)
    d_loss.backward()
    optimizer_d.step()
    g_loss = generator_loss(discriminator(fake), None)
    optimizer_g.zero_grad(set_to_none=False)
    g_loss.backward()
    optimizer_g.step()
    return d_loss.item(), g_loss.item()


def train(images, *, steps, device, seed):
    torch.manual_seed(seed)
    real = images.float().to(device) / 127.5 - 1.0
    g, d = Generator(images.shape[2]).to(device), Discriminator(images.shape[2]).to(device)
    og, od = make_optimizers(g, d)
    for _ in range(steps):
        train_step(g, d, og, od, real[torch.randint(real.shape[0], (32,)).to(device)])
    g.eval()
    return g


def sample(generator, n, *, seed):
    z = torch.randn(n, generator.latent_dim, generator=torch.Generator("cpu").manual_seed(seed))
    with torch.no_grad():
        x = generator(z.to(generator.body[0].weight.device))
    return x.add(1).mul(127.5).round().to(torch.uint8).cpu()
