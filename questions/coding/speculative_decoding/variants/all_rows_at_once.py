# aigc-quiz: speculative_decoding
# what: q gets a row of zeros, so that the bonus token is a residual too; searchsorted samples
import torch
import torch.nn.functional as F


def acceptance_rate(p, q):
    return 1 - F.relu(q - p).sum(-1)


def residual(p, q):
    left = torch.maximum(p, q) - q
    total = left.sum(-1, keepdim=True)
    empty = total == 0
    return (left + p * empty) / (total + empty * p.sum(-1, keepdim=True))


def verify(draft, q, p, u):
    rows = residual(p, F.pad(q, (0, 0, 0, 1)))
    chance = (p[:-1] / q).gather(1, draft[:, None]).squeeze(1)
    rejected = torch.cat([u[:-1] >= chance, torch.tensor([True])])
    n = int(rejected.int().argmax())
    possible = rows[n].nonzero().squeeze(1)
    cdf = rows[n, possible].cumsum(0)
    at = torch.searchsorted(cdf, u[-1:], right=True).clamp(max=len(possible) - 1)
    return torch.cat([draft[:n], possible[at]])
