# aigc-quiz: gan_losses
# fails: unequal_batches
# what: real and fake are joined before the mean, so the larger batch weighs more
import torch
import torch.nn.functional as F


def joined(real_terms, fake_terms):
    return 2 * torch.cat([real_terms.flatten(), fake_terms.flatten()]).mean()


def discriminator_loss(real_logits, fake_logits, kind):
    if kind == "non_saturating":
        return joined(F.softplus(-real_logits), F.softplus(fake_logits))
    if kind == "hinge":
        return joined(F.relu(1 - real_logits), F.relu(1 + fake_logits))
    if kind == "least_squares":
        return 0.5 * joined((real_logits - 1).pow(2), fake_logits.pow(2))
    if kind == "relativistic":
        return F.softplus(-(real_logits - fake_logits)).mean()
    raise ValueError(f"unknown kind: {kind}")


def generator_loss(fake_logits, real_logits, kind):
    if kind == "non_saturating":
        return F.softplus(-fake_logits).mean()
    if kind == "hinge":
        return -fake_logits.mean()
    if kind == "least_squares":
        return 0.5 * (fake_logits - 1).pow(2).mean()
    if kind == "relativistic":
        return F.softplus(-(fake_logits - real_logits)).mean()
    raise ValueError(f"unknown kind: {kind}")
