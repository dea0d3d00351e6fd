"""What runs beside the submission, what must come of it, and what well-known slips give instead."""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from aigc_quiz.grading import Text

Slips = dict[str, tuple[Tensor, Text]]


def fresh(program, weights, rank, alpha, x):
    """Two new layers on equal bases: both states, and the first one's output where x is given."""
    layers = []
    for _ in range(2):
        out_features, in_features = weights["weight"].shape
        linear = torch.nn.Linear(in_features, out_features, bias="bias" in weights)
        linear.to(weights["weight"]).load_state_dict(weights)
        layers.append(program.LoRALinear(linear, rank, alpha))
    states = [dict(layer.state_dict()) for layer in layers]
    return (*states, None if x is None else layers[0](x))


def probe(program, state, rank, alpha, x, cotangent, rate, actions):
    """Load a state, merge and unmerge, run, and take one step of gradient descent."""
    out_features, in_features = state["linear.weight"].shape
    linear = torch.nn.Linear(in_features, out_features, bias="linear.bias" in state)
    layer = program.LoRALinear(linear.to(state["linear.weight"]), rank, alpha)
    layer.load_state_dict(state)
    for action in actions:
        getattr(layer, action)()
    weight = linear.weight.detach().clone()
    x = x.clone().requires_grad_()
    out = layer(x)
    (out * cotangent).sum().backward()
    with torch.no_grad():
        for parameter in layer.parameters():
            if parameter.requires_grad and parameter.grad is not None:
                parameter -= rate * parameter.grad
    return out.detach(), weight, x.grad, dict(layer.state_dict())


def tensors(claim: object) -> dict[str, Tensor]:
    """The weights by name in what should be a state_dict."""
    items = claim.items() if isinstance(claim, dict) else ()
    return {
        name: value
        for name, value in items
        if isinstance(value, Tensor) and value.is_floating_point()
    }


FIXTURE = f"""
{inspect.getsource(fresh)}

{inspect.getsource(probe)}

def run_fresh(*given):
    return fresh(submission, *given)

def run_probe(*given):
    return probe(submission, *given)
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One layer with secret weights, an input, and a cotangent of its output."""

    state: Mapping[str, Tensor]
    rank: int
    alpha: float
    x: Tensor
    cotangent: Tensor
    rate: float = 0.1

    @property
    def scale(self) -> float:
        """What the update is multiplied by."""
        return self.alpha / self.rank

    @property
    def given(self) -> tuple[object, ...]:
        """The arguments of `run_probe` before the actions."""
        return self.state, self.rank, self.alpha, self.x, self.cotangent, self.rate

    def output(self, scale: float) -> Tensor:
        """What comes out with an update multiplied by `scale`."""
        base = self.x @ self.weight(scale).T
        return base + self.state["linear.bias"] if "linear.bias" in self.state else base

    def weight(self, scale: float) -> Tensor:
        """The base weight with an update multiplied by `scale`."""
        update = self.state["lora_B"] @ self.state["lora_A"]
        return self.state["linear.weight"] + scale * update

    def stepped(self) -> dict[str, Tensor]:
        """The state after one step of gradient descent: only A and B have moved."""
        x, g = self.x.flatten(0, -2), self.cotangent.flatten(0, -2)
        a, b = self.state["lora_A"], self.state["lora_B"]
        step = self.rate * self.scale
        return {
            **self.state,
            "lora_A": a - step * b.T @ g.T @ x,
            "lora_B": b - step * g.T @ (x @ a.T),
        }

    def forward_slips(self) -> Slips:
        """Slips of `forward`."""
        right, base = self.output(self.scale), self.output(0.0)
        slips = {
            "no_scale": (
                self.output(1.0),
                Text(
                    zh="增量没有乘 alpha / rank。",
                    en="The update is not multiplied by alpha / rank.",
                ),
            ),
            "alpha_without_rank": (
                self.output(self.alpha),
                Text(
                    zh="增量乘的是 alpha：还要除以 rank。",
                    en="The update is multiplied by alpha: divide by rank as well.",
                ),
            ),
            "rank_over_alpha": (
                self.output(1 / self.scale),
                Text(
                    zh="缩放颠倒了：是 alpha / rank。",
                    en="The scale is upside down: it is alpha / rank.",
                ),
            ),
            "scale_square_root": (
                self.output(self.alpha / self.rank**0.5),
                Text(
                    zh="这是 rsLoRA 的 alpha / sqrt(rank)；这里要 alpha / rank。",
                    en="This is rsLoRA's alpha / sqrt(rank); alpha / rank is asked for.",
                ),
            ),
            "update_missing": (
                base,
                Text(
                    zh="只有 linear(x)，没有增量。",
                    en="Only linear(x) came: the update is missing.",
                ),
            ),
            "base_missing": (
                right - base,
                Text(
                    zh="只有增量，没有 linear(x)。",
                    en="Only the update came: linear(x) is missing.",
                ),
            ),
        }
        if "linear.bias" in self.state:
            lost = Text(
                zh="偏置丢了：用 self.linear(x)。", en="The bias is lost: use self.linear(x)."
            )
            slips["bias_missing"] = (right - self.state["linear.bias"], lost)
        return slips

    def merge_slips(self) -> Slips:
        """Slips of `merge`, by the weight of the layer handed in."""
        return {
            "unscaled": (
                self.weight(1.0),
                Text(zh="合并时忘了 alpha / rank。", en="The merge forgets alpha / rank."),
            ),
            "subtracted": (
                self.weight(-self.scale),
                Text(zh="合并的符号反了。", en="The merge has the wrong sign."),
            ),
            "not_merged": (
                self.weight(0.0),
                Text(
                    zh="linear.weight 没有变：要原地改它。",
                    en="linear.weight has not changed: modify it in place.",
                ),
            ),
        }
