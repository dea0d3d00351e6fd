# aigc-quiz: gan_losses
# fails: patches_discriminator
# what: averages over the batch and sums over the patches
import torch.nn.functional as F


def average(x):
    return x.sum() / len(x)


def discriminator_loss(real_logits, fake_logits, kind):
    if kind == "non_saturating":
        return average(F.softplus(-real_logits)) + average(F.softplus(fake_logits))
    if kind == "hinge":
        return average(F.relu(1 - real_logits)) + average(F.relu(1 + fake_logits))
    if kind == "least_squares":
        return 0.5 * average((real_logits - 1).pow(2)) + 0.5 * average(fake_logits.pow(2))
    if kind == "relativistic":
        return average(F.softplus(-(real_logits - fake_logits)))
    raise ValueError(f"unknown kind: {kind}")


def generator_loss(fake_logits, real_logits, kind):
    if kind == "non_saturating":
        return average(F.softplus(-fake_logits))
    if kind == "hinge":
        return -average(fake_logits)
    if kind == "least_squares":
        return 0.5 * average((fake_logits - 1).pow(2))
    if kind == "relativistic":
        return average(F.softplus(real_logits - fake_logits))
    raise ValueError(f"unknown kind: {kind}")
