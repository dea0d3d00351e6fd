# aigc-quiz: rms_norm
# fails: values
# what: divides by the standard deviation, which subtracts the mean first
import torch


def rms_norm(x, weight, eps=1e-6):
    h = x.to(torch.promote_types(x.dtype, torch.float32))
    variance = h.var(-1, keepdim=True, unbiased=False)
    return (h * torch.rsqrt(variance + eps) * weight).to(x.dtype)
