# aigc-quiz: lora
"""A linear layer with a low-rank update (Hu et al. 2021)."""

import math

import torch
from torch import Tensor, nn


class LoRALinear(nn.Module):
    """h = linear(x) + alpha / rank * B A x, with linear frozen (equation 3, section 4.1).

    Args:
        linear: The layer to adapt; it is wrapped, not copied, and frozen.
        rank: Rank of the update, r.
        alpha: The update is multiplied by alpha / rank.
    """

    def __init__(self, linear: nn.Linear, rank: int, alpha: float) -> None:
        super().__init__()
        self.linear = linear.requires_grad_(requires_grad=False)
        # A random, B zero: the layer starts as linear, and B still gets a gradient.
        self.lora_A = nn.Parameter(linear.weight.new_empty(rank, linear.in_features))
        self.lora_B = nn.Parameter(linear.weight.new_zeros(linear.out_features, rank))
        nn.init.normal_(self.lora_A, std=1 / math.sqrt(linear.in_features))
        self.scale = alpha / rank
        self.merged = False

    def forward(self, x: Tensor) -> Tensor:
        """Adapted output: (..., in) -> (..., out)."""
        if self.merged:
            return self.linear(x)
        return self.linear(x) + self.scale * (x @ self.lora_A.T @ self.lora_B.T)

    @torch.no_grad()
    def merge(self) -> None:
        """Add the update to the base weight, so that inference costs nothing extra."""
        if not self.merged:
            self.linear.weight += self.scale * self.lora_B @ self.lora_A
            self.merged = True

    @torch.no_grad()
    def unmerge(self) -> None:
        """Take the update out of the base weight again."""
        if self.merged:
            self.linear.weight -= self.scale * self.lora_B @ self.lora_A
            self.merged = False
