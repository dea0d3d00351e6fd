# aigc-quiz: sampling
# what: one boolean mask in the order of ids, built from ranks
import torch


def normalised(probs, keep):
    probs = torch.where(keep, probs, 0.0)
    return probs / probs.sum(-1, keepdim=True)


def next_token_probs(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    order = logits.argsort(dim=-1, descending=True, stable=True)
    rank = order.argsort(dim=-1)
    if temperature == 0:
        return (rank == 0).to(logits.dtype)
    probs = (logits / temperature).log_softmax(-1).exp()
    if top_k:
        probs = normalised(probs, rank < top_k)
    if top_p < 1:
        ranked = probs.gather(-1, order)
        count = (ranked.cumsum(-1) < top_p).sum(-1, keepdim=True) + 1
        probs = normalised(probs, rank < count)
    if min_p:
        probs = normalised(probs, probs >= probs.amax(-1, keepdim=True) * min_p)
    return probs


def sample(probs, u):
    cdf = probs.cumsum(-1)
    beyond = (cdf / cdf[..., -1, None]) > u[..., None]
    return beyond.to(torch.uint8).argmax(-1)
