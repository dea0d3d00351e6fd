# aigc-quiz: diffusion_cartoon
# fails: distance
# what: two layers without a nonlinearity between them: a straight line through all pictures
# stage: training
import torch
import torch.nn.functional as F
from torch import nn


class Denoiser(nn.Module):
    def __init__(self, image_size=32, width=64):
        super().__init__()
        self.image_size = image_size
        self.embed = nn.Sequential(nn.Linear(32, 128), nn.SiLU(), nn.Linear(128, 128), nn.SiLU())
        self.enter = nn.Conv2d(3, width, 4, stride=4)
        self.scale = nn.Linear(128, width)
        self.leave = nn.ConvTranspose2d(width, 3, 4, stride=4)

    def forward(self, x, t):
        angles = t[:, None] * torch.logspace(0, 2, 16, device=t.device)
        emb = self.embed(torch.cat([angles.sin(), angles.cos()], dim=1))
        h = self.enter(x)
        return self.leave(h * self.scale(emb)[:, :, None, None])


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
        batch = images[chosen].to(device).float() / 127.5 - 1
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
