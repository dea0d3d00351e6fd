"""The filters in the order of ids, and what well-known slips give in their place."""

from collections.abc import Mapping

import torch
import torch.nn.functional as F
from torch import Tensor

from aigc_quiz.grading import Text

Slips = Mapping[str, tuple[Tensor, Text]]


def ranked(probs: Tensor) -> tuple[Tensor, Tensor]:
    """Probabilities in rank order, and the rank of each id; among equals the lower id first."""
    order = probs.argsort(dim=-1, descending=True, stable=True)
    return probs.gather(-1, order), order.argsort(dim=-1)


def kept(probs: Tensor, keep: Tensor) -> Tensor:
    """Only the tokens to keep, renormalised."""
    probs = torch.where(keep, probs, 0.0)
    return probs / probs.sum(-1, keepdim=True)


def next_token_probs(
    logits: Tensor,
    temperature: float = 1.0,
    top_k: int = 0,
    top_p: float = 1.0,
    min_p: float = 0.0,
) -> Tensor:
    """The filtered probabilities, computed in float64, in the dtype of the logits."""
    if temperature == 0:
        return F.one_hot(ranked(logits)[1].argmin(-1), logits.size(-1)).to(logits.dtype)
    probs = (logits.double() / temperature).softmax(-1)
    if top_k > 0:
        probs = kept(probs, ranked(probs)[1] < top_k)
    if top_p < 1:
        values, rank = ranked(probs)
        needed = 1 + (values.cumsum(-1) < top_p).sum(-1, keepdim=True)  # the crossing one too
        probs = kept(probs, rank < needed)
    return kept(probs, probs >= min_p * probs.amax(-1, keepdim=True)).to(logits.dtype)


def between(values: Tensor, low: float, high: float) -> float:
    """The number in (low, high) farthest from all values, so that no rounding decides a case."""
    candidates = torch.linspace(low, high, 2001, dtype=torch.float64)
    gaps = (candidates[:, None] - values.double().flatten()).abs().amin(1)
    return float(candidates[gaps.argmax()])


def mass(probs: Tensor) -> Tensor:
    """Cumulative probabilities in rank order: where top-p cuts."""
    return ranked(probs.double())[0].cumsum(-1)


def share(probs: Tensor) -> Tensor:
    """Probabilities over the largest one: where min-p cuts."""
    return probs.double() / probs.double().amax(-1, keepdim=True)


def temperature_slips(logits: Tensor, temperature: float) -> Slips:
    """Slips of temperature."""
    return {
        "multiplies": (
            (logits * temperature).softmax(-1),
            Text(
                zh="logit 乘了温度：应除以温度，温度高则分布更平。",
                en="The logits are multiplied by the temperature: divide, so that a high temperature flattens.",
            ),
        ),
        "ignored": (
            logits.softmax(-1),
            Text(
                zh="温度没有起作用：应在 softmax 之前除 logit；除概率再归一化会抵消。",
                en="The temperature has no effect: divide the logits before the softmax; dividing probabilities cancels on renormalising.",
            ),
        ),
    }


def top_k_slips(logits: Tensor, k: int) -> Slips:
    """Slips of top-k."""
    probs = logits.softmax(-1)
    rank = ranked(probs)[1]
    return {
        "smallest": (
            kept(probs, rank >= probs.size(-1) - k),
            Text(
                zh="留下的是概率最小的 k 个。",
                en="The k least probable tokens were kept.",
            ),
        ),
        "one_less": (
            kept(probs, rank < max(k - 1, 1)),
            Text(zh="只留下了 k - 1 个。", en="Only k - 1 tokens were kept."),
        ),
        "not_normalised": (
            torch.where(rank < k, probs, 0.0),
            Text(zh="截断以后没有重新归一化。", en="The kept probabilities are not renormalised."),
        ),
    }


def top_p_slips(logits: Tensor, p: float) -> Slips:
    """Slips of top-p."""
    probs = logits.softmax(-1)
    values, rank = ranked(probs)
    first = rank == 0
    count = (values.cumsum(-1) < p).sum(-1, keepdim=True)
    unsorted = probs.cumsum(-1) - probs < p
    return {
        "drops_crossing": (
            kept(probs, (rank < count) | first),
            Text(
                zh="跨过阈值的那个 token 被去掉了：它要留下。",
                en="The token that crosses the threshold was dropped: it stays.",
            ),
        ),
        "one_too_many": (
            kept(probs, rank < count + 2),
            Text(
                zh="多留了一个 token：掩码是不是移了两次？",
                en="One token too many was kept: was the mask shifted twice?",
            ),
        ),
        "as_threshold": (
            kept(probs, (probs > p) | first),
            Text(
                zh="拿每个 token 自己的概率与 top_p 比较：应比较累积概率。",
                en="Each token's own probability was compared with top_p: compare the cumulative one.",
            ),
        ),
        "not_sorted": (
            kept(probs, unsorted),
            Text(
                zh="没有排序就累积了：先按概率从大到小排。",
                en="Accumulated without sorting: rank by probability first.",
            ),
        ),
        "not_scattered": (
            kept(probs, values.cumsum(-1) - values < p),
            Text(
                zh="排好序的掩码直接用在了未排序的概率上：要先放回原位（scatter）。",
                en="The mask in sorted order was applied to unsorted probabilities: scatter it back first.",
            ),
        ),
        "not_normalised": (
            torch.where(rank <= count, probs, 0.0),
            Text(zh="截断以后没有重新归一化。", en="The kept probabilities are not renormalised."),
        ),
    }


def min_p_slips(logits: Tensor, m: float) -> Slips:
    """Slips of min-p."""
    probs = logits.softmax(-1)
    first = ranked(probs)[1] == 0
    return {
        "absolute": (
            kept(probs, (probs >= m) | first),
            Text(
                zh="min_p 被当成了绝对阈值：应乘以最大概率。",
                en="min_p was used as an absolute threshold: multiply it by the largest probability.",
            ),
        ),
        "over_batch": (
            kept(probs, (probs >= m * probs.max()) | first),
            Text(
                zh="最大概率取自整个批：每一行用自己的。",
                en="The largest probability was taken over the batch: each row has its own.",
            ),
        ),
        "not_normalised": (
            torch.where(probs >= m * probs.amax(-1, keepdim=True), probs, 0.0),
            Text(zh="截断以后没有重新归一化。", en="The kept probabilities are not renormalised."),
        ),
    }
