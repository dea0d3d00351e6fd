# aigc-quiz: gan_losses
# fails: large_gradients_generator
# what: log(1 + exp(x)), mended by torch.where, which leaves NaN in the gradient
import torch
import torch.nn.functional as F


def softplus(x):
    return torch.where(x > 20, x, torch.log(1 + torch.exp(x)))


def discriminator_loss(real_logits, fake_logits, kind):
    if kind == "non_saturating":
        return softplus(-real_logits).mean() + softplus(fake_logits).mean()
    if kind == "hinge":
        return F.relu(1 - real_logits).mean() + F.relu(1 + fake_logits).mean()
    if kind == "least_squares":
        return 0.5 * (real_logits - 1).pow(2).mean() + 0.5 * fake_logits.pow(2).mean()
    if kind == "relativistic":
        return softplus(fake_logits - real_logits).mean()
    raise ValueError(f"unknown kind: {kind}")


def generator_loss(fake_logits, real_logits, kind):
    if kind == "non_saturating":
        return softplus(-fake_logits).mean()
    if kind == "hinge":
        return -fake_logits.mean()
    if kind == "least_squares":
        return 0.5 * (fake_logits - 1).pow(2).mean()
    if kind == "relativistic":
        return softplus(real_logits - fake_logits).mean()
    raise ValueError(f"unknown kind: {kind}")
