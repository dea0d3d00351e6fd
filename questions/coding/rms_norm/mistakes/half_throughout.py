# aigc-quiz: rms_norm
# fails: half_large
# what: everything in the dtype of the input: float16 overflows
import torch


def rms_norm(x, weight, eps=1e-6):
    out = x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps) * weight
    return out.to(x.dtype)
