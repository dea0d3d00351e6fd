# aigc-quiz: ddpm_training_loss
# what: einsum with the batch axis; the loss as a mean over samples of a norm
import numpy as np
import torch


def linear_betas(steps, first=1e-4, last=0.02):
    return torch.from_numpy(np.linspace(first, last, steps, dtype=np.float32))


def cumulative_alphas(betas):
    alphas = betas.neg() + 1
    return alphas.cumprod(-1)


def q_sample(x0, t, eps, alphas_bar):
    alpha_bar = torch.index_select(alphas_bar, 0, t)
    signal = torch.einsum("b,b...->b...", alpha_bar.sqrt(), x0)
    return signal + torch.einsum("b,b...->b...", alpha_bar.neg().add(1).sqrt(), eps)


def training_loss(model, x0, t, eps, alphas_bar):
    error = eps - model(q_sample(x0, t, eps, alphas_bar), t)
    return torch.linalg.vector_norm(error) ** 2 / error.numel()
