# aigc-quiz: speculative_decoding
# fails: inputs_unchanged
# what: multiplies the caller's u by q
import torch
from torch import Tensor


def acceptance_rate(p: Tensor, q: Tensor) -> Tensor:
    return torch.minimum(p, q).sum(dim=-1)


def residual(p: Tensor, q: Tensor) -> Tensor:
    left = (p - q).clamp(min=0)
    total = left.sum(dim=-1, keepdim=True)
    return torch.where(total > 0, left / total.where(total > 0, 1.0), p)


def verify(draft: Tensor, q: Tensor, p: Tensor, u: Tensor) -> Tensor:
    steps = len(draft)
    place = torch.arange(steps, device=draft.device)
    accepted = u[:steps].mul_(q[place, draft]) < p[place, draft]
    n = int(accepted.long().cumprod(dim=0).sum())
    probs = residual(p[n], q[n]) if n < steps else p[steps]
    return torch.cat([draft[:n], _sample(probs, u[steps]).view(1)])


def _sample(probs: Tensor, u: Tensor) -> Tensor:
    cdf = probs.cumsum(dim=-1)
    return (cdf / cdf[-1] <= u).sum()
