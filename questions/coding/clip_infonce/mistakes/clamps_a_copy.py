# aigc-quiz: clip_infonce
# fails: clamp_log_scale
# what: makes a new tensor; the parameter never changes
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
    labels = torch.arange(logits.shape[0])
    loss_image = F.cross_entropy(logits, labels)
    loss_text = F.cross_entropy(logits.T, labels)
    return (loss_image + loss_text) / 2


def clamp_log_scale(log_scale, largest=100.0):
    log_scale = log_scale.clamp(max=math.log(largest))
    return log_scale
