# aigc-quiz: sampling
# what: filters set logits to -inf, as the logits processors of Transformers do; searchsorted samples
import torch


def next_token_probs(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    vocabulary = logits.shape[-1]
    if temperature == 0:
        probs = torch.zeros_like(logits)
        return probs.scatter(-1, logits.argmax(-1, keepdim=True), 1.0)
    scores = logits / temperature
    order = torch.argsort(scores, dim=-1, descending=True, stable=True)
    if 0 < top_k < vocabulary:
        scores = scores.scatter(-1, order[..., top_k:], float("-inf"))
    if top_p < 1.0:
        ranked = scores.softmax(-1).gather(-1, order)
        drop = ranked.cumsum(-1) >= top_p
        drop = torch.cat([torch.zeros_like(drop[..., :1]), drop[..., :-1]], dim=-1)
        scores = scores.masked_fill(torch.empty_like(drop).scatter(-1, order, drop), float("-inf"))
    if min_p > 0.0:
        probs = scores.softmax(-1)
        small = probs < min_p * probs.max(dim=-1, keepdim=True).values
        scores = scores.masked_fill(small, float("-inf"))
    return scores.softmax(-1)


def sample(probs, u):
    cdf = probs.double().cumsum(-1)
    point = u.double().unsqueeze(-1) * cdf[..., -1:]
    ids = torch.searchsorted(cdf, point, right=True).squeeze(-1)
    positions = torch.arange(probs.shape[-1], device=probs.device)
    last = torch.where(probs > 0, positions, -1).amax(-1)
    return torch.minimum(ids, last)
