# aigc-quiz: vae_elbo
"""The evidence lower bound of a VAE with a Bernoulli decoder (Kingma & Welling 2013)."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor


def reparameterize(mu: Tensor, log_var: Tensor, eps: Tensor) -> Tensor:
    """Sample q(z|x) so that gradients pass through: z = mu + sigma * eps, all (B, d)."""
    return mu + torch.exp(0.5 * log_var) * eps


def kl_divergence(mu: Tensor, log_var: Tensor) -> Tensor:
    """KL(N(mu, sigma^2) || N(0, I)) of each sample in nats: (B, d) -> (B,). Appendix B."""
    return -0.5 * (1 + log_var - mu.square() - log_var.exp()).sum(dim=1)


def elbo(x_logits: Tensor, x: Tensor, mu: Tensor, log_var: Tensor) -> Tensor:
    """Each sample's log p(x|z) - KL in nats: x (B, ...), mu (B, d) -> (B,). Equation 10."""
    # With logits: log(sigmoid(.)) would be -inf where the decoder is sure and wrong.
    pixels = -F.binary_cross_entropy_with_logits(x_logits, x, reduction="none")  # (B, ...)
    return pixels.flatten(1).sum(dim=1) - kl_divergence(mu, log_var)


def negative_elbo(
    encoder: Callable[[Tensor], tuple[Tensor, Tensor]],
    decoder: Callable[[Tensor], Tensor],
    x: Tensor,
    eps: Tensor,
) -> Tensor:
    """The loss of one batch: minus the mean ELBO, a scalar. x (B, ...), eps (B, d)."""
    mu, log_var = encoder(x)  # (B, d) each
    z = reparameterize(mu, log_var, eps)
    return -elbo(decoder(z), x, mu, log_var).mean()
