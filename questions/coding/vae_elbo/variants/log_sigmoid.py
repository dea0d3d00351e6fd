# aigc-quiz: vae_elbo
# what: log-sigmoid of both signs; the loss written without calling elbo
import torch
from torch.nn.functional import logsigmoid


def reparameterize(mu, log_var, eps):
    return mu + eps * torch.pow(torch.full_like(log_var, torch.e), 0.5 * log_var)


def kl_divergence(mu, log_var):
    per_latent = 0.5 * (log_var.exp() + mu.pow(2) - 1 - log_var)
    return torch.einsum("bd->b", per_latent)


def log_likelihood(x_logits, x):
    return (x * logsigmoid(x_logits) + (1 - x) * logsigmoid(-x_logits)).flatten(1).sum(1)


def elbo(x_logits, x, mu, log_var):
    return log_likelihood(x_logits, x) - kl_divergence(mu, log_var)


def negative_elbo(encoder, decoder, x, eps):
    mu, log_var = encoder(x)
    reconstruction = log_likelihood(decoder(reparameterize(mu, log_var, eps)), x)
    return kl_divergence(mu, log_var).mean() - reconstruction.mean()
