# aigc-quiz: vae_elbo
import torch


def reparameterize(mu: torch.Tensor, log_var: torch.Tensor, eps: torch.Tensor) -> torch.Tensor:
    """重参数化采样，噪声由调用者给出 / The reparameterized sample; the caller gives the noise.

    mu, log_var, eps: (B, d)   ->   z: (B, d)
    """
    raise NotImplementedError


def kl_divergence(mu: torch.Tensor, log_var: torch.Tensor) -> torch.Tensor:
    """每个样本的 KL(q(z|x) || N(0, I))，单位 nat / Each sample's KL to N(0, I), in nats.

    mu, log_var: (B, d)   ->   (B,)
    """
    raise NotImplementedError


def elbo(
    x_logits: torch.Tensor, x: torch.Tensor, mu: torch.Tensor, log_var: torch.Tensor
) -> torch.Tensor:
    """每个样本的证据下界，伯努利解码器 / Each sample's evidence lower bound, Bernoulli decoder.

    x_logits, x: (B, ...)   mu, log_var: (B, d)   ->   (B,)
    """
    raise NotImplementedError


def negative_elbo(encoder, decoder, x: torch.Tensor, eps: torch.Tensor) -> torch.Tensor:
    """要最小化的标量：批平均 ELBO 的相反数 / The scalar to minimise: minus the batch mean of the ELBO.

    encoder(x) -> (mu, log_var), (B, d) each   decoder(z) -> x_logits, (B, ...)
    x: (B, ...)   eps: (B, d)   ->   ()
    """
    raise NotImplementedError
