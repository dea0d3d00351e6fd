# aigc-quiz: rms_norm
# fails: eps
# what: eps is added to the root in place of the mean square
import torch


def rms_norm(x, weight, eps=1e-6):
    h = x.to(torch.promote_types(x.dtype, torch.float32))
    return (h / (h.pow(2).mean(-1, keepdim=True).sqrt() + eps) * weight).to(x.dtype)
