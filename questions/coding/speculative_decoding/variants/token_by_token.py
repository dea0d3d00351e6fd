# aigc-quiz: speculative_decoding
# what: the loop of the paper, with a running sum for the sampling
import torch


def acceptance_rate(p, q):
    return (q * torch.where(q > 0, p / q.clamp(min=1e-30), 0.0).clamp(max=1.0)).sum(-1)


def residual(p, q):
    same = ~(p > q).any(-1, keepdim=True)
    left = torch.where(same, p, torch.relu(p - q))
    return left / left.sum(-1, keepdim=True)


def verify(draft, q, p, u):
    draws = iter(u.tolist())
    out = []
    row = p[-1]
    for i, x in enumerate(draft.tolist()):
        if next(draws) * q[i, x].item() < p[i, x].item():
            out.append(x)
        else:
            row = residual(p[i], q[i])
            break
    draw = u[-1].item() * row.double().sum().item()
    chosen, reached = None, 0.0
    for token, probability in enumerate(row.tolist()):
        reached += probability
        if probability > 0:
            chosen = token
            if reached > draw:
                break
    return torch.tensor([*out, chosen])
