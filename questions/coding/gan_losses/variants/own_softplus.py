# aigc-quiz: gan_losses
# what: softplus by hand: max(x, 0) + log1p(exp(-|x|))
import torch


def softplus(x):
    return x.clamp(min=0) + torch.log1p(torch.exp(-x.abs()))


def real_is_real(x, kind):
    if kind == "hinge":
        return (1 - x).clamp(min=0).mean()
    if kind == "least_squares":
        return (x * x - 2 * x + 1).mean() / 2
    return softplus(-x).mean()


def fake_is_fake(x, kind):
    if kind == "least_squares":
        return (x * x).mean() / 2
    return real_is_real(-x, kind)


def discriminator_loss(real_logits, fake_logits, kind):
    match kind:
        case "relativistic":
            return softplus(fake_logits - real_logits).mean()
        case "non_saturating" | "hinge" | "least_squares":
            return real_is_real(real_logits, kind) + fake_is_fake(fake_logits, kind)
        case _:
            raise ValueError(f"no such loss: {kind}")


def generator_loss(fake_logits, real_logits, kind):
    match kind:
        case "relativistic":
            return softplus(real_logits - fake_logits).mean()
        case "hinge":
            return -fake_logits.mean()
        case "non_saturating" | "least_squares":
            return real_is_real(fake_logits, kind)
        case _:
            raise ValueError(f"no such loss: {kind}")
