# aigc-quiz: diffusion_cartoon
# A small transformer on patches of 4 x 4 pixels (DiT, Peebles and Xie 2023); v-prediction on a circle of angles.
import math
from functools import partial

import torch
import torch.nn.functional as F
from torch import nn

PATCH, DIM, DEPTH, HEADS = 4, 128, 4, 4


def angles(t):
    """The noise level as an angle: images at 0, noise at 90 degrees."""
    phi = t * (math.pi / 2)
    return phi.cos()[:, None, None, None], phi.sin()[:, None, None, None]


def add_noise(images, noise, t):
    cos, sin = angles(t)
    return cos * images + sin * noise


def target(images, noise, t):
    """v: the direction in which add_noise turns (Salimans and Ho 2022)."""
    cos, sin = angles(t)
    return cos * noise - sin * images


def plain_norm(x):
    return F.layer_norm(x, x.shape[-1:])


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(DIM, 3 * DIM)
        self.proj = nn.Linear(DIM, DIM)
        self.up = nn.Linear(DIM, 4 * DIM)
        self.down = nn.Linear(4 * DIM, DIM)
        self.modulation = nn.Linear(DIM, 6 * DIM)
        nn.init.zeros_(self.modulation.weight)
        nn.init.zeros_(self.modulation.bias)

    def forward(self, x, condition):
        shift1, scale1, gate1, shift2, scale2, gate2 = self.modulation(condition)[:, None].chunk(
            6, dim=-1
        )
        h = plain_norm(x) * (1 + scale1) + shift1
        q, k, v = self.qkv(h).unflatten(-1, (3, HEADS, -1)).permute(2, 0, 3, 1, 4)
        looks = (q @ k.mT * (DIM // HEADS) ** -0.5).softmax(dim=-1)
        h = (looks.to(v.dtype) @ v).transpose(1, 2).flatten(2)
        x = x + (1 + gate1) * self.proj(h)
        h = plain_norm(x) * (1 + scale2) + shift2
        return x + (1 + gate2) * self.down(F.gelu(self.up(h), approximate="tanh"))


class Denoiser(nn.Module):
    def __init__(self, image_size=32):
        super().__init__()
        self.image_size = image_size
        tokens = (image_size // PATCH) ** 2
        self.patch = nn.Linear(3 * PATCH**2, DIM)
        self.position = nn.Parameter(0.02 * torch.randn(tokens, DIM))
        self.time = nn.Sequential(nn.Linear(64, DIM), nn.SiLU(), nn.Linear(DIM, DIM), nn.SiLU())
        self.layers = nn.ModuleList(Layer() for _ in range(DEPTH))
        self.out = nn.Linear(DIM, 3 * PATCH**2)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, x, t):
        tokens = F.unfold(x, PATCH, stride=PATCH).transpose(1, 2)
        waves = t[:, None] * torch.exp(torch.linspace(0, 5, 32, device=t.device))
        condition = self.time(torch.cat([waves.sin(), waves.cos()], dim=-1))
        h = self.patch(tokens) + self.position
        for layer in self.layers:
            h = layer(h, condition)
        h = self.out(plain_norm(h)).float().transpose(1, 2)
        return F.fold(h, (self.image_size, self.image_size), PATCH, stride=PATCH)


def quick_in_bfloat16(device):
    """A CPU without instructions for it would be many times slower, not faster."""
    told = getattr(torch.cpu, "get_capabilities", dict)()
    return device.type == "cuda" or (device.type == "cpu" and told.get("avx512_bf16", False))


def training_loss(model, images):
    # Logit-normal times: most of them in the middle (Esser et al. 2024).
    t = torch.randn(images.shape[0], device=images.device).sigmoid()
    noise = torch.randn(images.shape, device=images.device)
    quick = quick_in_bfloat16(images.device)
    with torch.autocast(images.device.type, dtype=torch.bfloat16, enabled=quick):
        v = model(add_noise(images, noise, t), t)
    return F.mse_loss(v.float(), target(images, noise, t))


def train(images, *, steps, device, seed):
    torch.manual_seed(seed)
    data = (images.to(torch.float32) - 127.5) / 127.5
    model = Denoiser(data.shape[-1]).to(device)
    average = torch.optim.swa_utils.AveragedModel(
        model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.99)
    )
    optimizer = torch.optim.AdamW(model.parameters(), 2e-3, (0.9, 0.99), weight_decay=0.01)
    anneal = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda k: min((k + 1) / 50, (1 + math.cos(math.pi * k / steps)) / 2)
    )
    order = []
    for _ in range(steps):
        if len(order) < 32:
            order += torch.randperm(len(data)).tolist()
        chosen, order = order[:32], order[32:]
        model.zero_grad()
        training_loss(model, data[chosen].to(device)).backward()
        optimizer.step()
        anneal.step()
        average.update_parameters(model)
    return average.module.eval()


def sample(model, n, *, seed):
    device = next(iter(model.parameters())).device
    start = torch.randn(
        (n, 3, model.image_size, model.image_size),
        generator=torch.Generator("cpu").manual_seed(seed),
    )
    quick = quick_in_bfloat16(device)
    with torch.no_grad(), torch.autocast(device.type, dtype=torch.bfloat16, enabled=quick):
        drawn = list(map(partial(turned_back, model.eval()), start.to(device).split(128)))
    return (torch.cat(drawn).cpu() * 127.5 + 127.5).clamp(0, 255).round().byte()


def turned_back(model, x, steps=14):
    """DDIM with v: turn x by one angle at a time, from noise back to the image."""
    turn = torch.tensor(math.pi / 2 / steps)
    for left in range(steps, 0, -1):
        v = model(x, torch.full((len(x),), left / steps, device=x.device))
        x = turn.cos() * x - turn.sin() * v
    return x
