# aigc-quiz: rms_norm
# fails: gradients
# what: weight.data multiplies, so weight is never trained
import torch


def rms_norm(x, weight, eps=1e-6):
    h = x.to(torch.promote_types(x.dtype, torch.float32))
    return (h * torch.rsqrt(h.pow(2).mean(-1, keepdim=True) + eps) * weight.data).to(x.dtype)
