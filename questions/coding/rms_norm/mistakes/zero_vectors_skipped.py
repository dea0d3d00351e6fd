# aigc-quiz: rms_norm
# fails: zero_vectors_gradient
# what: vectors of zeros are set to 0 by hand, which cuts their gradient
import torch


def rms_norm(x, weight, eps=1e-6):
    h = x.to(torch.promote_types(x.dtype, torch.float32))
    mean_square = h.pow(2).mean(-1, keepdim=True)
    out = h * torch.rsqrt(mean_square + eps) * weight
    return torch.where(mean_square == 0, torch.zeros_like(out), out).to(x.dtype)
