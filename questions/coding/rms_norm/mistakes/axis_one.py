# aigc-quiz: rms_norm
# fails: leading_dims
# what: the mean runs over axis 1, which is the last one only for matrices
import torch


def rms_norm(x, weight, eps=1e-6):
    h = x.to(torch.promote_types(x.dtype, torch.float32))
    axis = min(1, x.dim() - 1)
    return (h * torch.rsqrt(h.pow(2).mean(axis, keepdim=True) + eps) * weight).to(x.dtype)
