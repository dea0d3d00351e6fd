# aigc-quiz: vae_elbo
# what: torch.distributions does the algebra
import torch
from torch.distributions import Bernoulli, Normal
from torch.distributions import kl_divergence as kl


def posterior(mu, log_var):
    return Normal(mu, (log_var / 2).exp())


def reparameterize(mu, log_var, eps):
    return torch.addcmul(mu, (log_var / 2).exp(), eps)


def kl_divergence(mu, log_var):
    prior = Normal(torch.zeros_like(mu), torch.ones_like(mu))
    return kl(posterior(mu, log_var), prior).sum(-1)


def elbo(x_logits, x, mu, log_var):
    likelihood = Bernoulli(logits=x_logits, validate_args=False).log_prob(x)
    return likelihood.reshape(len(x), -1).sum(-1) - kl_divergence(mu, log_var)


def negative_elbo(encoder, decoder, x, eps):
    mu, log_var = encoder(x)
    bound = elbo(decoder(reparameterize(mu, log_var, eps)), x, mu, log_var)
    return bound.mean().neg()
