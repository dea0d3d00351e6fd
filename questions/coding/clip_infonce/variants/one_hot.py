# aigc-quiz: clip_infonce
# what: the identity matrix as soft labels; lengths by vector_norm
import math

import torch
import torch.nn.functional as F


def initial_log_scale(temperature=0.07):
    value = torch.ones([]) * math.log(1 / temperature)
    return torch.nn.Parameter(value)


def clip_logits(image, text, log_scale):
    lengths = torch.outer(
        torch.linalg.vector_norm(image, dim=1), torch.linalg.vector_norm(text, dim=1)
    )
    return log_scale.exp() * torch.mm(image, text.t()) / lengths


def clip_loss(image, text, log_scale):
    per_image = clip_logits(image, text, log_scale)
    per_text = clip_logits(text, image, log_scale)
    target = torch.eye(len(image), dtype=image.dtype, device=image.device)
    return torch.stack(
        [F.cross_entropy(per_image, target), F.cross_entropy(per_text, target)]
    ).mean()


def clamp_log_scale(log_scale, largest=100.0):
    log_scale.data = torch.clamp(log_scale.data, max=math.log(largest))
