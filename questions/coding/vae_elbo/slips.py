"""The bound as the paper has it, and what well-known slips give in its place."""

import inspect
from collections.abc import Callable, Mapping
from types import SimpleNamespace

import torch
import torch.nn.functional as F
from torch import Tensor

from aigc_quiz.grading import Text

Slips = Mapping[str, tuple[Tensor, Text]]


def reparameterize(mu: Tensor, log_var: Tensor, eps: Tensor) -> Tensor:
    """The sample z = mu + sigma * eps."""
    return mu + (0.5 * log_var).exp() * eps


def kl_divergence(mu: Tensor, log_var: Tensor) -> Tensor:
    """KL(q || p) of each sample, (B,)."""
    return -0.5 * (1 + log_var - mu**2 - log_var.exp()).sum(1)


def log_likelihood(x_logits: Tensor, x: Tensor) -> Tensor:
    """Log p(x|z) of each sample, (B,)."""
    return (x * F.logsigmoid(x_logits) + (1 - x) * F.logsigmoid(-x_logits)).flatten(1).sum(1)


def elbo(x_logits: Tensor, x: Tensor, mu: Tensor, log_var: Tensor) -> Tensor:
    """The bound of each sample, (B,)."""
    return log_likelihood(x_logits, x) - kl_divergence(mu, log_var)


def negative_elbo(encoder: Callable, decoder: Callable, x: Tensor, eps: Tensor) -> Tensor:
    """The loss of a batch, ()."""
    mu, log_var = encoder(x)
    return -elbo(decoder(reparameterize(mu, log_var, eps)), x, mu, log_var).mean()


def probe(program, x, eps, weights):
    """The loss of a small VAE, its gradients, and the order in which its parts were called."""
    weights = {name: value.clone().requires_grad_() for name, value in weights.items()}
    calls = []

    def encoder(images):
        calls.append("encoder")
        hidden = torch.tanh(images.flatten(1) @ weights["encoder"])
        return hidden @ weights["mu"], hidden @ weights["log_var"]

    def decoder(z):
        calls.append("decoder")
        return (torch.tanh(z @ weights["decoder"]) @ weights["logits"]).reshape(x.shape)

    loss = program.negative_elbo(encoder, decoder, x, eps)
    gradients = [None] * len(weights)
    if torch.is_tensor(loss) and loss.requires_grad:
        gradients = torch.autograd.grad(loss.sum(), list(weights.values()), allow_unused=True)
    return loss, dict(zip(weights, gradients, strict=True)), calls


FIXTURE = inspect.getsource(probe) + "\n\ndef run(*given):\n    return probe(submission, *given)\n"


def sampling_slips(mu: Tensor, log_var: Tensor, eps: Tensor) -> Slips:
    """Slips of `reparameterize`."""
    return {
        "variance_as_std": (
            mu + log_var.exp() * eps,
            Text(
                zh="exp(log_var) 是方差；标准差是 exp(log_var / 2)。",
                en="exp(log_var) is the variance; the standard deviation is exp(log_var / 2).",
            ),
        ),
        "log_var_as_std": (
            mu + log_var * eps,
            Text(
                zh="log_var 被当成了标准差：先取 exp(log_var / 2)。",
                en="log_var was used as the standard deviation: take exp(log_var / 2) first.",
            ),
        ),
    }


def kl_slips(mu: Tensor, log_var: Tensor) -> Slips:
    """Slips of `kl_divergence`."""
    kl = kl_divergence(mu, log_var)
    return {
        "mean_over_latents": (
            kl / mu.size(1),
            Text(
                zh="KL 对潜变量求了平均：应求和。",
                en="The KL is averaged over the latents: sum them.",
            ),
        ),
        "no_half": (
            2 * kl,
            Text(zh="KL 大了一倍：少了 1/2。", en="Twice the KL: the factor 1/2 is missing."),
        ),
        "sign": (
            -kl,
            Text(zh="符号反了：KL 不会小于 0。", en="The sign is flipped: a KL is never below 0."),
        ),
        "reversed": (
            0.5 * (log_var + (1 + mu**2) / log_var.exp() - 1).sum(1),
            Text(
                zh="这是 KL(p || q)：方向反了，应是 KL(q || p)。",
                en="This is KL(p || q): the direction is reversed, KL(q || p) is asked for.",
            ),
        ),
        "log_std": (
            kl_divergence(mu, 2 * log_var),
            Text(
                zh="log_var 被当成了 log sigma：它是 log sigma^2。",
                en="log_var was taken for log sigma: it is log sigma^2.",
            ),
        ),
        "batch_mean": (
            kl.mean(),
            Text(
                zh="KL 在批上求了平均：每个样本要一个数，形状 (B,)。",
                en="The KL is averaged over the batch: one number a sample is asked for, shape (B,).",
            ),
        ),
    }


def bound_slips(logits: Tensor, x: Tensor, mu: Tensor, log_var: Tensor) -> Slips:
    """Slips of `elbo`."""
    likelihood, kl = log_likelihood(logits, x), kl_divergence(mu, log_var)
    pixels = x[0].numel()
    return {
        "plus_kl": (
            likelihood + kl,
            Text(zh="KL 应减去，而不是加上。", en="The KL must be subtracted, not added."),
        ),
        "is_the_loss": (
            kl - likelihood,
            Text(
                zh="这是要最小化的损失；elbo 要返回下界本身，越大越好。",
                en="This is the loss to minimise; elbo must return the bound itself, where higher is better.",
            ),
        ),
        "mean_over_pixels": (
            likelihood / pixels - kl,
            Text(
                zh="对数似然在像素上求了平均，KL 的分量就大了许多倍：应求和。",
                en="The log-likelihood is averaged over pixels, which makes the KL weigh far too much: sum it.",
            ),
        ),
        "squared_error": (
            -((logits.sigmoid() - x) ** 2).flatten(1).sum(1) - kl,
            Text(
                zh="用了平方误差：伯努利解码器的对数似然是 x log y + (1 - x) log(1 - y)。",
                en="A squared error was used: a Bernoulli decoder has x log y + (1 - x) log(1 - y).",
            ),
        ),
        "ones_only": (
            (x * F.logsigmoid(logits)).flatten(1).sum(1) - kl,
            Text(
                zh="只有 x log y，少了 (1 - x) log(1 - y)。",
                en="Only x log y is there; (1 - x) log(1 - y) is missing.",
            ),
        ),
    }


def loss_slips(x: Tensor, eps: Tensor, weights: Mapping[str, Tensor], loss: Tensor) -> Slips:
    """Slips of `negative_elbo`."""

    def other(function: Callable) -> Tensor:
        return probe(SimpleNamespace(negative_elbo=function), x, eps, weights)[0]

    def of_logits(change: Callable[[Tensor], Tensor]) -> Tensor:
        return other(lambda enc, dec, x, eps: negative_elbo(enc, lambda z: change(dec(z)), x, eps))

    return {
        "summed": (
            loss * len(x),
            Text(
                zh="在批上求了和：应求平均。",
                en="Summed over the batch: take the mean.",
            ),
        ),
        "not_negated": (
            -loss,
            Text(
                zh="少了负号：优化器最小化损失，所以要返回 -ELBO。",
                en="The minus is missing: an optimizer minimises, so return -ELBO.",
            ),
        ),
        "decodes_the_mean": (
            other(lambda enc, dec, x, eps: negative_elbo(enc, dec, x, 0 * eps)),
            Text(
                zh="解码的是 mu：应解码样本 z = mu + sigma * eps。",
                en="mu was decoded: decode the sample z = mu + sigma * eps.",
            ),
        ),
        "double_sigmoid": (
            of_logits(torch.sigmoid),
            Text(
                zh="解码器给的已是 logit：不要再取 sigmoid 后当作 logit 使用。",
                en="The decoder gives logits: do not take a sigmoid and use it as logits again.",
            ),
        ),
    }
