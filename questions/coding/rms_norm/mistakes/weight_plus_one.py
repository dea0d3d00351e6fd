# aigc-quiz: rms_norm
# fails: values
# what: multiplies by 1 + weight, as Gemma's checkpoints want
import torch


def rms_norm(x, weight, eps=1e-6):
    h = x.to(torch.promote_types(x.dtype, torch.float32))
    return (h * torch.rsqrt(h.pow(2).mean(-1, keepdim=True) + eps) * (1 + weight)).to(x.dtype)
