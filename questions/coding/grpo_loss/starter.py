# aigc-quiz: grpo_loss
import torch


def group_advantages(rewards: torch.Tensor, eps: float = 1e-4) -> torch.Tensor:
    """组内归一化的奖励 / Rewards normalised within each group.

    rewards: (Q, G)，一行是一个提示的 G 个回答 / a row holds the G responses to one prompt   ->   (Q, G)
    """
    raise NotImplementedError


def kl_k3(log_probs: torch.Tensor, ref_log_probs: torch.Tensor) -> torch.Tensor:
    """逐 token 的 KL 估计量 k3 / The estimator k3 of KL(policy || reference) at each token.

    log_probs, ref_log_probs: 同形状 / the same shape   ->   那个形状 / that shape
    """
    raise NotImplementedError


def grpo_loss(
    log_probs: torch.Tensor,
    old_log_probs: torch.Tensor,
    ref_log_probs: torch.Tensor,
    advantages: torch.Tensor,
    mask: torch.Tensor,
    clip: float = 0.2,
    beta: float = 0.04,
) -> torch.Tensor:
    """要最小化的标量：先在每个回答内平均，再对回答平均。

    The scalar to minimise: a mean within each response, then over responses.

    log_probs, old_log_probs, ref_log_probs: (N, T)   advantages: (N,)   mask: (N, T) bool   ->   ()
    """
    raise NotImplementedError
