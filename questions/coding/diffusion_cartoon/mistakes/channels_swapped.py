# aigc-quiz: diffusion_cartoon
# fails: learned_these_colours
# what: learns with red and blue exchanged
# stage: training
import torch
import torch.nn.functional as F
from torch import nn


class Residual(nn.Module):
    def __init__(self, width, conditioning):
        super().__init__()
        self.norm1, self.norm2 = nn.GroupNorm(8, width), nn.GroupNorm(8, width)
        self.conv1 = nn.Conv2d(width, width, 3, padding=1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)
        self.condition = nn.Linear(conditioning, 2 * width)

    def forward(self, x, emb):
        scale, shift = self.condition(emb)[:, :, None, None].chunk(2, dim=1)
        h = self.conv1(F.silu(self.norm1(x)))
        h = self.norm2(h) * (1 + scale) + shift
        return x + self.conv2(F.silu(h))


class Denoiser(nn.Module):
    def __init__(self, image_size=32, width=64):
        super().__init__()
        self.image_size = image_size
        self.embed = nn.Sequential(nn.Linear(32, 128), nn.SiLU(), nn.Linear(128, 128), nn.SiLU())
        self.enter = nn.Conv2d(3, width, 4, stride=4)
        self.blocks = nn.ModuleList([Residual(width, 128) for _ in range(3)])
        self.leave = nn.ConvTranspose2d(width, 3, 4, stride=4)

    def forward(self, x, t):
        angles = t[:, None] * torch.logspace(0, 2, 16, device=t.device)
        emb = self.embed(torch.cat([angles.sin(), angles.cos()], dim=1))
        h = self.enter(x)
        for block in self.blocks:
            h = block(h, emb)
        return self.leave(h)


def add_noise(images, noise, t):
    t = t[:, None, None, None]
    return (1 - t) * images + t * noise


def target(images, noise, t):
    return noise - images


def training_loss(model, images):
    t = torch.rand(len(images), device=images.device)
    noise = torch.randn_like(images)
    x = add_noise(images, noise, t)
    return F.mse_loss(model(x, t), target(images, noise, t))


def train(images, *, steps, device, seed):
    torch.manual_seed(seed)
    model = Denoiser(images.shape[-1]).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(steps):
        chosen = torch.randint(len(images), (32,))
        batch = images[chosen].to(device).float().flip(1) / 127.5 - 1
        loss = training_loss(model, batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


@torch.no_grad()
def sample(model, n, *, seed, steps=12):
    model.eval()
    device = next(model.parameters()).device
    generator = torch.Generator().manual_seed(seed)
    size = model.image_size
    x = torch.randn(n, 3, size, size, generator=generator).to(device)
    for k in range(steps, 0, -1):
        t = torch.full((n,), k / steps, device=device)
        x = x - model(x, t) / steps
    return ((x + 1) * 127.5).clamp(0, 255).to(torch.uint8).cpu()
