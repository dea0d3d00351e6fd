# aigc-quiz: lora
# what: F.linear twice, uniform initialisation, in-place addmm for the merge
import math

import torch
import torch.nn.functional as F
from torch import nn


class LoRALinear(nn.Module):
    merged = False

    def __init__(self, linear, rank, alpha):
        super().__init__()
        linear.weight.requires_grad_(False)
        if linear.bias is not None:
            linear.bias.requires_grad_(False)
        self.add_module("linear", linear)
        a = torch.empty(rank, linear.in_features).to(linear.weight)
        nn.init.kaiming_uniform_(a, a=math.sqrt(5))
        self.register_parameter("lora_A", nn.Parameter(a))
        b = torch.zeros(linear.out_features, rank).to(linear.weight)
        self.register_parameter("lora_B", nn.Parameter(b))
        self.scaling = float(alpha) / rank

    def forward(self, x):
        base = self.linear(x)
        if self.merged:
            return base
        low = F.linear(x * self.scaling, self.lora_A)
        return base + F.linear(low, self.lora_B)

    def _add(self, sign):
        with torch.no_grad():
            self.linear.weight.addmm_(self.lora_B, self.lora_A, alpha=sign * self.scaling)

    def merge(self):
        if self.merged:
            return
        self._add(1)
        self.merged = True

    def unmerge(self):
        if not self.merged:
            return
        self._add(-1)
        self.merged = False
