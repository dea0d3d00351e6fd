# aigc-quiz: gan_losses
# fails: non_saturating_discriminator
# what: sums over the batch instead of averaging
import torch.nn.functional as F


def discriminator_loss(real_logits, fake_logits, kind):
    if kind == "non_saturating":
        return F.softplus(-real_logits).sum() + F.softplus(fake_logits).sum()
    if kind == "hinge":
        return F.relu(1 - real_logits).sum() + F.relu(1 + fake_logits).sum()
    if kind == "least_squares":
        return 0.5 * (real_logits - 1).pow(2).sum() + 0.5 * fake_logits.pow(2).sum()
    if kind == "relativistic":
        return F.softplus(-(real_logits - fake_logits)).sum()
    raise ValueError(f"unknown kind: {kind}")


def generator_loss(fake_logits, real_logits, kind):
    if kind == "non_saturating":
        return F.softplus(-fake_logits).sum()
    if kind == "hinge":
        return -fake_logits.sum()
    if kind == "least_squares":
        return 0.5 * (fake_logits - 1).pow(2).sum()
    if kind == "relativistic":
        return F.softplus(-(fake_logits - real_logits)).sum()
    raise ValueError(f"unknown kind: {kind}")
