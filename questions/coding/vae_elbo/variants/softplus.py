# aigc-quiz: vae_elbo
# what: the likelihood as x * logit - softplus(logit), the KL from sigma
import torch.nn.functional as F


def reparameterize(mu, log_var, eps):
    sigma = log_var.exp().sqrt()
    return eps * sigma + mu


def kl_divergence(mu, log_var):
    variance = log_var.exp()
    return ((mu * mu).sum(1) + (variance - log_var - 1.0).sum(1)) / 2


def elbo(x_logits, x, mu, log_var):
    likelihood = x * x_logits - F.softplus(x_logits)
    return likelihood.sum(dim=tuple(range(1, x.dim()))) - kl_divergence(mu, log_var)


def negative_elbo(encoder, decoder, x, eps):
    mu, log_var = encoder(x)
    z = reparameterize(mu, log_var, eps)
    total = -elbo(decoder(z), x, mu, log_var).sum()
    return total / x.shape[0]
