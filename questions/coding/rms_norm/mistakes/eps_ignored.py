# aigc-quiz: rms_norm
# fails: eps
# what: eps is written into the body, the argument is not used
import torch


def rms_norm(x, weight, eps=1e-6):
    h = x.to(torch.promote_types(x.dtype, torch.float32))
    return (h * torch.rsqrt(h.pow(2).mean(-1, keepdim=True) + 1e-6) * weight).to(x.dtype)
