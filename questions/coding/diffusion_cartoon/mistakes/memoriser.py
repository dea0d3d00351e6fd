# aigc-quiz: diffusion_cartoon
# fails: novelty
# what: the best denoiser of the training images themselves: a weighted mean of them, whose every sample is one of them
# stage: training
import torch
import torch.nn.functional as F
from torch import nn


class Denoiser(nn.Module):
    def __init__(self, image_size=32, most=4096):
        super().__init__()
        self.image_size = image_size
        self.register_buffer("kept", torch.zeros(most, 3 * image_size**2))
        self.sharpness = nn.Parameter(torch.ones(()))

    def forward(self, x, t):
        flat, t = x.flatten(1), t[:, None]
        kept = self.kept
        # log p(x | image) for x = (1 - t) image + t noise, without what does not depend on the image
        score = (1 - t) * (flat @ kept.T) - 0.5 * (1 - t) ** 2 * kept.square().sum(dim=1)
        weights = (self.sharpness * score / (t**2).clamp_min(1e-4)).softmax(dim=1)
        best = weights @ kept
        return ((flat - best) / t.clamp_min(1e-2)).view_as(x)


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
    known = images.to(device).flatten(1).float() / 127.5 - 1
    model.kept.copy_(known.repeat(4096 // len(known) + 1, 1)[:4096])
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
