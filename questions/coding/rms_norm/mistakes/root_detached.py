# aigc-quiz: rms_norm
# fails: gradients
# what: the root mean square is made under no_grad, as if it were a constant
import torch


def rms_norm(x, weight, eps=1e-6):
    h = x.to(torch.promote_types(x.dtype, torch.float32))
    with torch.no_grad():
        scale = torch.rsqrt(h.pow(2).mean(-1, keepdim=True) + eps)
    return (h * scale * weight).to(x.dtype)
