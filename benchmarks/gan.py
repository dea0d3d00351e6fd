"""How fast the reference GAN learns: `python benchmarks/gan.py [--sizes 32 64] [--steps 10] [--learn 300]`.

Prints two Markdown tables: images/s by size, device, precision, layout and torch.compile of the generator; and
the distance that trainings of several lengths reach, with their time. A CPU uses one thread and its time is the
process's CPU time, which a busy machine changes little; a GPU's is wall time after the device has finished.
A device that is not here is shown as "not measured".
"""

import argparse
import importlib.util
import time
from types import ModuleType

import torch

from aigc_quiz.content import solutions_dir
from aigc_quiz.images.cartoon import World, draw
from aigc_quiz.images.features import features
from aigc_quiz.images.metrics import frechet_distance

LAYOUTS = {"channels_last": torch.channels_last, "contiguous": torch.contiguous_format}


def program() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gan", solutions_dir() / "gan_cartoon.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def here(device: str) -> bool:
    return {
        "cpu": True,
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
    }[device]


def clock(device: str) -> float:
    """Seconds: of this process's CPU time, or of the wall once the device has nothing left to do."""
    if device == "cpu":
        return time.process_time()
    getattr(torch, device).synchronize()
    return time.perf_counter()


def images_a_second(
    size: int, device: str, steps: int, *, mixed: bool, layout: str, compiled: bool
) -> float:
    """Real images seen by `train_step` in a second, after three steps to warm up."""
    gan = program()
    gan.MIXED_PRECISION, gan.LAYOUT = mixed, LAYOUTS[layout]
    generator = gan.Generator(size).to(device, memory_format=gan.LAYOUT)
    discriminator = gan.Discriminator(size).to(device, memory_format=gan.LAYOUT)
    if compiled:
        generator.compile()
    optimizers = gan.make_optimizers(generator, discriminator)
    real = torch.rand(gan.BATCH, 3, size, size, device=device) * 2 - 1
    started = 0.0
    for step in range(steps + 3):
        if step == 3:
            started = clock(device)
        gan.train_step(generator, discriminator, *optimizers, real)
    return float(steps * gan.BATCH / (clock(device) - started))


def speeds(sizes: list[int], steps: int, *, compiled: bool) -> None:
    print(
        "| size | device | precision | layout | compiled G | images/s |\n|---|---|---|---|---|---|"
    )
    for size in sizes:
        for device in ("cpu", "cuda", "mps"):
            for mixed, layout, compiles in (
                (True, "channels_last", False),
                (True, "contiguous", False),
                (False, "channels_last", False),
                (True, "channels_last", True),
            ):
                told = "not measured"
                if here(device) and (compiled or not compiles):
                    rate = images_a_second(
                        size, device, steps, mixed=mixed, layout=layout, compiled=compiles
                    )
                    told = f"{rate:.0f}"
                precision = "mixed" if mixed else "float32"
                print(
                    f"| {size} | {device} | {precision} | {layout} | {'yes' if compiles else 'no'} | {told} |",
                    flush=True,
                )


def learning(sizes: list[int], lengths: list[int], seed: int) -> None:
    """Each length is a training of its own: the learning rate's schedule spans all of it."""
    print("\n| size | device | steps | seconds | Fréchet distance |\n|---|---|---|---|---|")
    for size in sizes:
        known = draw(4096, size=size, seed=seed, world=World()).images
        held_out = features(draw(2048, size=size, seed=seed + 1, world=World()).images)
        for device in ("cpu", "cuda", "mps"):
            for steps in lengths:
                told = "not measured | not measured"
                if here(device):
                    gan = program()
                    started = clock(device)
                    generator = gan.train(known, steps=steps, device=device, seed=seed)
                    seconds = clock(device) - started
                    made = features(gan.sample(generator, 2048, seed=seed))
                    told = f"{seconds:.1f} | {frechet_distance(held_out, made):.1f}"
                print(f"| {size} | {device} | {steps} | {told} |", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[32, 64])
    parser.add_argument("--steps", type=int, default=10, help="measured steps for each speed")
    parser.add_argument(
        "--learn", type=int, nargs="*", default=[300], help="lengths of the trainings, in steps"
    )
    parser.add_argument("--no-compile", action="store_true", help="leave out torch.compile")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torch.set_num_threads(1)
    speeds(options.sizes, options.steps, compiled=not options.no_compile)
    if options.learn:
        learning(options.sizes, options.learn, options.seed)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
