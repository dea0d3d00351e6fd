# aigc-quiz: sampling
# what: one row after another in plain Python
import math

import torch


def one_row(logits, temperature, top_k, top_p, min_p):
    size = len(logits)
    ranked = sorted(range(size), key=lambda i: (-logits[i], i))
    if temperature == 0:
        return [1.0 if i == ranked[0] else 0.0 for i in range(size)]
    top = logits[ranked[0]]
    weights = [math.exp((value - top) / temperature) for value in logits]
    kept = ranked[:top_k] if top_k > 0 else ranked
    total = math.fsum(weights[i] for i in kept)
    if top_p < 1:
        nucleus, mass = [], 0.0
        for i in kept:
            nucleus.append(i)
            mass += weights[i] / total
            if mass >= top_p:
                break
        kept = nucleus
    if min_p > 0:
        kept = [i for i in kept if weights[i] >= min_p * weights[ranked[0]]]
    total = math.fsum(weights[i] for i in kept)
    chosen = set(kept)
    return [weights[i] / total if i in chosen else 0.0 for i in range(size)]


def next_token_probs(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    rows = logits.reshape(-1, logits.shape[-1]).tolist()
    probs = [one_row(row, temperature, top_k, top_p, min_p) for row in rows]
    return torch.tensor(probs, dtype=logits.dtype, device=logits.device).reshape(logits.shape)


def sample(probs, u):
    ids = []
    for row, number in zip(
        probs.reshape(-1, probs.shape[-1]).tolist(), u.reshape(-1).tolist(), strict=True
    ):
        possible = [i for i, p in enumerate(row) if p > 0]
        mass, choice = 0.0, possible[-1]
        for i in possible:
            mass += row[i]
            if mass > number:
                choice = i
                break
        ids.append(choice)
    return torch.tensor(ids, dtype=torch.int64, device=probs.device).reshape(u.shape)
