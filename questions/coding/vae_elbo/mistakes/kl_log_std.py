# aigc-quiz: vae_elbo
# fails: kl_divergence
# what: log_var is taken for log sigma
import torch
import torch.nn.functional as F


def reparameterize(mu, log_var, eps):
    return mu + torch.exp(0.5 * log_var) * eps


def kl_divergence(mu, log_var):
    return -0.5 * (1 + 2 * log_var - mu**2 - (2 * log_var).exp()).sum(dim=1)


def elbo(x_logits, x, mu, log_var):
    pixels = -F.binary_cross_entropy_with_logits(x_logits, x, reduction="none")
    return pixels.flatten(1).sum(dim=1) - kl_divergence(mu, log_var)


def negative_elbo(encoder, decoder, x, eps):
    mu, log_var = encoder(x)
    z = reparameterize(mu, log_var, eps)
    return -elbo(decoder(z), x, mu, log_var).mean()
