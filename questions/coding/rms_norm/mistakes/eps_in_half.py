# aigc-quiz: rms_norm
# fails: zero_vectors
# what: the mean square returns to the input's dtype before eps is added, and 1e-8 is 0 in float16
import torch


def rms_norm(x, weight, eps=1e-6):
    h = x.to(torch.promote_types(x.dtype, torch.float32))
    mean_square = h.pow(2).mean(-1, keepdim=True).to(x.dtype)
    return (h * torch.rsqrt(mean_square + eps) * weight).to(x.dtype)
