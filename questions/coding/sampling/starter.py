# aigc-quiz: sampling
import torch


def next_token_probs(
    logits: torch.Tensor,
    temperature: float = 1.0,
    top_k: int = 0,
    top_p: float = 1.0,
    min_p: float = 0.0,
) -> torch.Tensor:
    """过滤后的下一个 token 的概率 / Probabilities of the next token after the filters.

    logits: (..., V)   ->   (..., V)，每行之和为 1 / each row sums to 1
    顺序：温度、top-k、top-p、min-p；概率相同时编号小的在前。
    Order: temperature, top-k, top-p, min-p; among equals the lower id ranks first.
    """
    raise NotImplementedError


def sample(probs: torch.Tensor, u: torch.Tensor) -> torch.Tensor:
    """累积概率大于 u 的最小编号 / The smallest id whose cumulative probability exceeds u.

    probs: (..., V)   u: (...)，[0, 1)   ->   (...) int64
    """
    raise NotImplementedError
