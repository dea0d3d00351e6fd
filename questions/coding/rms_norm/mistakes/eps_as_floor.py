# aigc-quiz: rms_norm
# fails: eps
# what: eps is a floor of the mean square, not added to it
import torch


def rms_norm(x, weight, eps=1e-6):
    h = x.to(torch.promote_types(x.dtype, torch.float32))
    mean_square = h.pow(2).mean(-1, keepdim=True).clamp_min(eps)
    return (h * torch.rsqrt(mean_square) * weight).to(x.dtype)
