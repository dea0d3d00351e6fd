# aigc-quiz: gan_losses
"""Four pairs of GAN losses on logits: Goodfellow 2014, Lim & Ye 2017, Mao 2016, Jolicoeur-Martineau 2018."""

import torch.nn.functional as F
from torch import Tensor


def discriminator_loss(real_logits: Tensor, fake_logits: Tensor, kind: str) -> Tensor:
    """The scalar that the discriminator minimises; logits of any shape.

    Raises:
        ValueError: kind is unknown.
    """
    match kind:
        case "non_saturating":  # -log D(x) - log(1 - D(G(z))), written with logits
            return F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()
        case "hinge":
            return F.relu(1 - real_logits).mean() + F.relu(1 + fake_logits).mean()
        case "least_squares":
            return ((real_logits - 1).square().mean() + fake_logits.square().mean()) / 2
        case "relativistic":  # by how much is the real one of each pair the more real?
            return F.softplus(fake_logits - real_logits).mean()
    raise ValueError(f"unknown kind {kind!r}")


def generator_loss(fake_logits: Tensor, real_logits: Tensor | None, kind: str) -> Tensor:
    """The scalar that the generator minimises; only "relativistic" needs real_logits.

    Raises:
        ValueError: kind is unknown.
    """
    match kind:
        case "non_saturating":  # -log D(G(z)): log(1 - D(G(z))) is flat where D is sure
            return F.softplus(-fake_logits).mean()
        case "hinge":  # no margin: a fake that fools D is pushed on
            return -fake_logits.mean()
        case "least_squares":
            return (fake_logits - 1).square().mean() / 2
        case "relativistic":
            return F.softplus(real_logits - fake_logits).mean()
    raise ValueError(f"unknown kind {kind!r}")
