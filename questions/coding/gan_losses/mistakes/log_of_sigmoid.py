# aigc-quiz: gan_losses
# fails: large_logits_discriminator
# what: log(sigmoid(.) + 1e-12) is clipped where the discriminator is sure and wrong
import torch
import torch.nn.functional as F


def log_sigmoid(logits):
    return torch.log(torch.sigmoid(logits) + 1e-12)


def discriminator_loss(real_logits, fake_logits, kind):
    if kind == "non_saturating":
        return -log_sigmoid(real_logits).mean() - log_sigmoid(-fake_logits).mean()
    if kind == "hinge":
        return F.relu(1 - real_logits).mean() + F.relu(1 + fake_logits).mean()
    if kind == "least_squares":
        return 0.5 * (real_logits - 1).pow(2).mean() + 0.5 * fake_logits.pow(2).mean()
    if kind == "relativistic":
        return -log_sigmoid(real_logits - fake_logits).mean()
    raise ValueError(f"unknown kind: {kind}")


def generator_loss(fake_logits, real_logits, kind):
    if kind == "non_saturating":
        return -log_sigmoid(fake_logits).mean()
    if kind == "hinge":
        return -fake_logits.mean()
    if kind == "least_squares":
        return 0.5 * (fake_logits - 1).pow(2).mean()
    if kind == "relativistic":
        return -log_sigmoid(fake_logits - real_logits).mean()
    raise ValueError(f"unknown kind: {kind}")
