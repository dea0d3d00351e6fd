# aigc-quiz: ddpm_training_loss
# fails: q_sample
# what: the first sample's t is used for the whole batch
import torch
import torch.nn.functional as F


def linear_betas(steps, first=1e-4, last=0.02):
    return torch.linspace(first, last, steps)


def cumulative_alphas(betas):
    return torch.cumprod(1 - betas, dim=0)


def q_sample(x0, t, eps, alphas_bar):
    a = alphas_bar[t[0]]
    return a.sqrt() * x0 + (1 - a).sqrt() * eps


def training_loss(model, x0, t, eps, alphas_bar):
    x_t = q_sample(x0, t, eps, alphas_bar)
    return F.mse_loss(model(x_t, t), eps)
