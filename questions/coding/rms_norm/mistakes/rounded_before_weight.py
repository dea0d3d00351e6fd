# aigc-quiz: rms_norm
# fails: half_rounding
# what: cast back before the product with weight, as LLaMA does
import torch


def rms_norm(x, weight, eps=1e-6):
    h = x.to(torch.promote_types(x.dtype, torch.float32))
    h = (h * torch.rsqrt(h.pow(2).mean(-1, keepdim=True) + eps)).to(x.dtype)
    return (h * weight).to(x.dtype)
