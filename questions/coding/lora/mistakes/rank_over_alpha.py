# aigc-quiz: lora
# fails: forward
# what: the scale is upside down
import math

import torch
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, linear, rank, alpha):
        super().__init__()
        self.linear = linear
        self.linear.requires_grad_(False)
        self.lora_A = nn.Parameter(linear.weight.new_empty(rank, linear.in_features))
        nn.init.normal_(self.lora_A, std=1 / math.sqrt(linear.in_features))
        self.lora_B = nn.Parameter(linear.weight.new_zeros(linear.out_features, rank))
        self.scale = rank / alpha
        self.merged = False

    def forward(self, x):
        out = self.linear(x)
        if not self.merged:
            out = out + self.scale * (x @ self.lora_A.T @ self.lora_B.T)
        return out

    @torch.no_grad()
    def merge(self):
        if not self.merged:
            self.linear.weight += self.scale * self.lora_B @ self.lora_A
            self.merged = True

    @torch.no_grad()
    def unmerge(self):
        if self.merged:
            self.linear.weight -= self.scale * self.lora_B @ self.lora_A
            self.merged = False
