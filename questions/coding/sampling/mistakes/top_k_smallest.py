# aigc-quiz: sampling
# fails: top_k
# what: keeps the k least probable tokens
import torch
import torch.nn.functional as F


def next_token_probs(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    if temperature == 0:
        return F.one_hot(logits.argmax(dim=-1), logits.size(-1)).to(logits.dtype)
    probs = torch.softmax(logits / temperature, dim=-1)
    probs, ids = probs.sort(dim=-1, descending=True, stable=True)
    if top_k > 0:
        rank = torch.arange(probs.size(-1), device=probs.device)
        probs = keep(probs, rank >= probs.size(-1) - top_k)
    if top_p < 1:
        mass_before = probs.cumsum(dim=-1) - probs
        probs = keep(probs, mass_before < top_p)
    if min_p > 0:
        probs = keep(probs, probs >= min_p * probs[..., :1])
    return torch.zeros_like(probs).scatter(-1, ids, probs)


def keep(probs, kept):
    probs = probs.masked_fill(~kept, 0.0)
    return probs / probs.sum(dim=-1, keepdim=True)


def sample(probs, u):
    cdf = probs.cumsum(dim=-1)
    cdf = cdf / cdf[..., -1:]
    return (cdf <= u.unsqueeze(-1)).sum(dim=-1)
