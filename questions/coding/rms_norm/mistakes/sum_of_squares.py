# aigc-quiz: rms_norm
# fails: values
# what: divides by the length of the vector: sum in place of mean
import torch


def rms_norm(x, weight, eps=1e-6):
    h = x.to(torch.promote_types(x.dtype, torch.float32))
    return (h * torch.rsqrt(h.pow(2).sum(-1, keepdim=True) + eps) * weight).to(x.dtype)
