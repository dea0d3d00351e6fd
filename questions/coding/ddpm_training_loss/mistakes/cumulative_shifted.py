# aigc-quiz: ddpm_training_loss
# fails: cumulative_alphas
# what: starts at 1: every entry is one step late
import torch
import torch.nn.functional as F


def linear_betas(steps, first=1e-4, last=0.02):
    return torch.linspace(first, last, steps)


def cumulative_alphas(betas):
    alphas_bar = torch.cumprod(1 - betas, dim=0)
    return torch.cat([torch.ones_like(betas[:1]), alphas_bar[:-1]])


def q_sample(x0, t, eps, alphas_bar):
    a = alphas_bar[t].view(-1, *[1] * (x0.dim() - 1))
    return a.sqrt() * x0 + (1 - a).sqrt() * eps


def training_loss(model, x0, t, eps, alphas_bar):
    x_t = q_sample(x0, t, eps, alphas_bar)
    return F.mse_loss(model(x_t, t), eps)
