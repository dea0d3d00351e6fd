# aigc-quiz: gan_losses
import torch


def discriminator_loss(
    real_logits: torch.Tensor, fake_logits: torch.Tensor, kind: str
) -> torch.Tensor:
    """判别器要最小化的标量 / The scalar that the discriminator minimises.

    real_logits, fake_logits: (...)   kind: non_saturating, hinge, least_squares, relativistic   ->   ()
    """
    raise NotImplementedError


def generator_loss(
    fake_logits: torch.Tensor, real_logits: torch.Tensor | None, kind: str
) -> torch.Tensor:
    """生成器要最小化的标量；只有 relativistic 用 real_logits / The scalar that the generator minimises.

    fake_logits: (...)   real_logits: the same, or None (only relativistic needs it)   ->   ()
    """
    raise NotImplementedError
