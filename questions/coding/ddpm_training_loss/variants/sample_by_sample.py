# aigc-quiz: ddpm_training_loss
# what: a loop over the steps and over the samples
import torch


def linear_betas(steps, first=1e-4, last=0.02):
    gap = (last - first) / (steps - 1) if steps > 1 else 0.0
    return torch.tensor([first + i * gap for i in range(steps)], dtype=torch.float32)


def cumulative_alphas(betas):
    product, out = torch.ones_like(betas[0]), []
    for beta in betas:
        product = product * (1 - beta)
        out.append(product)
    return torch.stack(out)


def q_sample(x0, t, eps, alphas_bar):
    noisy = []
    for image, time, noise in zip(x0, t.tolist(), eps, strict=True):
        a = alphas_bar[time]
        noisy.append(a**0.5 * image + (1 - a) ** 0.5 * noise)
    return torch.stack(noisy)


def training_loss(model, x0, t, eps, alphas_bar):
    predicted = model(q_sample(x0, t, eps, alphas_bar), t)
    return ((eps - predicted) ** 2).flatten(1).mean(dim=1).mean()
