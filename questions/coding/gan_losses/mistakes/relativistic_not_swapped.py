# aigc-quiz: gan_losses
# fails: relativistic_generator
# what: the generator minimises the discriminator's own loss
import torch.nn.functional as F


def discriminator_loss(real_logits, fake_logits, kind):
    if kind == "non_saturating":
        return F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()
    if kind == "hinge":
        return F.relu(1 - real_logits).mean() + F.relu(1 + fake_logits).mean()
    if kind == "least_squares":
        return 0.5 * (real_logits - 1).pow(2).mean() + 0.5 * fake_logits.pow(2).mean()
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
        return F.softplus(-(real_logits - fake_logits)).mean()
    raise ValueError(f"unknown kind: {kind}")
