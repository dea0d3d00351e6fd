# aigc-quiz: gan_debug
"""The blog post's GAN with its nine faults repaired; each repair says what was wrong."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

# Repair 1, names: `Dropout` and `np` were used and never imported. Python notices only when the line
# runs. Dropout is now `nn.Dropout`, and torch draws the noise (so that torch's seed decides it, too).

LATENT_DIM = 100
BATCH = 32
CHANNELS = 3  # repair 2: D was built for 28x28x1, while G makes, and the data are, 32x32 RGB


class Generator(nn.Module):
    """Latents (B, 100) to images (B, 3, 32, 32) in [-1, 1]."""

    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(LATENT_DIM, 128 * 4 * 4),
            nn.Unflatten(1, (128, 4, 4)),  # repair 3: a convolution needs (B, C, H, W), not a row
            nn.BatchNorm2d(128),
            nn.ReLU(),
            nn.ConvTranspose2d(128, 64, 4, stride=2, padding=1),  # 4 -> 8
            nn.BatchNorm2d(64),
            nn.ReLU(),
            nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1),  # 8 -> 16
            nn.BatchNorm2d(32),
            nn.ReLU(),
            nn.ConvTranspose2d(32, CHANNELS, 4, stride=2, padding=1),  # 16 -> 32
            # Repair 4: tanh comes last. BatchNorm after it leaves [-1, 1], and LeakyReLU then takes
            # four fifths of every dark value away: no setting of the weights draws a dark pixel.
            nn.Tanh(),
        )

    def forward(self, z: Tensor) -> Tensor:
        """Draw one image a row."""
        return self.net(z)


class Discriminator(nn.Module):
    """Images (B, 3, 32, 32) to logits (B, 1): the larger, the more real."""

    def __init__(self) -> None:
        super().__init__()
        # Repair 5: Flatten + Linear does not know which pixels are neighbours. Convolutions do, and
        # one filter looks everywhere.
        self.net = nn.Sequential(
            nn.Conv2d(CHANNELS, 32, 4, stride=2, padding=1),  # 32 -> 16
            nn.LeakyReLU(0.2),
            nn.Conv2d(32, 64, 4, stride=2, padding=1),  # 16 -> 8
            nn.LeakyReLU(0.2),
            nn.Conv2d(64, 128, 4, stride=2, padding=1),  # 8 -> 4
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Dropout(0.3),
            nn.Linear(128 * 4 * 4, 1),
        )

    def forward(self, images: Tensor) -> Tensor:
        """Judge each image."""
        return self.net(images)


def prepare(images: Tensor) -> Tensor:
    """Images uint8 (N, 3, 32, 32) to float32 in [-1, 1]."""
    # Repair 6: in [0, 255] D needs one look at the size of the numbers; nothing is left to learn for G.
    return images.float() / 127.5 - 1


def make_optimizers(
    generator: nn.Module, discriminator: nn.Module
) -> tuple[torch.optim.Optimizer, torch.optim.Optimizer]:
    """One Adam a network: (optimizer_g, optimizer_d)."""
    # Repair 7: an optimizer must be told whose parameters it moves; beta1 0.5 as in DCGAN.
    return (
        torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.5, 0.999)),
        torch.optim.Adam(discriminator.parameters(), lr=5e-4, betas=(0.5, 0.999)),
    )


def train_step(
    generator: nn.Module,
    discriminator: nn.Module,
    optimizer_g: torch.optim.Optimizer,
    optimizer_d: torch.optim.Optimizer,
    real: Tensor,
) -> tuple[float, float]:
    """One update of D, then one of G, on prepared images (B, 3, 32, 32); both losses."""
    z = torch.randn(len(real), LATENT_DIM, device=real.device)
    fake = generator(z)

    real_logits, fake_logits = discriminator(real), discriminator(fake.detach())
    loss_d = F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()
    optimizer_d.zero_grad()
    loss_d.backward()
    optimizer_d.step()

    # Repair 8: G was fitted to a target of ones, pixel by pixel: a white picture, and D never asked.
    # What must come near "real" is D's judgement of G's picture, so the gradient passes through D.
    loss_g = F.softplus(-discriminator(fake)).mean()
    optimizer_g.zero_grad()
    loss_g.backward()
    optimizer_g.step()
    return loss_d.item(), loss_g.item()


def train(images: Tensor, *, steps: int, device: str, seed: int) -> Generator:
    """Images uint8 (N, 3, 32, 32) to a generator after `steps` updates of it."""
    torch.manual_seed(seed)
    generator, discriminator = Generator().to(device), Discriminator().to(device)
    optimizer_g, optimizer_d = make_optimizers(generator, discriminator)
    for _ in range(steps):
        # Repair 9: the data were `...`, a placeholder; they are the images that train is given.
        chosen = torch.randint(len(images), (BATCH,))
        real = prepare(images[chosen]).to(device)
        train_step(generator, discriminator, optimizer_g, optimizer_d, real)
    return generator
