# aigc-quiz: lora
# what: one matrix product with the effective weight; unmerge restores a saved copy
import torch
import torch.nn.functional as F
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, linear, rank, alpha):
        super().__init__()
        self.linear = linear
        for parameter in linear.parameters():
            parameter.requires_grad = False
        out_features, in_features = linear.weight.shape
        like = {"dtype": linear.weight.dtype, "device": linear.weight.device}
        self.lora_A = nn.Parameter(torch.randn(rank, in_features, **like) / rank)
        self.lora_B = nn.Parameter(torch.zeros(out_features, rank, **like))
        self.alpha, self.rank = alpha, rank
        self.saved = None

    def delta(self):
        return self.alpha / self.rank * torch.matmul(self.lora_B, self.lora_A)

    def forward(self, x):
        if self.saved is not None:
            return self.linear(x)
        return F.linear(x, self.linear.weight + self.delta(), self.linear.bias)

    def merge(self):
        if self.saved is None:
            self.saved = self.linear.weight.detach().clone()
            self.linear.weight.data.add_(self.delta().detach())

    def unmerge(self):
        if self.saved is not None:
            self.linear.weight.data.copy_(self.saved)
            self.saved = None
