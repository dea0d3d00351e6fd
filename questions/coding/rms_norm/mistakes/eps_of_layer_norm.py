# aigc-quiz: rms_norm
# fails: default_eps
# what: the default eps is LayerNorm's 1e-5
import torch


def rms_norm(x, weight, eps=1e-5):
    h = x.to(torch.promote_types(x.dtype, torch.float32))
    return (h * torch.rsqrt(h.pow(2).mean(-1, keepdim=True) + eps) * weight).to(x.dtype)
