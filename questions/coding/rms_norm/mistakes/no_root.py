# aigc-quiz: rms_norm
# fails: values
# what: divides by the mean square: the root is forgotten
import torch


def rms_norm(x, weight, eps=1e-6):
    h = x.to(torch.promote_types(x.dtype, torch.float32))
    return (h / (h.pow(2).mean(-1, keepdim=True) + eps) * weight).to(x.dtype)
