# aigc-quiz: ddpm_training_loss
# what: the product through logarithms in float64, the coefficients expanded with None axes
import torch


def linear_betas(steps, first=1e-4, last=0.02):
    ramp = torch.arange(steps, dtype=torch.float64) / max(steps - 1, 1)
    return (first + (last - first) * ramp).float()


def cumulative_alphas(betas):
    logs = torch.log1p(-betas.double())
    return logs.cumsum(0).exp().to(betas.dtype)


def q_sample(x0, t, eps, alphas_bar):
    signal = torch.sqrt(alphas_bar).gather(0, t)
    noise = torch.sqrt(1.0 - alphas_bar).gather(0, t)
    while signal.dim() < x0.dim():
        signal, noise = signal[..., None], noise[..., None]
    return signal * x0 + noise * eps


def training_loss(model, x0, t, eps, alphas_bar):
    error = model(q_sample(x0, t, eps, alphas_bar), t) - eps
    return error.square().mean()
