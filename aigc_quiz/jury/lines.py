"""What an exercise whose result is pictures asks of them, and how it trains: one table of numbers each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from aigc_quiz.bank.question import Text

if TYPE_CHECKING:
    from torch import Tensor

    from aigc_quiz.grading import Handle, Submission
    from aigc_quiz.images.quality import Measured
    from aigc_quiz.jury.curves import Curves


@dataclass(frozen=True, slots=True)
class Medal:
    """What a medal asks: a distance at most, a coverage at least."""

    name: str
    distance: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Lines:
    """Between what passes and what does not; `Measured` says what the numbers are.

    distance, colours, exchanged, copies: at most. coverage, diversity: at least. medals: the best first. reference: for a
    measure, the least and the largest value that the reference solution had over the seeds that were tried.
    """

    distance: float
    coverage: float
    diversity: float
    colours: float
    copies: float
    medals: tuple[Medal, ...]
    exchanged: float = 1.0
    reference: dict[str, tuple[float, float]] = field(default_factory=dict)

    def reached(self, m: "Measured") -> dict[str, bool]:
        """By the name of each check on the numbers, whether they are good enough."""
        return {
            "distance": m.distance <= self.distance,
            "coverage": m.coverage >= self.coverage,
            "diversity": m.diversity >= self.diversity,
            "learned_these_colours": m.colours <= self.colours and not m.exchanged > self.exchanged,
            "novelty": m.copies <= self.copies,
        }

    def medal(self, measured: "Measured") -> str:
        """gold, silver, bronze, or nothing."""
        for one in self.medals:
            if measured.distance <= one.distance and measured.coverage >= one.coverage:
                return one.name
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """How an exercise trains, what it asks for afterwards, and what it knows about causes.

    step_name: the submission's function that does, or computes the loss of, one step; its first argument is the model.
    losses: names of what that function gives back. causes: from the curves and the numbers, the likely reasons for a poor
    training, the likeliest first. walk: pictures of a tour through the latents, uint8 (W, T, 3, S, S): W walkers, each back
    where it began after T pictures; None where a model has no latents, or they could not be drawn. blank: what a trained
    network without its weights must draw: one `still` picture, or any that are `unlike` the real ones. glances: parts of the
    training at whose beginning `glanced` samples are measured, for the curve.
    """

    lines: Lines
    step_name: str
    losses: tuple[str, ...]
    causes: "Callable[[Curves, Measured, Lines], list[Text]]"
    walk: "Callable[[Submission, Handle], Tensor | None] | None" = None
    steps: int = 1000
    images: int = 4096
    samples: int = 2048
    size: int = 32
    blank: Literal["still", "unlike"] = "still"
    glances: tuple[float, ...] = (0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85)
    glanced: int = 512
    worlds: int = 12  # secret ones beside the default one, for telling how far apart the colours of two worlds are


POINTS: dict[str, float] = dict.fromkeys(
    (
        "training_gives_pictures",
        "trained_network_draws",
        "training_takes_steps",
        "distance",
        "coverage",
        "diversity",
        "learned_these_colours",
        "novelty",
    ),
    2.0,
)
NAMES = tuple(POINTS)


def joined(*texts: Text) -> Text:
    """Sentences one after the other; empty ones are left out."""
    told: Any = [text for text in texts if text.en]
    return Text(zh="".join(text.zh for text in told), en=" ".join(text.en for text in told))
