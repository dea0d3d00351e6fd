# aigc-quiz: rms_norm
# fails: float64
# what: every input goes through float32, float64 as well
import torch


def rms_norm(x, weight, eps=1e-6):
    h = x.float()
    h = h * torch.rsqrt(h.pow(2).mean(-1, keepdim=True) + eps)
    return (h * weight).to(x.dtype)
