# aigc-quiz: rms_norm
# fails: inputs_unchanged
# what: mul_ on what .to() returned, which is x itself where the dtype does not change
import torch


def rms_norm(x, weight, eps=1e-6):
    h = x.to(torch.promote_types(x.dtype, torch.float32))
    scale = torch.rsqrt(h.pow(2).mean(-1, keepdim=True) + eps)
    if torch.is_grad_enabled() and x.requires_grad:
        h = h * scale
    else:
        h.mul_(scale)  # saves memory at inference
    return (h * weight).to(x.dtype)
