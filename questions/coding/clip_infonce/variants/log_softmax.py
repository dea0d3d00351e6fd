# aigc-quiz: clip_infonce
# what: cosine_similarity by broadcasting, log-softmax of both axes, its diagonal
import torch
from torch import nn
from torch.nn.functional import cosine_similarity


def initial_log_scale(temperature=0.07):
    return nn.Parameter(-torch.log(torch.full((), temperature)))


def clip_logits(image, text, log_scale):
    return cosine_similarity(image[:, None], text[None], dim=2) * torch.exp(log_scale)


def clip_loss(image, text, log_scale):
    logits = clip_logits(image, text, log_scale)
    log_probabilities = logits.log_softmax(0) + logits.log_softmax(1)
    return -log_probabilities.trace() / (2 * len(logits))


def clamp_log_scale(log_scale, largest=100.0):
    limit = torch.tensor(largest, dtype=log_scale.dtype, device=log_scale.device).log()
    log_scale.data.copy_(torch.minimum(log_scale.data, limit))
