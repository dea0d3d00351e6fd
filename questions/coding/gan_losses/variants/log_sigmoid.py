# aigc-quiz: gan_losses
# what: log-sigmoids; the generator's loss is the discriminator's with other arguments where it can be
import torch
from torch.nn.functional import logsigmoid, margin_ranking_loss

KINDS = ("non_saturating", "hinge", "least_squares", "relativistic")


def check(kind):
    if kind not in KINDS:
        raise ValueError(kind)


def discriminator_loss(real_logits, fake_logits, kind):
    check(kind)
    r, f = real_logits.reshape(-1), fake_logits.reshape(-1)
    if kind == "relativistic":
        return -logsigmoid(r - f).sum() / r.numel()
    if kind == "non_saturating":
        return -(logsigmoid(r).mean() + logsigmoid(-f).mean())
    if kind == "hinge":
        zeros = torch.zeros_like
        real = margin_ranking_loss(r, zeros(r), torch.ones_like(r), margin=1.0)
        return real + margin_ranking_loss(zeros(f), f, torch.ones_like(f), margin=1.0)
    return (
        torch.var_mean(r - 1, correction=0)[0] / 2
        + (r - 1).mean() ** 2 / 2
        + (f @ f) / (2 * f.numel())
    )


def generator_loss(fake_logits, real_logits, kind):
    check(kind)
    if kind == "relativistic":
        return discriminator_loss(fake_logits, real_logits, kind)
    f = fake_logits.reshape(-1)
    if kind == "non_saturating":
        return -logsigmoid(f).mean()
    if kind == "hinge":
        return torch.dot(f, torch.full_like(f, -1 / f.numel()))
    return torch.linalg.vector_norm(f - 1) ** 2 / (2 * f.numel())
