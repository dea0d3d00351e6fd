# aigc-quiz: sampling
"""Temperature, top-k, top-p and min-p, and inverse transform sampling."""

import torch
import torch.nn.functional as F
from torch import Tensor


def next_token_probs(
    logits: Tensor,
    temperature: float = 1.0,
    top_k: int = 0,
    top_p: float = 1.0,
    min_p: float = 0.0,
) -> Tensor:
    """Probabilities of the next token after temperature, top-k, top-p and min-p, in this order.

    Args:
        logits: (..., V); -inf bans a token.
        temperature: 0 is greedy.
        top_k: Keep this many tokens; 0 is off.
        top_p: Keep the smallest set of at least this mass (Holtzman et al. 2019); 1 is off.
        min_p: Keep tokens of at least min_p times the largest probability; 0 is off.

    Returns:
        (..., V); each row sums to 1. Among equals the lower id ranks first.
    """
    if temperature == 0:
        return F.one_hot(logits.argmax(dim=-1), logits.size(-1)).to(logits.dtype)
    probs = torch.softmax(logits / temperature, dim=-1)
    probs, ids = probs.sort(dim=-1, descending=True, stable=True)  # rank order, (..., V)
    if top_k > 0:
        rank = torch.arange(probs.size(-1), device=probs.device)
        probs = _keep(probs, rank < top_k)
    if top_p < 1:
        mass_before = probs.cumsum(dim=-1) - probs  # 0 for the first: one token always stays
        probs = _keep(probs, mass_before < top_p)
    if min_p > 0:
        probs = _keep(probs, probs >= min_p * probs[..., :1])
    return torch.zeros_like(probs).scatter(-1, ids, probs)  # back to the order of ids


def _keep(probs: Tensor, kept: Tensor) -> Tensor:
    probs = probs.masked_fill(~kept, 0.0)
    return probs / probs.sum(dim=-1, keepdim=True)


def sample(probs: Tensor, u: Tensor) -> Tensor:
    """Return the smallest id whose cumulative probability exceeds u: (..., V), (...) -> (...) int64."""
    cdf = probs.cumsum(dim=-1)
    cdf = cdf / cdf[..., -1:]  # ends at exactly 1, so that every u < 1 finds a token
    return (cdf <= u.unsqueeze(-1)).sum(dim=-1)
