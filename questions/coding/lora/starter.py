# aigc-quiz: lora
import torch
from torch import nn


class LoRALinear(nn.Module):
    """冻结的线性层加上低秩增量 / A frozen linear layer plus an update of low rank.

    h = linear(x) + alpha / rank * B A x
    state_dict: linear.weight, linear.bias, lora_A (rank, in), lora_B (out, rank)
    """

    def __init__(self, linear: nn.Linear, rank: int, alpha: float) -> None:
        super().__init__()
        raise NotImplementedError

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """x: (..., in)   ->   (..., out)"""
        raise NotImplementedError

    def merge(self) -> None:
        """把增量加进 linear.weight；重复调用无效 / Add the update, unless already merged."""
        raise NotImplementedError

    def unmerge(self) -> None:
        """把增量从 linear.weight 中减去 / Take the update out of linear.weight again."""
        raise NotImplementedError
