"""The rule token by token, and what well-known slips give in its place."""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from aigc_quiz.grading import Text

Slips = Mapping[str, tuple[object, Text]]


def acceptance_rate(p: Tensor, q: Tensor) -> Tensor:
    """1 minus the total variation distance."""
    return (1 - (p.double() - q.double()).abs().sum(-1) / 2).to(p.dtype)


def residual(p: Tensor, q: Tensor) -> Tensor:
    """What is left of p, row by row."""
    rows = []
    for mine, other in zip(
        p.double().reshape(-1, p.size(-1)), q.double().reshape(-1, p.size(-1)), strict=True
    ):
        left = (mine - other).relu()
        rows.append(left / left.sum() if bool(left.any()) else mine)
    return torch.stack(rows).reshape(p.shape).to(p.dtype)


def sample(probs: Tensor, u: float) -> int:
    """Inverse transform sampling among the tokens of probability above 0."""
    possible = probs.nonzero().flatten().tolist()
    total = float(probs.double().sum())
    reached = 0.0
    for token in possible:
        reached += float(probs[token]) / total
        if reached > u:
            return token
    return possible[-1]


def verify(
    draft: Tensor,
    q: Tensor,
    p: Tensor,
    u: Tensor,
    *,
    accept=lambda p, q, u: u < p / q,
    after=residual,
    bonus: int | None = -1,
    keep_rejected: bool = False,
    stop: bool = True,
    own_draw: bool = False,
) -> Tensor:
    """One round; the options are the slips."""
    out: list[int] = []
    drawn = float(u[-1])
    for i, token in enumerate(draft.tolist()):
        if accept(float(p[i, token]), float(q[i, token]), float(u[i])):
            out.append(token)
            continue
        if keep_rejected:
            out.append(token)
        row = after(p[i], q[i]).double()
        out.append(sample(row / row.sum(), float(u[i]) if own_draw else drawn))
        if stop:
            return torch.tensor(out)
    if bonus is not None:
        out.append(sample(p[bonus], drawn))
    return torch.tensor(out, dtype=torch.int64)


def rate_slips(p: Tensor, q: Tensor) -> Slips:
    """Slips of `acceptance_rate`."""
    return {
        "distance": (
            (p - q).abs().sum(-1) / 2,
            Text(
                zh="这是拒绝的概率（总变差距离）：接受率是 1 减去它。",
                en="This is the probability of a rejection (the total variation): the rate is 1 minus it.",
            ),
        ),
        "both_sampled": (
            (p * q).sum(-1),
            Text(
                zh="这是两边各采一个而碰巧相同的概率；接受规则好得多：min(p, q) 之和。",
                en="This is the chance that two samples agree; the rule accepts far more: the sum of min(p, q).",
            ),
        ),
        "mean_ratio": (
            (p / q).nan_to_num(0.0).clamp(max=1).mean(-1),
            Text(
                zh="min(1, p/q) 应按 q 加权求和，而不是对词表求平均。",
                en="min(1, p/q) must be weighted by q and summed, not averaged over the vocabulary.",
            ),
        ),
    }


def residual_slips(p: Tensor, q: Tensor) -> Slips:
    """Slips of `residual`."""
    left, taken = (p - q).relu(), (q - p).relu()
    return {
        "not_normalised": (
            left,
            Text(zh="没有归一化：每行之和要为 1。", en="Not normalised: each row must sum to 1."),
        ),
        "target": (
            p,
            Text(
                zh="这是目标分布本身：被接受的部分已经占了 min(p, q)，要减去。",
                en="This is the target itself: acceptance already supplies min(p, q), which must come off.",
            ),
        ),
        "reversed": (
            taken / taken.sum(-1, keepdim=True),
            Text(zh="方向反了：max(0, p - q)。", en="The direction is reversed: max(0, p - q)."),
        ),
        "absolute": (
            (left + taken) / (left + taken).sum(-1, keepdim=True),
            Text(
                zh="取了绝对值：p 小于 q 的 token 应是 0。",
                en="The absolute value was taken: tokens with p below q must get 0.",
            ),
        ),
        "softmax": (
            left.softmax(-1),
            Text(
                zh="用 softmax 归一化了：除以和即可，0 仍是 0。",
                en="Normalised by a softmax: divide by the sum, so that 0 stays 0.",
            ),
        ),
    }


def round_slips(draft: Tensor, q: Tensor, p: Tensor, u: Tensor) -> Slips:
    """Slips of `verify`."""
    given = draft, q, p, u
    return {
        "ratio_inverted": (
            verify(*given, accept=lambda p, q, u: u * p < q),
            Text(
                zh="比率反了：接受的概率是 p / q（目标除以草稿）。",
                en="The ratio is upside down: accept with probability p / q, target over draft.",
            ),
        ),
        "threshold": (
            verify(*given, accept=lambda p, q, u: p >= q),
            Text(
                zh="没有用 u：p < q 时也要以 p / q 的概率接受。",
                en="u is not used: where p < q a token is still accepted with probability p / q.",
            ),
        ),
        "target_probability": (
            verify(*given, accept=lambda p, q, u: u < p),
            Text(
                zh="接受的概率用了 p：应是 p / q。",
                en="Accepted with probability p: it is p / q.",
            ),
        ),
        "draws_from_the_target": (
            verify(*given, after=lambda p, q: p),
            Text(
                zh="拒绝以后直接从目标分布采样了：这样输出不再服从 p，要用 residual。",
                en="After a rejection the target itself was sampled: the output no longer follows p; use the residual.",
            ),
        ),
        "draws_from_the_draft": (
            verify(*given, after=lambda p, q: q),
            Text(
                zh="拒绝以后从草稿分布采样了：要用 residual。",
                en="After a rejection the draft's distribution was sampled: use the residual.",
            ),
        ),
        "most_probable": (
            verify(*given, after=lambda p, q: one_hot(residual(p, q))),
            Text(
                zh="取了概率最大的 token：要用 u[K] 采样。",
                en="The most probable token was taken: sample with u[K].",
            ),
        ),
        "no_bonus": (
            verify(*given, bonus=None),
            Text(
                zh="全部接受时少了一个 token：还要从 p[K] 采样一个。",
                en="One token is missing where all are accepted: sample one more from p[K].",
            ),
        ),
        "bonus_from_the_last": (
            verify(*given, bonus=-2 if len(draft) else -1),
            Text(
                zh="多送的 token 用了 p[K-1]：应从 p[K] 采样。",
                en="The bonus token was sampled from p[K-1]: take p[K].",
            ),
        ),
        "keeps_the_rejected": (
            verify(*given, keep_rejected=True),
            Text(
                zh="被拒绝的 token 也留下了：应由新 token 代替。",
                en="The rejected token is kept as well: the new one takes its place.",
            ),
        ),
        "does_not_stop": (
            verify(*given, stop=False),
            Text(
                zh="拒绝以后没有停下：后面的草稿以被拒绝的 token 为前文，全部作废。",
                en="It goes on after a rejection: later draft tokens follow the rejected one and are void.",
            ),
        ),
        "skips_the_rejected": (
            skipping(*given),
            Text(
                zh="数了接受的个数，没有在第一次拒绝处停下：要取连续的前缀。",
                en="All accepted tokens were counted: stop at the first rejection and keep the prefix only.",
            ),
        ),
        "used_again": (
            verify(*given, own_draw=True),
            Text(
                zh="采样用了决定拒绝的那个 u[i]：它已经不再均匀，要用 u[K]。",
                en="The u[i] that decided the rejection was used to sample: it is no longer uniform; use u[K].",
            ),
        ),
    }


def one_hot(probs: Tensor) -> Tensor:
    """All mass on the most probable token."""
    return torch.zeros_like(probs).scatter(-1, probs.argmax(-1, keepdim=True), 1.0)


def skipping(draft: Tensor, q: Tensor, p: Tensor, u: Tensor) -> Tensor:
    """The number of acceptances in place of the first rejection."""
    place = torch.arange(len(draft))
    accepted = u[:-1] < p[place, draft] / q[place, draft]
    n = int(accepted.sum())
    row = residual(p[n], q[n]) if n < len(draft) else p[-1]
    return torch.cat([draft[:n], torch.tensor([sample(row, float(u[-1]))])])


def away(edges: Sequence[float], draw: float) -> bool:
    """Whether no rounding can decide on which side of an edge `draw` lies."""
    return all(abs(draw - edge) > 1e-3 for edge in edges)
