"""Train the feature network on random worlds: `python -m aigc_quiz.images.train_features [--steps N] [--out FILE]`.

One thread and one seed, so that the same version of torch writes the same weights; about eight minutes.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import Tensor, nn

from aigc_quiz.images.cartoon import paint
from aigc_quiz.images.features import LEARNED, SIDE, WEIGHTS, FeatureNetwork, as_input
from aigc_quiz.images.world import COLUMN, PROPORTIONS, World, secret_world

CLASSES = (("hair_style", 8), ("eyes", 4), ("mouth", 5), ("glasses", 4), ("hat", 4), ("blush", 2))
COLOURS = ("background", "skin", "hair_colour", "shirt", "iris", "accent")
DAMAGES = ("blur", "noise", "blend", "bend")
_REACH = torch.tensor([reach for _, reach in PROPORTIONS.values()])
_CENTRE = torch.tensor([centre for centre, _ in PROPORTIONS.values()])
_SIDED = [list(PROPORTIONS).index(name) for name in ("shift_x", "tilt", "gaze")]


class Batch(NamedTuple):
    """Pictures and what the network is to say about them."""

    images: Tensor  # uint8 (n, 3, 32, 32)
    attributes: Tensor  # (n, 11)
    colours: Tensor  # (n, 6, 3) in 0..1
    seen: Tensor  # (n, 6) which colours can be seen
    proportions: Tensor  # (n, 18) in half ranges
    damage: Tensor  # (n, 4) severity 0..1

    def at(self, rows: Tensor) -> "Batch":
        """Some of the rows."""
        return Batch(*(value[rows] for value in self))


def world_batch(world: World, n: int, generator: torch.Generator, size: int = SIDE) -> Batch:
    """Faces of one world with their targets, undamaged."""
    attributes = world.attributes(n, generator)
    values = world.proportions(n, generator)
    images = torch.cat(
        [
            paint(a, v, size, world)
            for a, v in zip(torch.split(attributes, 128), torch.split(values, 128), strict=True)
        ]
    )
    if size != SIDE:
        images = F.interpolate(images.float(), size=(SIDE, SIDE), mode="area").round().byte()
    proportions = (values - _CENTRE) / _REACH
    if world.mirrored:
        proportions[:, _SIDED] *= -1
    column = {name: attributes[:, index] for name, index in COLUMN.items()}
    hat, glasses, eyes = column["hat"], column["glasses"], column["eyes"]
    column["accent"] = (hat - 1).clamp_min(0)  # the colour of the hat
    colours = torch.stack([world.palette(name)[column[name]] for name in COLOURS], dim=1)
    seen = torch.ones(n, len(COLOURS), dtype=torch.bool)
    seen[:, COLOURS.index("hair_colour")] = column["hair_style"] > 0
    seen[:, COLOURS.index("iris")] = ((eyes == 0) | (eyes == 3)) & (glasses != 3)
    seen[:, COLOURS.index("accent")] = hat > 0
    return Batch(images, attributes, colours, seen, proportions, torch.zeros(n, len(DAMAGES)))


def damaged(batch: Batch, share: float, generator: torch.Generator) -> Batch:
    """A share of the pictures blurred, noisy, blended with another or bent, with the severity as target."""
    n = len(batch.images)
    kind = torch.randint(len(DAMAGES), (n,), generator=generator)
    severity = torch.rand(n, generator=generator)
    severity[torch.rand(n, generator=generator) > share] = 0
    s = severity[:, None, None, None]
    x = batch.images.float()
    soft = F.avg_pool2d(F.avg_pool2d(x, 3, 1, 1, count_include_pad=False), 3, 1, 1)
    noise = torch.randn(x.shape, generator=generator) * 40
    other = x[torch.randperm(n, generator=generator)]
    flow = F.interpolate(torch.randn(n, 2, 5, 5, generator=generator), SIDE, mode="bicubic") * 0.11
    axis = (torch.arange(SIDE) + 0.5) * (2 / SIDE) - 1
    still = torch.stack(torch.meshgrid(axis, axis, indexing="xy"), dim=-1)
    bent = F.grid_sample(
        x, still + s * flow.permute(0, 2, 3, 1), padding_mode="reflection", align_corners=False
    )
    variants = torch.stack([x + s * (soft - x), x + s * noise, x + 0.5 * s * (other - x), bent])
    chosen = variants[kind, torch.arange(n)]
    x = torch.where(s > 0, chosen, x).round().clamp(0, 255).byte()
    return batch._replace(images=x, damage=F.one_hot(kind, len(DAMAGES)) * severity[:, None])


class Heads(nn.Module):
    """Linear read-outs of the features, one a target."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes = [count for _, count in CLASSES] + [3 * len(COLOURS), len(PROPORTIONS)]
        self.sizes.append(len(DAMAGES))
        self.linear = nn.Linear(LEARNED, sum(self.sizes))

    def forward(self, features: Tensor) -> tuple[Tensor, ...]:
        """Logits of each class, colours, proportions, damage."""
        read: Tensor = self.linear(features)
        return torch.split(read, self.sizes, dim=1)


def loss_of(outputs: tuple[Tensor, ...], batch: Batch) -> Tensor:
    """Cross entropy of what can be seen plus squared errors."""
    total = outputs[-1].new_zeros(())
    for (name, _), logits in zip(CLASSES, outputs[:-3], strict=True):
        losses = F.cross_entropy(logits, batch.attributes[:, COLUMN[name]], reduction="none")
        if name == "eyes":
            losses = losses * (batch.attributes[:, COLUMN["glasses"]] != 3)
        total = total + losses.mean()
    colours, proportions, damage = outputs[-3:]
    wrong = (colours.view_as(batch.colours) - batch.colours).square().mean(2)
    total = total + 12 * (wrong * batch.seen).mean()
    total = total + 0.6 * F.mse_loss(proportions, batch.proportions)
    return total + 6 * F.mse_loss(damage, batch.damage)


def pools(worlds: int, n: int, generator: torch.Generator) -> Iterator[Batch]:
    """Endless fresh pools of faces from random worlds; every sixteenth world is the default one, every fourth larger."""
    while True:
        parts = [
            world_batch(
                World() if index % 16 == 0 else secret_world(generator),
                n,
                generator,
                64 if index % 8 == 3 else SIDE,
            )
            for index in range(worlds)
        ]
        yield Batch(*(torch.cat(values) for values in zip(*parts, strict=True)))


def folded(model: FeatureNetwork, mean: Tensor, deviation: Tensor) -> dict[str, Tensor]:
    """Weights (half precision) with batch norms and the standardisation of the outputs folded in."""
    plain = FeatureNetwork()
    state = {name: value for name, value in model.state_dict().items() if "norms" not in name}
    for index, norm in enumerate(model.norms):
        if not isinstance(norm, nn.BatchNorm2d) or norm.running_var is None:
            continue
        gain = norm.weight / (norm.running_var + norm.eps).sqrt()
        weight, bias = (
            f"convolutions.{index}.weight",
            f"convolutions.{index}.bias",
        )
        state[bias] = (state[bias] - norm.running_mean) * gain + norm.bias
        state[weight] = state[weight] * gain[:, None, None, None]
    state["out.weight"] = state["out.weight"] / deviation[:, None]
    state["out.bias"] = (state["out.bias"] - mean) / deviation
    plain.load_state_dict(state)
    return {name: value.detach().half().contiguous() for name, value in plain.state_dict().items()}


@torch.no_grad()
def standardised(model: FeatureNetwork, images: Tensor) -> dict[str, Tensor]:
    """The weights to ship: folded, so that the features of `images` have mean 0 and variance 1."""
    raw = torch.cat([model(as_input(part)) for part in torch.split(images, 256)])
    return folded(model, raw.mean(0), raw.std(0))


def train(
    steps: int, seed: int, *, worlds: int = 64, faces: int = 128
) -> tuple[FeatureNetwork, Heads, torch.Generator]:
    """A trained network with its read-outs; each pool holds `worlds` worlds of `faces` faces."""
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    model, heads = FeatureNetwork(normalised=True), Heads()
    model = model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    parameters = [*model.parameters(), *heads.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=3e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, steps, pct_start=0.1)
    source = pools(worlds, faces, generator)
    started, pool, size = time.perf_counter(), next(source), 128
    per_pool = len(pool.images) // size
    for step in range(steps):
        if step % per_pool == 0 and step:
            pool = next(source)
        if step % per_pool == 0:
            order = torch.randperm(len(pool.images), generator=generator)
        rows = order[step % per_pool * size :][:size]
        batch = damaged(pool.at(rows), 0.35, generator)
        with torch.autocast("cpu", torch.bfloat16):
            x = as_input(batch.images).contiguous(memory_format=torch.channels_last)
            outputs = heads(model(x))
        loss = loss_of(tuple(out.float() for out in outputs), batch)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
        if step % 100 == 99:
            speed = (step + 1) * size / (time.perf_counter() - started)
            _say(f"step {step + 1:5d}  loss {loss.item():.3f}  {speed:.0f} images/s")
    return model.eval(), heads.eval(), generator


@torch.no_grad()
def report(model: FeatureNetwork, heads: Heads, batch: Batch) -> list[str]:
    """Accuracy of each attribute and error of each measure on fresh faces, as rows of a Markdown table."""
    outputs = heads(model(as_input(batch.images)))
    lines = ["| read from the features | fresh worlds | chance |", "|---|---|---|"]
    for (name, _), logits in zip(CLASSES, outputs[:-3], strict=True):
        truth = batch.attributes[:, COLUMN[name]]
        shown = (
            batch.attributes[:, COLUMN["glasses"]] != 3
            if name == "eyes"
            else torch.ones_like(truth, dtype=torch.bool)
        )
        right = (logits.argmax(1) == truth)[shown].double().mean()
        chance = torch.bincount(truth[shown]).max() / shown.sum()
        lines.append(f"| {name}, accuracy | {float(right):.3f} | {float(chance):.3f} |")
    colours = outputs[-3].view_as(batch.colours)
    for index, name in enumerate(COLOURS):
        seen = batch.seen[:, index]
        truth = batch.colours[seen, index]
        error = (colours[seen, index] - truth).square().mean().sqrt()
        spread = (truth - truth.mean(0)).square().mean().sqrt()
        lines.append(f"| {name} colour, error (0..1) | {float(error):.3f} | {float(spread):.3f} |")
    error = (outputs[-2] - batch.proportions).square().mean(0).sqrt()
    spread = batch.proportions.std(0)
    for index, name in enumerate(PROPORTIONS):
        lines.append(
            f"| {name}, error (half ranges) | {float(error[index]):.2f} | {float(spread[index]):.2f} |"
        )
    return lines


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Train, print the table, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=3600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    torch.set_num_threads(1)
    model, heads, generator = train(options.steps, options.seed)
    fresh = next(pools(64, 64, generator))
    _say("\n".join(report(model, heads, fresh)))
    save_file(standardised(model, fresh.images), options.out)
    _say(f"{options.out}: {options.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
