# aigc-quiz: rms_norm
# fails: values
# what: one root mean square for the whole tensor
import torch


def rms_norm(x, weight, eps=1e-6):
    h = x.to(torch.promote_types(x.dtype, torch.float32))
    return (h * torch.rsqrt(h.pow(2).mean() + eps) * weight).to(x.dtype)
