# aigc-quiz: clip_infonce
# what: the scale goes into one side; a loop over pairs with logsumexp
import math

import torch
from torch import nn


class LogScale(nn.Parameter):
    pass


def initial_log_scale(temperature=0.07):
    return LogScale(torch.tensor(-math.log(temperature), dtype=torch.float32))


def unit(x):
    return x * torch.rsqrt((x * x).sum(1, keepdim=True))


def clip_logits(image, text, log_scale):
    return torch.einsum("nd,md->nm", unit(image) * log_scale.exp(), unit(text))


def clip_loss(image, text, log_scale):
    logits = clip_logits(image, text, log_scale)
    total = logits.new_zeros(())
    for i in range(len(logits)):
        total = total + logits[i].logsumexp(0) + logits[:, i].logsumexp(0) - 2 * logits[i, i]
    return total / (2 * len(logits))


@torch.no_grad()
def clamp_log_scale(log_scale, largest=100.0):
    if log_scale.item() > math.log(largest):
        log_scale.fill_(math.log(largest))
    return log_scale
