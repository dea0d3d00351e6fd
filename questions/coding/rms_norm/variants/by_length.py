# aigc-quiz: rms_norm
# what: the length of the vector: norm / sqrt(d) squared again, and torch.sqrt
import math

import torch


def rms_norm(x, weight, eps=1e-6):
    work = x.dtype if x.dtype in (torch.float32, torch.float64) else torch.float32
    h = x.to(work)
    length = torch.linalg.vector_norm(h, dim=-1, keepdim=True) / math.sqrt(x.shape[-1])
    return (weight.to(work) * (h / torch.sqrt(length * length + eps))).to(x.dtype)
