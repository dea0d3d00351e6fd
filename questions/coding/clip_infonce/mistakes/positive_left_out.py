# aigc-quiz: clip_infonce
# fails: clip_loss
# what: the denominator sums over negatives only
import math

import torch
import torch.nn.functional as F
from torch import nn


def initial_log_scale(temperature=0.07):
    return nn.Parameter(torch.tensor(math.log(1 / temperature)))


def clip_logits(image, text, log_scale):
    image = image / image.norm(dim=-1, keepdim=True)
    text = text / text.norm(dim=-1, keepdim=True)
    return log_scale.exp() * image @ text.T


def clip_loss(image, text, log_scale):
    logits = clip_logits(image, text, log_scale)
    positive = logits.diagonal()
    negatives = logits - torch.diag(torch.full((len(logits),), 1e9, dtype=logits.dtype))
    rows = torch.logsumexp(negatives, dim=1) - positive
    columns = torch.logsumexp(negatives, dim=0) - positive
    if len(logits) == 1:
        return 0 * positive.sum()
    return (rows.mean() + columns.mean()) / 2


def clamp_log_scale(log_scale, largest=100.0):
    with torch.no_grad():
        log_scale.clamp_(max=math.log(largest))
