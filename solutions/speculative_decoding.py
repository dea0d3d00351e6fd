# aigc-quiz: speculative_decoding
"""One round of speculative decoding (Leviathan et al. 2022, section 2.3 and algorithm 1)."""

import torch
from torch import Tensor


def acceptance_rate(p: Tensor, q: Tensor) -> Tensor:
    """Return the probability that a token sampled from q is accepted: (..., V) -> (...)."""
    return torch.minimum(p, q).sum(dim=-1)


def residual(p: Tensor, q: Tensor) -> Tensor:
    """Return what acceptance leaves of p, normalised, or p where that is nothing: (..., V)."""
    left = (p - q).clamp(min=0)
    total = left.sum(dim=-1, keepdim=True)  # the probability of a rejection
    return torch.where(total > 0, left / total.where(total > 0, 1.0), p)


def verify(draft: Tensor, q: Tensor, p: Tensor, u: Tensor) -> Tensor:
    """Accept a prefix of the draft and add one token; the result is distributed as p.

    Args:
        draft: (K,), tokens sampled from q.
        q: (K, V), probabilities of the draft model.
        p: (K + 1, V), of the target model.
        u: (K + 1,), uniform in [0, 1): one for each draft token, the last for sampling.

    Returns:
        (n + 1,), int64: n accepted tokens and a new one.
    """
    steps = len(draft)
    place = torch.arange(steps, device=draft.device)
    accepted = u[:steps] < p[place, draft] / q[place, draft]  # (K,)
    n = int(accepted.long().cumprod(dim=0).sum())  # up to the first rejection
    probs = residual(p[n], q[n]) if n < steps else p[steps]
    return torch.cat([draft[:n], _sample(probs, u[steps]).view(1)])


def _sample(probs: Tensor, u: Tensor) -> Tensor:
    """Return the smallest id whose cumulative probability exceeds u."""
    cdf = probs.cumsum(dim=-1)
    return (cdf / cdf[-1] <= u).sum()
