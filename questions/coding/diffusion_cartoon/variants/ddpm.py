# aigc-quiz: diffusion_cartoon
# DDPM: a table of a thousand noise levels, the network predicts the noise; sampling by DDIM. Near t = 1 an error of the
# noise is divided by nearly 0 to guess the picture: hence a shortcut around the network, and a loss that counts such errors.
import math

import torch
from torch import nn

T = 1000
RESPACED = 20  # of the thousand steps, so many are taken when sampling


def cosine_alpha_bars():
    """Nichol and Dhariwal 2021, eq. 17, with betas clipped at 0.999."""
    steps = torch.arange(T + 1, dtype=torch.float64) / T
    f = torch.cos((steps + 0.008) / 1.008 * math.pi / 2) ** 2
    betas = (1 - f[1:] / f[:-1]).clamp(max=0.999)
    return torch.cumprod(1 - betas, dim=0).float()


ALPHA_BAR = cosine_alpha_bars()


def index(t):
    return (t * (T - 1)).round().long()


def alpha_bar(t):
    return ALPHA_BAR.to(t.device)[index(t)].view(-1, 1, 1, 1)


def add_noise(images, noise, t):
    a = alpha_bar(t)
    return a.sqrt() * images + (1 - a).sqrt() * noise


def target(images, noise, t):
    return noise


def timestep_embedding(steps, dim):
    half = dim // 2
    freqs = torch.exp(-math.log(10000) * torch.arange(half, device=steps.device) / half)
    args = steps.float()[:, None] * freqs[None]
    return torch.cat([args.cos(), args.sin()], dim=-1)


class ResBlock(nn.Module):
    def __init__(self, cin, cout, temb):
        super().__init__()
        self.norm1 = nn.GroupNorm(8, cin)
        self.conv1 = nn.Conv2d(cin, cout, 3, padding=1)
        self.temb = nn.Linear(temb, cout)
        self.norm2 = nn.GroupNorm(8, cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, padding=1)
        self.skip = nn.Conv2d(cin, cout, 1) if cin != cout else nn.Identity()
        self.act = nn.SiLU()

    def forward(self, x, emb):
        h = self.conv1(self.act(self.norm1(x)))
        h = h + self.temb(emb)[:, :, None, None]
        h = self.conv2(self.act(self.norm2(h)))
        return h + self.skip(x)


class Denoiser(nn.Module):
    def __init__(self, image_size=32, ch=32):
        super().__init__()
        self.image_size = image_size
        self.ch = ch
        temb = 4 * ch
        self.time = nn.Sequential(nn.Linear(ch, temb), nn.SiLU(), nn.Linear(temb, temb), nn.SiLU())
        self.conv_in = nn.Conv2d(12, ch, 3, padding=1)
        self.d1 = ResBlock(ch, ch, temb)
        self.d2 = ResBlock(ch, ch, temb)
        self.down1 = nn.Conv2d(ch, 2 * ch, 3, stride=2, padding=1)
        self.d3 = ResBlock(2 * ch, 2 * ch, temb)
        self.down2 = nn.Conv2d(2 * ch, 2 * ch, 3, stride=2, padding=1)
        self.mid = ResBlock(2 * ch, 2 * ch, temb)
        self.up2 = nn.Conv2d(2 * ch, 2 * ch, 3, padding=1)
        self.u3 = ResBlock(4 * ch, 2 * ch, temb)
        self.up1 = nn.Conv2d(2 * ch, ch, 3, padding=1)
        self.u2 = ResBlock(2 * ch, ch, temb)
        self.u1 = ResBlock(2 * ch, ch, temb)
        self.out = nn.Sequential(nn.GroupNorm(8, ch), nn.SiLU(), nn.Conv2d(ch, 12, 3, padding=1))
        self.upsample = nn.Upsample(scale_factor=2, mode="nearest")

    def forward(self, x, t):
        emb = self.time(timestep_embedding(index(t), self.ch))
        patches = nn.functional.pixel_unshuffle(x, 2).to(memory_format=torch.channels_last)
        h1 = self.d1(self.conv_in(patches), emb)
        h2 = self.d2(h1, emb)
        h3 = self.d3(self.down1(h2), emb)
        h = self.mid(self.down2(h3), emb)
        h = self.u3(torch.cat([self.up2(self.upsample(h)), h3], dim=1), emb)
        h = self.u2(torch.cat([self.up1(self.upsample(h)), h2], dim=1), emb)
        h = self.u1(torch.cat([h, h1], dim=1), emb)
        learnt = nn.functional.pixel_shuffle(self.out(h).float(), 2)
        a = alpha_bar(t)
        return (1 - a).sqrt() * x + a.sqrt() * learnt


def training_loss(model, images):
    t = torch.randint(0, T, (len(images),), device=images.device) / (T - 1)
    noise = torch.randn_like(images)
    off = model(add_noise(images, noise, t), t) - target(images, noise, t)
    return (off**2 / alpha_bar(t).clamp_min(0.01)).mean()


class EMA:
    def __init__(self, model, decay):
        self.decay = decay
        self.shadow = {k: v.detach().clone() for k, v in model.state_dict().items()}

    def update(self, model):
        for k, v in model.state_dict().items():
            if v.dtype.is_floating_point:
                self.shadow[k].mul_(self.decay).add_(v.detach(), alpha=1 - self.decay)
            else:
                self.shadow[k].copy_(v)


def quick_in_bfloat16(device):
    """A CPU without instructions for it would be many times slower, not faster."""
    told = getattr(torch.cpu, "get_capabilities", dict)()
    return device.type == "cuda" or (device.type == "cpu" and told.get("avx512_bf16", False))


def train(images, *, steps, device, seed):
    torch.manual_seed(seed)
    model = Denoiser(image_size=images.shape[-1]).to(device)
    model = model.to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=2e-3, total_steps=steps + 1, pct_start=0.1
    )
    ema = EMA(model, 0.99)
    bf16 = quick_in_bfloat16(torch.device(device))
    model.train()
    for _ in range(steps):
        batch = images[torch.randint(0, len(images), (32,))].to(device)
        batch = batch.float() / 255 * 2 - 1
        with torch.autocast(torch.device(device).type, dtype=torch.bfloat16, enabled=bf16):
            loss = training_loss(model, batch)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        scheduler.step()
        ema.update(model)
    model.load_state_dict(ema.shadow)
    return model


@torch.no_grad()
def sample(model, n, *, seed):
    model.eval()
    device = next(model.parameters()).device
    gen = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 3, model.image_size, model.image_size, generator=gen).to(device)
    steps = torch.linspace(T - 1, 0, RESPACED).round().long().tolist()
    for i, s in enumerate(steps):
        t = torch.full((n,), s / (T - 1), device=device)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=quick_in_bfloat16(device)):
            eps = model(x, t)
        a = ALPHA_BAR[s]
        x0 = ((x - (1 - a).sqrt() * eps) / a.sqrt()).clamp(-1, 1)
        eps = (x - a.sqrt() * x0) / (1 - a).sqrt()  # of the clamped guess
        before = ALPHA_BAR[steps[i + 1]] if i + 1 < RESPACED else torch.ones(())
        x = before.sqrt() * x0 + (1 - before).sqrt() * eps  # DDIM (Song et al. 2020, eq. 12)
    return ((x.clamp(-1, 1) + 1) / 2 * 255).round().to(torch.uint8).cpu()
