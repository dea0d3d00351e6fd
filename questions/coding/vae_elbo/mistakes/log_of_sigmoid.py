# aigc-quiz: vae_elbo
# fails: elbo_large_logits
# what: log(sigmoid(.) + 1e-8) is clipped where the decoder is sure and wrong
import torch
import torch.nn.functional as F


def reparameterize(mu, log_var, eps):
    return mu + torch.exp(0.5 * log_var) * eps


def kl_divergence(mu, log_var):
    return -0.5 * (1 + log_var - mu**2 - log_var.exp()).sum(dim=1)


def elbo(x_logits, x, mu, log_var):
    y = torch.sigmoid(x_logits)
    pixels = x * torch.log(y + 1e-8) + (1 - x) * torch.log(1 - y + 1e-8)
    return pixels.flatten(1).sum(dim=1) - kl_divergence(mu, log_var)


def negative_elbo(encoder, decoder, x, eps):
    mu, log_var = encoder(x)
    z = reparameterize(mu, log_var, eps)
    return -elbo(decoder(z), x, mu, log_var).mean()
