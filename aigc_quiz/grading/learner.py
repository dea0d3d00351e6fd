"""The operations that a worker performs on a submission, one method for each kind of frame."""

import faulthandler
import inspect
import linecache
import signal
import sys
import types
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import torch

from aigc_quiz.grading import wire
from aigc_quiz.grading.faulty import describe

if TYPE_CHECKING:
    from aigc_quiz.grading.worker import Channel

Value = wire.Value


class Forbidden(Exception):
    """A name that the exercise forbids was called."""


class Learner:
    """The submission's module, the objects made from it, and what was forbidden to it."""

    def __init__(self, channel: "Channel", device: str) -> None:
        torch.set_num_threads(1)
        self.channel = channel
        self.device = torch.device(device)
        self.module = types.ModuleType("submission")
        self.file = "submission"
        self.objects: dict[int, Any] = {}
        self.fixtures: dict[str, types.ModuleType] = {}
        self.inputs: Value = ()
        self.called: list[tuple[str, int, str]] = []  # forbidden names, and where they were called
        # Dumps the stack to stderr when the judge asks where we are, and when C code crashes.
        faulthandler.enable(all_threads=False)
        if hasattr(signal, "SIGUSR1"):
            faulthandler.register(signal.SIGUSR1, all_threads=False)

    def serve(self) -> None:
        """Answer frames until the judge closes the pipe."""
        self.channel.send("ready", sys.version)
        while True:
            try:
                frame = self.channel.receive()
            except EOFError:
                return
            ticket, *arguments = frame.decoded()
            try:
                value = getattr(self, f"do_{frame.kind}")(*(self._in(one) for one in arguments))
                self.channel.send("value", (ticket, self.called, value))
            except wire.WireFault as fault:
                self.channel.send("fault", (ticket, self.called, ("TooLarge", str(fault), 0, "")))
            except BaseException as fault:  # noqa: BLE001 - SystemExit is a submission's fault too
                self.channel.send("fault", (ticket, self.called, describe(fault, self.file)))

    # --- the module ---

    def do_load(self, source: str, file: str) -> None:
        """Execute the submission's text as a module."""
        self.file = file
        self.module.__file__ = file
        sys.modules["submission"] = self.module
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        code = compile(source, file, "exec", dont_inherit=True)
        exec(code, self.module.__dict__)  # noqa: S102 - this is what the jail is for

    def do_names(self) -> list[str]:
        """The names that the module holds."""
        return [name for name in vars(self.module) if isinstance(name, str)]

    def do_replace(self, names: Sequence[str]) -> None:
        """Replace library functions by ones that refuse."""
        for name in names:
            self._replace(name)

    def _replace(self, name: str) -> None:
        owner: Any = None
        parts = name.split(".")
        for depth in range(1, len(parts)):
            dotted = ".".join(parts[:depth])
            try:
                __import__(dotted)
                owner = sys.modules[dotted]
            except ImportError:
                owner = getattr(owner, parts[depth - 1], None)
        if not hasattr(owner, parts[-1]):
            return

        def refuse(*_arguments: object, **_options: object) -> None:
            self.called.append((name, *self._caller()))
            raise Forbidden(f"{name} is forbidden in this exercise")

        try:
            setattr(owner, parts[-1], refuse)
        except (TypeError, AttributeError):
            return  # a built-in's own; the judge's reading of the source still sees it

    def _caller(self) -> tuple[int, str]:
        """The submission's line that runs, and its text."""
        frame = sys._getframe()
        while frame is not None and frame.f_code.co_filename != self.file:
            frame = frame.f_back  # type: ignore[assignment]
        line = frame.f_lineno if frame is not None else 0
        return line, linecache.getline(self.file, line).strip()[:300]

    def do_seed(self, seed: int) -> None:
        """Seed torch's, Python's and numpy's global generators."""
        import random

        import numpy as np

        torch.manual_seed(seed)
        random.seed(seed)
        np.random.seed(seed % 2**32)

    # --- calls ---

    def do_call(self, name: str, arguments: Value, options: Value, fate: str) -> Value:
        """Call a function or class of the module."""
        return self._called(self._named(name), arguments, options, fate=fate)

    def do_method(
        self, target: Any, name: str, arguments: Value, options: Value, fate: str
    ) -> Value:
        """Call an object, or one of its methods."""
        return self._called(
            getattr(target, name) if name else target, arguments, options, fate=fate
        )

    def _called(
        self, function: Callable[..., Any], arguments: Value, options: Value, *, fate: str
    ) -> Value:
        self.inputs = (arguments, options)
        made = function(*arguments, **options)
        if fate != "keep":
            return made
        return tuple(map(self._kept, made)) if type(made) is tuple else self._kept(made)

    def do_inputs(self) -> Value:
        """The last call's arguments as they are now."""
        return self.inputs

    def do_raises(self, name: str, arguments: Value, options: Value) -> str | None:
        """The name of the exception's type that a call raises, or None."""
        try:
            self._named(name)(*arguments, **options)
        except Exception as fault:  # noqa: BLE001 - which one it is, is the question
            return type(fault).__name__
        return None

    def do_vjp(self, name: str, arguments: Value, cotangent: Value, wrt: Value) -> Value:
        """A call, and the vector-Jacobian product with `cotangent` for the arguments in `wrt`."""
        out, gradients, _ = self._vjp(self._named(name), arguments, cotangent, wrt, {})
        return out, gradients

    def do_object_vjp(self, target: Any, arguments: Value, cotangent: Value, wrt: Value) -> Value:
        """The same for an object that is called; parameters' gradients by name come last."""
        return self._vjp(target, arguments, cotangent, wrt, dict(target.named_parameters()))

    def _vjp(
        self,
        function: Callable[..., Any],
        arguments: Value,
        cotangent: Value,
        wrt: Value,
        parameters: Mapping[str, Any],
    ) -> Value:
        arguments = list(arguments)
        for index in wrt:
            arguments[index] = arguments[index].detach().clone().requires_grad_()
        self.inputs = (arguments, {})
        out = function(*arguments)
        outs = out if isinstance(out, tuple | list) else (out,)
        wanted = cotangent if isinstance(cotangent, tuple | list) else (cotangent,) * len(outs)
        pairs = [
            (one, torch.ones_like(one) if cot is None else cot.to(one.dtype))
            for one, cot in zip(outs, wanted, strict=False)
            if isinstance(one, torch.Tensor) and one.requires_grad
        ]
        sought = [arguments[index] for index in wrt]
        if any(one.shape != cot.shape for one, cot in pairs) or not pairs:
            return out, [None] * len(sought), {}  # the shapes are the first thing to mend
        # A scalar's gradient: with grad_outputs torch would first import sympy, 0.2 s of each grading.
        total = torch.stack([(one * cot).sum().to(pairs[0][0].dtype) for one, cot in pairs]).sum()
        gradients = torch.autograd.grad(total, [*sought, *parameters.values()], allow_unused=True)
        named = dict(zip(parameters, gradients[len(sought) :], strict=True))
        return out, list(gradients[: len(sought)]), named

    # --- objects ---

    def do_attribute(self, target: Any, name: str, fate: str) -> Value:
        """An attribute; dots go deeper."""
        for part in name.split("."):
            target = getattr(target, part)
        return self._kept(target) if fate == "keep" else target

    def do_state(self, target: Any) -> Value:
        """The state_dict's tensors by name."""
        return {name: value for name, value in target.state_dict().items() if _is_tensor(value)}

    def do_load_state(self, target: Any, state: Mapping[str, Any]) -> None:
        """Load tensors by name; all names must fit."""
        target.load_state_dict(state)

    def do_train(self, target: Any, mode: bool) -> None:  # noqa: FBT001
        """Set training or evaluation mode."""
        target.train(mode)

    def do_run(self, source: str, function: str, arguments: Value, fate: str) -> Value:
        """Run a fixture, the grader's own text; one text is one module, which keeps its state."""
        module = self.fixtures.get(source)
        if module is None:
            module = self.fixtures[source] = types.ModuleType("fixture")
            module.__dict__.update(submission=self.module, torch=torch, progress=self._progress)
            code = compile(source, "<fixture>", "exec", dont_inherit=True)
            exec(code, module.__dict__)  # noqa: S102 - the grader's own text
        return self._called(module.__dict__[function], arguments, {}, fate=fate)

    def _progress(self, fraction: float, text: str = "", value: Value = None) -> None:
        self.channel.send("progress", (float(fraction), str(text), value))

    def _named(self, name: str) -> Any:
        if not hasattr(self.module, name):
            raise NameError(f"the file defines no {name!r}", name=name)
        return getattr(self.module, name)

    def _kept(self, thing: Any) -> wire.Remote:
        number = len(self.objects)
        self.objects[number] = thing
        return wire.Remote(number)

    def _in(self, value: Value) -> Value:
        if isinstance(value, wire.Remote):
            return self.objects[value.number]
        if isinstance(value, torch.Tensor):
            return value.to(self.device)
        if isinstance(value, dict):
            return {key: self._in(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self._in(item) for item in value)
        return value


def _is_tensor(value: object) -> bool:
    return isinstance(value, torch.Tensor) and not inspect.isclass(value)
