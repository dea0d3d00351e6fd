# aigc-quiz: lora
# fails: state_names
# what: A is (in, rank) and B (rank, out)
import math

import torch
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, linear, rank, alpha):
        super().__init__()
        self.linear = linear
        self.linear.requires_grad_(False)
        self.lora_A = nn.Parameter(linear.weight.new_empty(linear.in_features, rank))
        nn.init.normal_(self.lora_A, std=1 / math.sqrt(linear.in_features))
        self.lora_B = nn.Parameter(linear.weight.new_zeros(rank, linear.out_features))
        self.scale = alpha / rank
        self.merged = False

    def forward(self, x):
        out = self.linear(x)
        if not self.merged:
            out = out + self.scale * (x @ self.lora_A @ self.lora_B)
        return out

    @torch.no_grad()
    def merge(self):
        if not self.merged:
            self.linear.weight += self.scale * (self.lora_A @ self.lora_B).T
            self.merged = True

    @torch.no_grad()
    def unmerge(self):
        if self.merged:
            self.linear.weight -= self.scale * (self.lora_A @ self.lora_B).T
            self.merged = False
