"""Stage 2 of an exercise whose result is pictures: train where nobody has trained, ask for samples, measure them here.

A grader.py names its `Training` in the constant `TRAINING` and reads:

    jury = Jury(submission, TRAINING)      # first of all: refuses a folder of images that cannot be used
    ... probes ...
    yield from jury.not_run(NAME)          # a probe failed: the training would mean nothing
    yield from jury.judged(noted)          # else; `noted`: checks that were not passed and stop nothing
"""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from torch import Tensor

from aigc_quiz.grading import NOT_RUN, Check, Handle, Submission, Text, expect
from aigc_quiz.grading.faults import SubmissionFault
from aigc_quiz.images import quality, traits
from aigc_quiz.images.features import features
from aigc_quiz.images.metrics import precision_recall
from aigc_quiz.jury import latent, verdict
from aigc_quiz.jury.curves import STRIP, Curves, Watch, distance_to, is_pictures
from aigc_quiz.jury.lines import POINTS, Training
from aigc_quiz.jury.material import Material, faces, own_images, split
from aigc_quiz.jury.verdict import Evidence

WATCHED = (Path(__file__).parent / "watched.py").read_text(encoding="utf-8")
CALLS = 4  # the samples are asked for in so many calls, each with a seed of its own
BLANKS = 64
EARLY_STEPS, EARLY_COUNT = 3, 256  # too few steps to learn anything, and what is drawn after them
SHOWN = 64
EXTREMES = 16  # of the best, of the worst, and of those nearest to a training image


class Jury:
    """The second stage of one grading.

    Raises:
        QuizError: the folder of the user's own images cannot be used.
    """

    def __init__(self, submission: Submission, training: Training) -> None:
        self._submission = submission
        self._training = training
        self._steps = submission.wish.training_steps(training.steps)
        self._own: Tensor | None = None
        if submission.wish.data is not None:
            found = own_images(submission.wish.data, training)
            self._own = found.images
            submission.record(
                "data",
                {
                    "folder": str(submission.wish.data),
                    "images": len(found.images),
                    "skipped": list(found.skipped),
                },
            )

    def not_run(self, name: str) -> Iterator[Check]:
        """The stage's checks, failed because the check `name` was not passed before."""
        message = Text(zh=f"未运行：请先修好 {name}。", en=f"Not run: mend {name} first.")
        for one, points in POINTS.items():
            yield Check(one, passed=False, message=message, points=points, mistake=NOT_RUN)

    def judged(self, noted: Sequence[Check] = ()) -> Iterator[Check]:
        """Train, ask for samples, measure them, and say what they are worth.

        noted: what the probes found and does not stop the training; it comes first among the likely causes.
        """
        submission, training = self._submission, self._training
        if self._own is None:
            material = faces(submission, training)
        else:
            material = split(self._own, submission, training)
        real, seen = features(material.held_out), features(material.known)
        floor = quality.likeness(real, seen[: len(real)])
        close_by = distance_to(real)
        curves = Curves(training.losses, close_by(material.known[: training.glanced]))
        with submission.naming("training_gives_pictures"):
            model = self._trained(material, curves, real)
            yield from self._looked_at(model, material, curves, real, seen, floor, noted)

    # --- training ---

    def _trained(self, material: Material, curves: Curves, real: Tensor) -> Handle:
        """The trained model; it stays in the worker. Curves and progress are kept on the way."""
        submission, training = self._submission, self._training
        count = min(training.glanced, len(material.known))
        moments = sorted({int(part * self._steps) for part in training.glances})
        told = submission.on_progress(None)
        watch = self._watch = Watch(
            curves,
            steps=self._steps,
            size=training.size,
            count=count,
            moments=moments,
            measure=distance_to(real),
            tell=told,
        )
        submission.on_progress(watch)
        watch.say("train")
        try:
            model: Handle = submission.run(
                WATCHED,
                "training",
                material.known,
                self._steps,
                submission.device,
                material.seeds[0],
                training.step_name,
                moments,
                count,
                keep=True,
            )
            return model
        except SubmissionFault as fault:
            if fault.outcome == "timed_out":
                emulates = "bfloat16" in submission.source and _emulates(submission.device)
                fault.message = verdict.out_of_time(
                    fault.message, watch.done, self._steps, emulates=emulates
                )
            raise
        finally:
            submission.on_progress(None)
            submission.record("curves", curves.record())
            if curves.strips:
                self._show_strips(curves)

    def _show_strips(self, curves: Curves) -> None:
        rows = [one for one in curves.strips if len(one) == STRIP]
        if rows:
            self._submission.show("training", torch.cat(rows), columns=STRIP)

    # --- looking ---

    def _looked_at(
        self,
        model: Handle,
        material: Material,
        curves: Curves,
        real: Tensor,
        seen: Tensor,
        floor: quality.Likeness,
        noted: Sequence[Check],
    ) -> Iterator[Check]:
        submission, training, size = self._submission, self._training, self._training.size
        count = len(material.held_out) // CALLS
        self._watch.say("sample")
        parts = [submission.call("sample", model, count, seed=seed) for seed in material.seeds[1:5]]
        blank = submission.run(WATCHED, "zeroed_samples", model, BLANKS, material.seeds[5])
        good = all(is_pictures(part, count, size) for part in parts)
        good &= is_pictures(blank, BLANKS, size)
        yield expect(
            "training_gives_pictures",
            good,
            Text(
                zh=f"训练之后，sample(model, {count}, seed=...) 应返回 uint8 ({count}, 3, {size}, {size})。",
                en=f"After training, sample(model, {count}, seed=...) should return uint8 ({count}, 3, {size}, {size}).",
            ),
            points=POINTS["training_gives_pictures"],
        )
        if not good:
            return
        samples = torch.cat(parts)
        walk = None if training.walk is None else training.walk(submission, model)
        early = submission.run(
            WATCHED,
            "early",
            material.known,
            EARLY_STEPS,
            submission.device,
            material.seeds[5],
            EARLY_COUNT,
        )
        self._watch.say("measure")
        made = features(samples)
        elsewhere = (
            quality.worlds(submission.generator, training.worlds, size=size)
            if material.attributes
            else []
        )
        measured = quality.measure(
            material.known,
            material.held_out,
            samples,
            elsewhere,
            paths=None if walk is None else latent.around(walk),
            real=real,
            made=made,
        )
        if len(samples) >= STRIP:
            self._watch.note(self._steps, samples[: training.glanced])
        evidence = Evidence(
            measured=measured,
            floor=floor,
            lines=training.lines,
            early=distance_to(real)(early) if is_pictures(early, EARLY_COUNT, size) else math.inf,
            blank_draws=_draws(blank, real, training),
            curves=curves,
            steps=self._steps,
            usual_steps=training.steps,
            asked=submission.wish.steps is not None,
            own_images=self._own is not None,
            causes=training.causes(curves, measured, training.lines),
            noted=[check for check in noted if not check.passed],
            gaps=self._histograms(material, real, seen, made),
        )
        self._show(material, samples, real, made, walk)
        self._show_strips(curves)
        self._record(evidence, curves)
        passed = True
        for check in verdict.verdicts(evidence):
            passed &= check.passed or check.advice
            yield check
        medal = training.lines.medal(measured) if passed and evidence.final else ""
        submission.record("medal", medal)
        yield from verdict.next_medal(evidence, medal, passed=passed)

    def _histograms(
        self, material: Material, real: Tensor, seen: Tensor, made: Tensor
    ) -> list[traits.Gap]:
        """Record which attributes the real faces and the samples show; what the samples show too seldom."""
        if material.attributes is None:
            return []
        known, held_out = material.attributes
        readouts = traits.Readouts.fitted(seen, known, real, held_out)
        shares = readouts.shares(real), readouts.shares(made)
        self._submission.record(
            "attributes",
            {
                name: {
                    "accuracy": round(readouts.accuracy[name], 3),
                    "real": [round(share, 4) for share in shares[0][name]],
                    "yours": [round(share, 4) for share in shares[1][name]],
                }
                for name in shares[0]
            },
        )
        return traits.gaps(*shares)

    def _record(self, evidence: Evidence, curves: Curves) -> None:
        lines, told = self._training.lines, self._submission.record
        told("metrics", _finite(evidence.measured._asdict()))
        told("floor", _finite(evidence.floor._asdict()))
        told(
            "lines",
            {name: getattr(lines, name) for name in ("distance", "coverage", "diversity", "copies")}
            | (
                {}
                if evidence.own_images
                else {"colours": lines.colours, "exchanged": lines.exchanged}
            ),
        )
        told("steps", self._steps)
        told("curves", curves.record())

    def _show(
        self, material: Material, samples: Tensor, real: Tensor, made: Tensor, walk: Tensor | None
    ) -> None:
        """Sheets: samples, real, training, best, worst, nearest (a sample above, its training image below), and the walk."""
        show = self._submission.show
        show("samples", samples[:SHOWN])
        show("real", material.held_out[:SHOWN])
        order = quality.ranked(real, made, EXTREMES)
        show("best", samples[order.best])
        show("worst", samples[order.worst])
        near, their = quality.lookalikes(material.known, samples, EXTREMES)
        show("nearest", torch.cat([near, their], dim=2), columns=EXTREMES // 2)
        if walk is not None:
            self._submission.animate("walk", latent.grid(walk))


def _emulates(device: str) -> bool:
    """Whether bfloat16 is emulated there; no where the processor, or an older torch, does not tell."""
    told: dict[str, bool] = getattr(torch.cpu, "get_capabilities", dict)()
    return device == "cpu" and not told.get("avx512_bf16", True)


def _draws(blank: Tensor, real: Tensor, training: Training) -> bool:
    """Whether a network without weights draws what only a trained one should."""
    if training.blank == "still":
        return float(blank.float().std(dim=0).max()) >= 1.0
    return precision_recall(real, features(blank)).quality > 0.1


def _finite(numbers: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in numbers.items() if math.isfinite(value)}
