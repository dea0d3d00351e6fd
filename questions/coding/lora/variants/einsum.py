# aigc-quiz: lora
# what: einsum over the ranks, the number of merges as the state
import torch
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, linear: nn.Linear, rank: int, alpha: float):
        super().__init__()
        self.linear = linear.requires_grad_(False)
        weight = linear.weight
        self.lora_A = nn.Parameter(0.02 * torch.randn_like(weight[:1].expand(rank, -1)))
        self.lora_B = nn.Parameter(torch.zeros_like(weight[:, :1].expand(-1, rank)))
        self.scale = alpha / rank
        self.merges = 0

    def forward(self, x):
        if self.merges == 1:
            return self.linear(x)
        update = torch.einsum("...i,ri,or->...o", x, self.lora_A, self.lora_B)
        return self.linear(x) + self.scale * update

    def move(self, target):
        with torch.no_grad():
            step = self.scale * (target - self.merges)
            self.linear.weight += step * torch.einsum("or,ri->oi", self.lora_B, self.lora_A)
        self.merges = target

    def merge(self):
        self.move(1)

    def unmerge(self):
        self.move(0)
