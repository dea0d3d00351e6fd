# aigc-quiz: speculative_decoding
import torch


def acceptance_rate(p: torch.Tensor, q: torch.Tensor) -> torch.Tensor:
    """由 q 采样的 token 被接受的概率 / The probability that a token sampled from q is accepted.

    p (目标 / target), q (草稿 / draft): (..., V)   ->   (...)
    """
    raise NotImplementedError


def residual(p: torch.Tensor, q: torch.Tensor) -> torch.Tensor:
    """拒绝以后的分布；p == q 的行返回 p / The distribution after a rejection; p where both are equal.

    p, q: (..., V)   ->   (..., V)，每行之和为 1 / each row sums to 1
    """
    raise NotImplementedError


def verify(draft: torch.Tensor, q: torch.Tensor, p: torch.Tensor, u: torch.Tensor) -> torch.Tensor:
    """接受的草稿 token，再加一个新 token / The accepted draft tokens and one new token.

    draft: (K,) int64   q: (K, V)   p: (K + 1, V)   u: (K + 1,)，[0, 1)   ->   (n + 1,) int64
    u[:K] 决定接受，u[K] 用来采样 / u[:K] decide on acceptance, u[K] is for sampling
    """
    raise NotImplementedError
