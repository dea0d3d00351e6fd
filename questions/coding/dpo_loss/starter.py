# aigc-quiz: dpo_loss
import torch


def sequence_log_probs(
    logits: torch.Tensor, labels: torch.Tensor, mask: torch.Tensor
) -> torch.Tensor:
    """回答部分的对数概率之和 / The summed log-probability of each response.

    logits: (B, L, V)   labels: (B, L) int64   mask: (B, L) bool   ->   (B,)
    还没有错位：logits[:, t] 预测 labels[:, t + 1]；mask 为 False 的标签可以是 -100。
    Not shifted yet: logits[:, t] predicts labels[:, t + 1]; a label may be -100 where mask is False.
    """
    raise NotImplementedError


def dpo_loss(
    policy_chosen: torch.Tensor,
    policy_rejected: torch.Tensor,
    ref_chosen: torch.Tensor,
    ref_rejected: torch.Tensor,
    beta: float = 0.1,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """DPO 损失和隐式奖励 / The DPO loss and the implicit rewards.

    四个输入都是 (B,) / all four inputs are (B,)
    ->   (loss (), chosen_rewards (B,), rejected_rewards (B,))，奖励不带梯度 / rewards without a gradient
    """
    raise NotImplementedError
