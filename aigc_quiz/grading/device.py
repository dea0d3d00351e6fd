"""Where a submission's tensors live."""

from aigc_quiz.errors import QuizError

DEVICES = ("auto", "cpu", "cuda", "mps")


def choose(option: str) -> str:
    """The device for an option; `auto` is the CPU, on which every exercise is calibrated.

    Raises:
        QuizError: an unknown device, or one that this machine does not have.
    """
    name = option.partition(":")[0]
    if name not in DEVICES:
        raise QuizError(f"--device {option}: unknown; use {', '.join(DEVICES)}")
    if name in {"auto", "cpu"}:
        return "cpu"
    import torch

    there = torch.cuda.is_available() if name == "cuda" else torch.backends.mps.is_available()
    if not there:
        raise QuizError(f"--device {option}: torch sees no such device here; use --device cpu")
    return option
