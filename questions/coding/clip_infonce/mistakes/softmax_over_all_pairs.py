# aigc-quiz: clip_infonce
# fails: clip_loss
# what: one softmax over the whole matrix
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
    log_probs = F.log_softmax(logits.flatten(), dim=0).view_as(logits)
    return -log_probs.diagonal().mean()


def clamp_log_scale(log_scale, largest=100.0):
    with torch.no_grad():
        log_scale.clamp_(max=math.log(largest))
