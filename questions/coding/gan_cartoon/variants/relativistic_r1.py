# aigc-quiz: gan_cartoon
# what: relativistic average loss, lazy R1 every fourth step on the whole batch, sub-pixel upsampling, weights averaged by swa_utils
# stage: training
from itertools import pairwise

import torch
from torch import nn
from torch.nn.functional import leaky_relu, pixel_shuffle, softplus
from torch.optim.swa_utils import AveragedModel

EVERY, GAMMA = 4, 0.2


class Generator(nn.Module):
    def __init__(self, image_size=32):
        super().__init__()
        self.latent_dim = 64
        times = (image_size // 4).bit_length() - 1
        self.embed = nn.Linear(self.latent_dim, 64 * 4 * 4)
        widths = [64, 48, 32, 16, 16, 16][: times + 1]
        self.convs = nn.ModuleList(nn.Conv2d(a, 4 * b, 3, padding=1) for a, b in pairwise(widths))
        self.norms = nn.ModuleList(nn.BatchNorm2d(b) for b in widths[1:])
        self.to_rgb = nn.Conv2d(widths[-1], 3, 3, padding=1)

    def forward(self, z):
        x = self.embed(z).unflatten(1, (64, 4, 4))
        for conv, norm in zip(self.convs, self.norms, strict=True):
            x = leaky_relu(norm(pixel_shuffle(conv(x), 2)), 0.1)
        return self.to_rgb(x).tanh()


class Discriminator(nn.Module):
    def __init__(self, image_size=32):
        super().__init__()
        self.register_buffer("calls", torch.zeros((), dtype=torch.long))
        self.body = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.LeakyReLU(0.2))
        side, width = image_size, 16
        while side > 4:
            wider = min(128, width * 2)
            self.body.append(nn.Conv2d(width, wider, 4, 2, 1))
            self.body.append(nn.LeakyReLU(0.2))
            side, width = side // 2, wider
        self.body.append(nn.Flatten())
        self.body.append(nn.Linear(width * 16, 1))

    def forward(self, x):
        return self.body(x)


def discriminator_loss(real_logits, fake_logits):
    return (
        softplus(fake_logits.mean() - real_logits).mean()
        + softplus(fake_logits - real_logits.mean()).mean()
    )


def generator_loss(fake_logits, real_logits):
    return discriminator_loss(fake_logits, real_logits)  # the same, seen from the other side


def make_optimizers(generator, discriminator):
    def adam(net, lr):
        return torch.optim.Adam(net.parameters(), lr=lr, betas=(0.0, 0.99))

    return adam(generator, 2e-3), adam(discriminator, 1e-3)


def noise(generator, like):
    return like.new_empty(len(like), generator.latent_dim).normal_()


def train_step(generator, discriminator, optimizer_g, optimizer_d, real):
    lazy = int(discriminator.calls) % EVERY == 0
    discriminator.calls.add_(1)
    with torch.no_grad():
        fake = generator(noise(generator, real))
    if lazy:
        real = real.clone().requires_grad_()
    on_real = discriminator(real)
    loss_d = loss = discriminator_loss(on_real, discriminator(fake))
    if lazy:
        slope = torch.autograd.grad(on_real.sum(), real, create_graph=True)[0]
        loss = loss + EVERY * GAMMA / 2 * slope.pow(2).flatten(1).sum(1).mean()
    optimizer_d.zero_grad(set_to_none=True)
    loss.backward()
    optimizer_d.step()

    for p in discriminator.parameters():
        p.requires_grad_(False)
    with torch.no_grad():
        on_real = discriminator(real)
    loss_g = generator_loss(discriminator(generator(noise(generator, real))), on_real)
    optimizer_g.zero_grad(set_to_none=True)
    loss_g.backward()
    optimizer_g.step()
    for p in discriminator.parameters():
        p.requires_grad_(True)
    return loss_d.detach().item(), loss_g.detach().item()


def train(images, *, steps, device, seed):
    torch.manual_seed(seed)
    G, D = Generator(images.size(-1)).to(device), Discriminator(images.size(-1)).to(device)
    opt_g, opt_d = make_optimizers(G, D)
    mean = AveragedModel(
        G, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.99), use_buffers=True
    )
    plan = [
        torch.optim.lr_scheduler.LinearLR(o, 1.0, 0.1, total_iters=steps) for o in (opt_g, opt_d)
    ]
    for _ in range(steps):
        index = torch.randperm(len(images))[:32]
        train_step(
            G, D, opt_g, opt_d, images[index].to(device, torch.float32).sub_(127.5).div_(127.5)
        )
        mean.update_parameters(G)
        for each in plan:
            each.step()
    return mean.module


@torch.inference_mode()
def sample(generator, n, *, seed):
    state = torch.Generator("cpu").manual_seed(seed)
    where = generator.embed.weight.device
    generator.requires_grad_(False).eval()
    drawn = []
    for start in range(0, n, 200):
        z = torch.randn(min(200, n - start), generator.latent_dim, generator=state)
        drawn.append(generator(z.to(where)).add(1).mul(127.5).clamp(0, 255).round().byte().cpu())
    return torch.cat(drawn)
