"""The judge's view of a submission: every value that it gives back is a claim, never an object."""

import ast
import contextlib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch

from aigc_quiz.grading import forbidden
from aigc_quiz.grading.faults import SubmissionFault, crashed
from aigc_quiz.grading.jail import tree
from aigc_quiz.grading.link import Link, Progress
from aigc_quiz.grading.wire import Remote, Value
from aigc_quiz.grading.wish import Wish


class Submission:
    """What `grade(submission)` asks questions of.

    Every method that runs the submission raises `SubmissionFault` when it raises, dies or takes too
    much; let it pass: the judge turns it into a failed check named `runs`, or as `naming` says.
    """

    def __init__(
        self,
        link: Link,
        *,
        file: str,
        source: str,
        tree: ast.Module,
        seed: int,
        wish: Wish | None = None,
    ) -> None:
        self._link = link
        self.wish = wish or Wish()
        self.file = file
        self.source = source
        self.tree = tree
        self.device = link.device
        self.generator = torch.Generator().manual_seed(_derived(seed, "inputs"))
        self.check_name = "runs"
        self.shown: dict[str, torch.Tensor] = {}
        self.columns: dict[str, int] = {}
        self.animations: dict[str, torch.Tensor] = {}
        self.records: dict[str, Value] = {}
        self._seed = seed
        self._sent: tuple[tuple[Value, ...], dict[str, Value]] = ((), {})

    # --- fresh inputs, from the grading's secret seed ---

    def normal(self, *shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
        """Standard normal numbers of `shape`."""
        drawn = torch.randn(shape, generator=self.generator, dtype=torch.float64)
        return drawn.to(dtype)

    def uniform(
        self,
        *shape: int,
        low: float = 0.0,
        high: float = 1.0,
        dtype: torch.dtype = torch.float32,
    ) -> torch.Tensor:
        """Numbers of `shape`, uniform in [low, high)."""
        drawn = torch.rand(shape, generator=self.generator, dtype=torch.float64)
        return (low + (high - low) * drawn).to(dtype)

    def integers(self, low: int, high: int, shape: Sequence[int] = ()) -> torch.Tensor:
        """int64 numbers of `shape`, low <= number < high."""
        return torch.randint(low, high, tuple(shape), generator=self.generator)

    # --- the submission's functions ---

    def call(self, name: str, *args: Value, **kwargs: Value) -> Value:
        """Call a function (or class) of the submission; tensors and plain data come back.

        What is no data comes back as `Opaque(type_name)`.
        """
        self._sent = (args, kwargs)
        return self._link.ask("call", name, _out(args), _out(kwargs), "give")

    def keep(self, name: str, *args: Value, **kwargs: Value) -> Value:
        """Call a function whose result stays in the worker: a Handle, or a tuple of them."""
        self._sent = (args, kwargs)
        return self._handles(self._link.ask("call", name, _out(args), _out(kwargs), "keep"))

    def build(self, name: str, *args: Value, **kwargs: Value) -> "Handle":
        """Make an object of a class of the submission; it stays in the worker."""
        self._sent = (args, kwargs)
        return Handle(self, _number(self._link.ask("call", name, _out(args), _out(kwargs), "keep")))

    def vjp(
        self, name: str, args: Sequence[Value], cotangent: Value = None, wrt: Sequence[int] = (0,)
    ) -> tuple[Value, list[torch.Tensor | None]]:
        """(output, gradients of sum(output * cotangent) for the arguments whose indices are `wrt`).

        A gradient is None when the output does not depend on the argument, or its shape is not the
        cotangent's. A cotangent of None means ones.
        """
        self._sent = (tuple(args), {})
        out, gradients = _pair(self._link.ask("vjp", name, _out(args), cotangent, list(wrt)))
        return out, _gradients(gradients, len(wrt))

    def raises(self, name: str, *args: Value, **kwargs: Value) -> str | None:
        """The name of the exception that a call raises (`"ValueError"`), or None when it returns."""
        told = self._link.ask("raises", name, _out(args), _out(kwargs))
        return told if isinstance(told, str) else None

    def run(self, source: str, function: str, *args: Value, keep: bool = False) -> Value:
        """Run a fixture: `source` is executed in the worker, then its `function` is called.

        In it, `submission` is the learner's module and `progress(fraction, text)` tells the terminal.
        The same source is one module, which keeps its state between calls. With `keep`, the result
        stays in the worker and a Handle (or a tuple of them) comes back.
        """
        got = self._link.ask("run", source, function, _out(args), "keep" if keep else "give")
        return self._handles(got) if keep else got

    def inputs_after(self) -> Value:
        """The last call's positional arguments as the worker holds them now."""
        return _pair(self._link.ask("inputs"))[0]

    def inputs_unchanged(self) -> bool:
        """Whether the last call left its arguments as they were sent."""
        return _same(self._link.ask("inputs"), self._sent)

    def seed(self, seed: int) -> None:
        """Seed torch's, Python's and numpy's global generators in the worker."""
        self._link.ask("seed", seed)

    # --- what its text says ---

    def uses(self, names: Sequence[str]) -> list[tuple[str, int]]:
        """(name, line) wherever the text uses one of the dotted names, also by another name."""
        return forbidden.uses(self.tree, names)

    def replace(self, *names: str) -> None:
        """Make calls of these dotted library names fail with the outcome `forbidden`."""
        self._link.ask("replace", list(names))

    # --- what the judge keeps ---

    @contextlib.contextmanager
    def naming(self, name: str) -> Iterator[None]:
        """Within it, a fault of the submission is a failed check called `name` instead of `runs`."""
        before, self.check_name = self.check_name, name
        yield
        self.check_name = before

    def show(self, name: str, images: torch.Tensor, *, columns: int | None = None) -> None:
        """Keep uint8 images (N, 3, H, W) for the report: one sheet, `<slug>/<name>.png`.

        columns: images a row of the sheet; None makes it about square.

        Raises:
            ValueError: they are not that.
        """
        self.shown[name] = _pictures("show", name, images)
        if columns is not None:
            self.columns[name] = columns

    def animate(self, name: str, frames: torch.Tensor) -> None:
        """Keep uint8 frames (T, 3, H, W) for the report: one moving picture, `<slug>/<name>.png`.

        Raises:
            ValueError: they are not that.
        """
        self.animations[name] = _pictures("animate", name, frames)

    def record(self, key: str, value: Value) -> None:
        """Add a key to the report: numbers, texts, and lists and dicts of them."""
        self.records[key] = value

    def progress(self, fraction: float, text: str = "") -> None:
        """Tell the terminal how far the grading is, 0 to 1."""
        if self._link.progress is not None:
            self._link.progress(fraction, text, None)

    def on_progress(self, progress: Progress | None) -> Progress | None:
        """Receive what fixtures tell, (fraction, text, value), each of it a claim; returns who received it so far."""
        before, self._link.progress = self._link.progress, progress
        return before

    def peak_memory(self) -> int:
        """Bytes of the worker's largest resident size since `forget_peak`, seen from outside."""
        return tree.peak_bytes(self._link.pid)

    def forget_peak(self) -> None:
        """Measure the peak of memory from here on."""
        tree.forget_peak(self._link.pid)

    def _handles(self, got: Value) -> Value:
        if isinstance(got, tuple):
            return tuple(self._handles(one) for one in got)
        return Handle(self, got.number) if isinstance(got, Remote) else got


@dataclass(frozen=True, slots=True)
class Handle:
    """An object of the submission that stays in the worker."""

    submission: Submission
    number: int

    def call(self, *args: Value, **kwargs: Value) -> Value:
        """Call the object."""
        return self.method("", *args, **kwargs)

    def method(self, name: str, *args: Value, **kwargs: Value) -> Value:
        """Call one of its methods."""
        self.submission._sent = (args, kwargs)
        return self._ask("method", name, _out(args), _out(kwargs), "give")

    def keep_method(self, name: str, *args: Value, **kwargs: Value) -> Value:
        """Call one of its methods; the result stays in the worker."""
        got = self._ask("method", name, _out(args), _out(kwargs), "keep")
        return self.submission._handles(got)

    def attribute(self, name: str) -> Value:
        """An attribute as data; dots go deeper."""
        return self._ask("attribute", name, "give")

    def keep_attribute(self, name: str) -> "Handle":
        """An attribute that stays in the worker."""
        return Handle(self.submission, _number(self._ask("attribute", name, "keep")))

    def state(self) -> dict[str, torch.Tensor]:
        """The state_dict's tensors by name."""
        return {name: one for name, one in _named(self._ask("state")).items() if one is not None}

    def load_state(self, state: Mapping[str, torch.Tensor]) -> None:
        """Load tensors by name; every name must fit."""
        self._ask("load_state", dict(state))

    def train(self, mode: bool = True) -> None:  # noqa: FBT001, FBT002 - as torch's own
        """Set training or evaluation mode."""
        self._ask("train", mode)

    def vjp(
        self,
        args: Sequence[Value],
        cotangent: Value = None,
        wrt: Sequence[int] = (0,),
        *,
        parameters: bool = True,
    ) -> tuple[Value, list[torch.Tensor | None], dict[str, torch.Tensor | None]]:
        """(output, input gradients, {parameter name: gradient}); see `Submission.vjp`."""
        told = self._ask("object_vjp", _out(args), cotangent, list(wrt))
        if not isinstance(told, tuple) or len(told) != 3:
            raise _odd()
        out, gradients, named = told
        return out, _gradients(gradients, len(wrt)), _named(named) if parameters else {}

    def _ask(self, kind: str, *arguments: Value) -> Value:
        link = self.submission._link
        return link.ask(kind, Remote(self.number), *arguments)


def _pictures(verb: str, name: str, images: torch.Tensor) -> torch.Tensor:
    if images.dtype is not torch.uint8 or images.ndim != 4 or images.shape[1] != 3:
        raise ValueError(f"{verb} {name}: needs uint8 (N, 3, H, W), got {tuple(images.shape)}")
    return images


def _derived(seed: int, purpose: str) -> int:
    digest = hashlib.sha256(f"{purpose}:{seed}".encode()).digest()
    return int.from_bytes(digest[:6], "little")


def worker_seed(seed: int) -> int:
    """The worker's own seed: nothing of the judge's can be computed from it."""
    return _derived(seed, "worker")


def _out(value: Value) -> Value:
    if isinstance(value, Handle):
        return Remote(value.number)
    if isinstance(value, dict):
        return {key: _out(item) for key, item in value.items()}
    if isinstance(value, torch.Size):
        return tuple(value)
    if isinstance(value, list | tuple):
        return type(value)(_out(item) for item in value)
    return value


def _odd() -> SubmissionFault:
    return crashed("评测进程的回答形状不对", "the process answered in another shape")


def _pair(told: Value) -> tuple[Value, Value]:
    if not isinstance(told, tuple) or len(told) != 2:
        raise _odd()
    return told


def _number(told: Value) -> int:
    if not isinstance(told, Remote):
        raise _odd()
    return told.number


def _gradients(told: Value, count: int) -> list[torch.Tensor | None]:
    if not isinstance(told, list) or len(told) != count:
        raise _odd()
    return [one if isinstance(one, torch.Tensor) else None for one in told]


def _named(told: Value) -> dict[str, torch.Tensor | None]:
    if not isinstance(told, dict):
        raise _odd()
    return {str(name): one if isinstance(one, torch.Tensor) else None for name, one in told.items()}


def _same(told: Value, sent: Value) -> bool:
    if isinstance(sent, torch.Tensor):
        return (
            isinstance(told, torch.Tensor)
            and told.dtype == sent.dtype
            and told.shape == sent.shape
            and torch.equal(torch.nan_to_num(told), torch.nan_to_num(sent))
        )
    if isinstance(sent, dict):
        return isinstance(told, dict) and all(_same(told.get(key), sent[key]) for key in sent)
    if isinstance(sent, list | tuple):
        return (
            isinstance(told, list | tuple)
            and len(told) == len(sent)
            and all(_same(one, two) for one, two in zip(told, sent, strict=True))
        )
    return isinstance(sent, Handle | torch.Generator) or (type(told) is type(sent) and told == sent)
