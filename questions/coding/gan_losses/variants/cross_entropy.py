# aigc-quiz: gan_losses
# what: torch's own losses with targets, one small function for each pair
import torch
import torch.nn.functional as F


def cross_entropy(logits, label):
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, label))


def squares(logits, label):
    return 0.5 * F.mse_loss(logits, torch.full_like(logits, label))


D = {
    "non_saturating": lambda r, f: cross_entropy(r, 1.0) + cross_entropy(f, 0.0),
    "hinge": lambda r, f: torch.clamp_min(1 - r, 0).mean() + torch.clamp_min(1 + f, 0).mean(),
    "least_squares": lambda r, f: squares(r, 1.0) + squares(f, 0.0),
    "relativistic": lambda r, f: cross_entropy(r - f, 1.0),
}
G = {
    "non_saturating": lambda f, _: cross_entropy(f, 1.0),
    "hinge": lambda f, _: f.mean().neg(),
    "least_squares": lambda f, _: squares(f, 1.0),
    "relativistic": lambda f, r: cross_entropy(f - r, 1.0),
}


def chosen(table, kind):
    if kind not in table:
        raise ValueError(f"{kind} is not one of {', '.join(table)}")
    return table[kind]


def discriminator_loss(real_logits, fake_logits, kind):
    return chosen(D, kind)(real_logits, fake_logits)


def generator_loss(fake_logits, real_logits, kind):
    return chosen(G, kind)(fake_logits, real_logits)
