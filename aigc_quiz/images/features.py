"""A hundred and twelve numbers that say what a picture looks like, for distances between sets of pictures.

The first 64 come from a small network of our own, trained by `aigc_quiz.images.train_features` on random worlds to
tell attributes, colours, proportions and damage (blur, noise, two faces in one, bent shapes). They are standardised: over
many worlds each has mean 0 and variance 1. The other 48 are the mean colour of 4 x 4 cells, as one grey and two
chroma components; the chroma counts threefold, so that faces in another world's colours are far away.
"""

from functools import lru_cache
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from aigc_quiz.errors import GraderFault, QuizError

SIDE = 32
BATCH = 128  # more fall out of a CPU's cache
CELLS = 4
LEARNED = 64
DIMENSION = LEARNED + 3 * CELLS**2
# Weights of grey and chroma: faces in the default world's colours are then about thirty times as far from a secret
# world as its own faces are (docs/images.md), while both groups of features have variances of the same order.
_GREY, _CHROMA = 4.0, 12.0
WEIGHTS = Path(__file__).with_name("features.safetensors")


class FeatureNetwork(nn.Module):
    """(B, 3, 32, 32) in [-1, 1] -> (B, 64). With `normalised`, batch norms follow the convolutions (training)."""

    def __init__(self, *, normalised: bool = False) -> None:
        super().__init__()
        widths = [(3, 24, 1), (24, 40, 2), (40, 56, 1), (56, 80, 2), (80, 80, 1)]
        self.convolutions = nn.ModuleList(
            nn.Conv2d(a, b, 3, stride, padding=1) for a, b, stride in widths
        )
        self.norms = nn.ModuleList(
            nn.BatchNorm2d(b) if normalised else nn.Identity() for _, b, _ in widths
        )
        self.squeeze = nn.Conv2d(80, 48, 1)
        self.out = nn.Linear(48 * 16, LEARNED)

    def forward(self, x: Tensor) -> Tensor:
        """Features, in training before they are standardised."""
        for convolution, norm in zip(self.convolutions, self.norms, strict=True):
            x = F.relu(norm(convolution(x)))
        x = F.relu(self.squeeze(F.avg_pool2d(x, 2)))  # (B, 48, 4, 4)
        features: Tensor = self.out(x.flatten(1))
        return features


@lru_cache(maxsize=2)
def network(device: str = "cpu") -> FeatureNetwork:
    """The trained network; raises `GraderFault` if its weights are damaged or missing."""
    model = FeatureNetwork()
    try:
        weights = load_file(WEIGHTS)
        model.load_state_dict({name: value.float() for name, value in weights.items()})
    except (OSError, RuntimeError, SafetensorError) as fault:
        raise GraderFault(
            f"{WEIGHTS}: cannot read the feature network; reinstall aigc-quiz ({fault})"
        ) from fault
    return model.eval().requires_grad_(requires_grad=False).to(device)


def as_input(images: Tensor) -> Tensor:
    """Pictures uint8 `(N, 3, S, S)` as float32 `(N, 3, 32, 32)` in [-1, 1], other sizes averaged over areas."""
    x = images.float() / 127.5 - 1
    return x if x.shape[-1] == SIDE else F.interpolate(x, size=(SIDE, SIDE), mode="area")


def cell_colours(x: Tensor) -> Tensor:
    """Weighted grey and chroma of each cell: `(N, 3, 32, 32)` in [-1, 1] -> `(N, 48)`."""
    red, green, blue = F.adaptive_avg_pool2d(x / 2, CELLS).flatten(2).unbind(1)  # each (N, 16)
    grey = (red + green + blue) / 3**0.5
    across, along = (red - green) / 2**0.5, (red + green - 2 * blue) / 6**0.5
    return torch.cat([_GREY * grey, _CHROMA * across, _CHROMA * along], dim=1)


@torch.no_grad()
def features(images: Tensor, *, device: str = "cpu") -> Tensor:
    """Features float32 `(N, 112)` on the CPU of pictures uint8 `(N, 3, S, S)`; raises `QuizError` for anything else."""
    if images.dtype != torch.uint8 or images.ndim != 4 or images.shape[1] != 3:
        raise QuizError(
            f"features need pictures uint8 (N, 3, S, S), not {images.dtype} {tuple(images.shape)}"
        )
    model = network(device)
    parts = [torch.empty(0, DIMENSION)]
    for part in torch.split(images, BATCH):
        if len(part):
            x = as_input(part.to(device)).contiguous(memory_format=torch.channels_last)  # faster
            parts.append(torch.cat([model(x), cell_colours(x)], dim=1).cpu())
    return torch.cat(parts)
