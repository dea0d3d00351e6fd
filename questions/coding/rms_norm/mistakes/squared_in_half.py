# aigc-quiz: rms_norm
# fails: half_rounding
# what: only the mean is float32: the squares are already rounded to half precision
import torch


def rms_norm(x, weight, eps=1e-6):
    wide = torch.promote_types(x.dtype, torch.float32)
    scale = torch.rsqrt(x.pow(2).mean(-1, keepdim=True, dtype=wide) + eps)
    return (x.to(wide) * scale * weight).to(x.dtype)
