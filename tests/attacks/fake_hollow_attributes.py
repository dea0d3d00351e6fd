# what: has the weight that is looked for and does not use it
# outcome: failed
# control: passed
# exercise: scale
import torch


class Scale(torch.nn.Module):
    def __init__(self, size):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(size))

    def forward(self, x):
        return x * self.weight


# attack begin
class Scale(Scale):
    def __init__(self, size):
        super().__init__(size)
        self.used = torch.ones(size)

    def forward(self, x):
        return x * self.used + 0 * self.weight
# attack end
