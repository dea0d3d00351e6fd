# aigc-quiz: gan_cartoon
# what: no normalisation by batches anywhere: scaled convolutions, latents on a sphere, relativistic loss; gradients by autograd.grad, set by hand
# stage: training
import torch
from torch import nn
from torch.nn import functional as F


class Scaled(nn.Module):
    """Weights of variance one, scaled as they are used (Karras et al. 2018)."""

    def __init__(self, shape, gain=2.0):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(shape))
        self.bias = nn.Parameter(torch.zeros(shape[0]))
        self.scale = (gain / self.weight[0].numel()) ** 0.5

    def forward(self, x):
        w = self.weight * self.scale
        return F.linear(x, w, self.bias) if w.ndim == 2 else F.conv2d(x, w, self.bias, padding=1)


def pixel_norm(x):
    return x * torch.rsqrt((x * x).mean(dim=1, keepdim=True) + 1e-8)


class Generator(nn.Module):
    def __init__(self, image_size=32):
        super().__init__()
        self.latent_dim = 48
        self.first = Scaled((64 * 16, 48))
        self.convs = nn.ModuleList()
        width, side = 64, 4
        while side < image_size:
            narrower = max(16, width - 16)
            self.convs.append(Scaled((narrower, width, 3, 3)))
            width, side = narrower, side * 2
        self.last = Scaled((3, width, 3, 3), gain=1.0)

    def forward(self, z):
        x = F.leaky_relu(self.first(pixel_norm(z)).view(len(z), 64, 4, 4), 0.2)
        for conv in self.convs:
            x = F.interpolate(x, scale_factor=2.0, mode="nearest")
            x = F.leaky_relu(conv(x), 0.2)
        return torch.tanh(self.last(x))


class Discriminator(nn.Module):
    def __init__(self, image_size=32):
        super().__init__()
        self.convs = nn.ModuleList([Scaled((24, 3, 3, 3))])
        width, side = 24, image_size
        while side > 4:
            wider = min(128, width * 2)
            self.convs.append(Scaled((wider, width, 3, 3)))
            width, side = wider, side // 2
        self.last = Scaled((1, width * 16), gain=1.0)

    def forward(self, x):
        for at, conv in enumerate(self.convs):
            x = F.leaky_relu(conv(F.avg_pool2d(x, 2) if at else x), 0.2)
        return self.last(x.flatten(1))[:, 0]


def discriminator_loss(real_logits, fake_logits):
    gap = fake_logits - real_logits
    return torch.logaddexp(gap, torch.zeros_like(gap)).mean()


def generator_loss(fake_logits, real_logits):
    return F.softplus(real_logits - fake_logits).mean()


def make_optimizers(generator, discriminator):
    make = lambda net: torch.optim.Adam(list(net.parameters()), 2e-3, (0.0, 0.99), eps=1e-8)  # noqa: E731
    return make(generator), make(discriminator)


def descend(optimizer, network, loss):
    parameters = list(network.parameters())
    for p, g in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        p.grad = g
    optimizer.step()


def train_step(generator, discriminator, optimizer_g, optimizer_d, real):
    count, device = real.shape[0], real.device
    fake = generator(torch.randn(count, 48, device=device))
    x = real.detach().clone().requires_grad_(True)
    real_logits = discriminator(x)
    loss_d = discriminator_loss(real_logits, discriminator(fake.detach()))
    slope = torch.autograd.grad(real_logits.sum(), x, create_graph=True)[0]
    descend(optimizer_d, discriminator, loss_d + 0.1 * slope.pow(2).sum() / count)

    fake = generator(torch.randn(count, 48, device=device))
    loss_g = generator_loss(discriminator(fake), real_logits.detach())
    descend(optimizer_g, generator, loss_g)
    return loss_d.item(), loss_g.item()


def train(images, *, steps, device, seed):
    torch.manual_seed(seed)
    side = images.shape[-1]
    g, d = Generator(side).to(device), Discriminator(side).to(device)
    og, od = make_optimizers(g, d)
    shadow = Generator(side).to(device)
    shadow.load_state_dict(g.state_dict())
    for _ in range(steps):
        pick = torch.randint(0, images.shape[0], (32,))
        train_step(g, d, og, od, images[pick].to(device).to(torch.float32) / 127.5 - 1.0)
        with torch.no_grad():
            for a, b in zip(shadow.parameters(), g.parameters(), strict=True):
                a.mul_(0.99).add_(b, alpha=0.01)
    return shadow


@torch.no_grad()
def sample(generator, n, *, seed):
    rng = torch.Generator()
    rng.manual_seed(seed)
    z = torch.randn((n, 48), generator=rng).to(generator.last.weight.device)
    x = torch.cat([generator(part) for part in z.split(64)])
    return x.mul(0.5).add(0.5).mul(255).round().to(device="cpu", dtype=torch.uint8)
