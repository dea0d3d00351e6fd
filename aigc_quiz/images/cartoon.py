"""Cartoon faces with known attributes, drawn from a seed."""

from typing import NamedTuple

import torch
from torch import Tensor

from aigc_quiz.errors import QuizError
from aigc_quiz.images.canvas import Canvas
from aigc_quiz.images.colours import Colours, mix
from aigc_quiz.images.eyes import draw_eyes
from aigc_quiz.images.hair import draw_back, draw_front
from aigc_quiz.images.head import draw_blush, draw_body, draw_head, draw_nose
from aigc_quiz.images.mouth import draw_mouth
from aigc_quiz.images.shapes import circle
from aigc_quiz.images.wear import draw_glasses, draw_hats
from aigc_quiz.images.world import ATTRIBUTES, COLUMN, World, secret_world

__all__ = ["ATTRIBUTES", "Faces", "World", "draw", "secret_world"]

_CHUNK_PIXELS = 128 * 32 * 32  # pictures are drawn in chunks that stay in a processor's cache


class Faces(NamedTuple):
    """Pictures uint8 `(N, 3, S, S)` and what is on them, int64 `(N, 11)` in the order of `ATTRIBUTES`."""

    images: Tensor
    attributes: Tensor


def draw(
    n: int, *, size: int = 32, seed: int, world: World | None = None, device: str = "cpu"
) -> Faces:
    """Draw `n` faces of `size` x `size` pixels from a world (default: `World()`).

    The same arguments give the same bits on the same kind of device, with any number of threads. Sizes from 32 to 256
    are meant; raises `QuizError` outside, or if `n` is not positive.
    """
    if n < 1:
        raise QuizError(f"cannot draw {n} faces; ask for at least one")
    if not 32 <= size <= 256:
        raise QuizError(f"cannot draw faces of {size} pixels; sizes are 32 to 256")
    world = world or World()
    generator = torch.Generator().manual_seed(seed)
    attributes = world.attributes(n, generator)
    values = world.proportions(n, generator)
    chunk = max(1, _CHUNK_PIXELS // size**2)
    images = torch.empty(n, 3, size, size, dtype=torch.uint8, device=device)
    for start in range(0, n, chunk):
        part = slice(start, start + chunk)
        images[part] = paint(attributes[part].to(device), values[part].to(device), size, world)
    return Faces(images, attributes)


@torch.no_grad()
def paint(attributes: Tensor, values: Tensor, size: int, world: World) -> Tensor:
    """Paint chosen faces: attributes int64 `(n, 11)` and proportions float32 `(n, 18)` -> uint8 `(n, 3, S, S)`.

    For at most some hundred faces at once; `draw` goes over many in chunks.
    """
    a = {name: attributes[:, column] for name, column in COLUMN.items()}
    background = world.palette("background").to(attributes.device)[a["background"]]
    canvas = Canvas(background, size, values)
    colours = Colours.of(world, attributes)
    canvas.everywhere().paint(
        (-1.2, -1.2, 1.2, 1.2),
        lambda x, y: circle(x, y, 0.88),
        mix(background, colours.white, 0.42),
        body=True,
    )
    draw_back(canvas, colours, a["hair_style"], a["hat"])
    draw_body(canvas, colours)
    draw_head(canvas, colours)
    draw_blush(canvas, colours, a["blush"] == 1)
    draw_mouth(canvas, colours, a["mouth"])
    draw_nose(canvas, colours)
    draw_eyes(canvas, colours, a["eyes"])
    draw_front(canvas, colours, a["hair_style"])
    draw_glasses(canvas, colours, a["glasses"])
    draw_hats(canvas, colours, a["hat"])
    pixels = canvas.pixels.mul_(255).round_().to(torch.uint8)
    return pixels.flip(-1) if world.mirrored else pixels
