from collections.abc import Iterator
from typing import Any

import torch

from aigc_quiz.grading import Check, Submission, Text, close, expect, first_fault, matches, parts

from .slips import FIXTURE, Case, tensors

Result = tuple[Case, Any, Any, Any, Any]


def grade(submission: Submission) -> Iterator[Check]:
    normal = submission.normal

    base = {"weight": normal(5, 8), "bias": normal(5)}
    with submission.naming("state_names"):
        claim = submission.run(FIXTURE, "run_fresh", base, 3, 6.0, None)
    first, second = map(tensors, parts(claim, 3)[:2])
    want = {"linear.weight": (5, 8), "linear.bias": (5,), "lora_A": (3, 8), "lora_B": (5, 3)}
    shapes = {name: tuple(value.shape) for name, value in first.items()}
    named = expect(
        "state_names",
        shapes == want,
        Text(
            zh=f"state_dict 里是 {shapes}，应为 {want}：A、B 要是这样命名和形状的 nn.Parameter。",
            en=f"state_dict holds {shapes}, expected {want}: A and B must be nn.Parameters of these names and shapes.",
        ),
    )
    yield named
    if not named.passed:
        return  # no weights can be handed in

    a, again, spread = first["lora_A"], second.get("lora_A"), float(first["lora_A"].std())
    yield expect(
        "initial_a",
        spread > 1e-4 and abs(float(a.mean())) < 1.1 * spread and not matches(again, a),
        Text(
            zh="lora_A 应随机初始化（均值 0），每次构造都不同：A、B 都为 0 就永远没有梯度。",
            en="lora_A must start random with mean 0, different each time: with A and B both 0 no gradient ever comes.",
        ),
    )
    x = normal(4, 8)
    with submission.naming("initial_output"):
        claim = submission.run(FIXTURE, "run_fresh", base, 3, 6.0, x)
    yield close(
        "initial_output",
        parts(claim, 3)[2],
        x @ base["weight"].T + base["bias"],
        hint=Text(
            zh="刚构造好的层应与 linear 完全一样：lora_B 从 0 开始，linear(x) 与偏置都在。",
            en="A fresh layer must equal linear: lora_B starts at 0, and linear(x) with its bias is there.",
        ),
    )
    wide = {name: value.double() for name, value in base.items()}
    with submission.naming("float64"):
        claim = submission.run(FIXTURE, "run_fresh", wide, 3, 6.0, None)
    first = tensors(parts(claim, 3)[0])
    yield expect(
        "float64",
        all(name in first and first[name].dtype == torch.float64 for name in ("lora_A", "lora_B")),
        Text(
            zh="lora_A、lora_B 的 dtype 应与 linear.weight 相同：可用 linear.weight.new_zeros(...)。",
            en="lora_A and lora_B must have the dtype of linear.weight: linear.weight.new_zeros(...) does it.",
        ),
    )

    def case(rank: int, alpha: float, *sizes: int, bias: bool, dtype: torch.dtype) -> Case:
        """A layer from sizes[-1] to 5 features with secret weights."""
        state = {
            "linear.weight": normal(5, sizes[-1], dtype=dtype),
            "lora_A": normal(rank, sizes[-1], dtype=dtype),
            "lora_B": normal(5, rank, dtype=dtype),
        }
        if bias:
            state["linear.bias"] = normal(5, dtype=dtype)
        x, cotangent = normal(*sizes, dtype=dtype), normal(*sizes[:-1], 5, dtype=dtype)
        return Case(state, rank, alpha, x, cotangent)

    cases = (
        case(3, 12.0, 2, 4, 8, bias=True, dtype=torch.float32),
        case(1, 0.5, 6, 7, bias=False, dtype=torch.float64),
        case(4, 6.0, 2, 2, 3, 5, bias=True, dtype=torch.float64),
    )
    yield from adapted(submission, cases)
    yield from merging(submission, cases)


def run(submission: Submission, check: str, cases: tuple[Case, ...], *actions: str) -> list[Result]:
    """Output, base weight, gradient of x and state after a step, for each case."""
    with submission.naming(check):
        claims = [submission.run(FIXTURE, "run_probe", *one.given, actions) for one in cases]
    return [(one, *parts(claim, 4)) for one, claim in zip(cases, claims, strict=True)]


def adapted(submission: Submission, cases: tuple[Case, ...]) -> Iterator[Check]:
    results = run(submission, "forward", cases)
    yield first_fault(
        close(
            "forward",
            out,
            one.output(one.scale),
            hint=Text(
                zh="h = linear(x) + alpha / rank * (x A^T) B^T。",
                en="h = linear(x) + alpha / rank * (x A^T) B^T.",
            ),
            mistakes=one.forward_slips(),
        )
        for one, out, _, _, _ in results
    )
    yield trained("training_step", results)
    yield first_fault(
        close(
            "input_gradient",
            gradient,
            one.cotangent @ one.weight(one.scale),
            hint=Text(
                zh="x 的梯度也要经过增量。",
                en="The gradient of x passes through the update as well.",
            ),
        )
        for one, _, _, gradient, _ in results
    )


def trained(check: str, results: list[Result]) -> Check:
    return first_fault(
        close(
            check,
            state,
            one.stepped(),
            hint=Text(
                zh="一步梯度下降只应改变 lora_A 和 lora_B，而且两者都要变；权重和偏置保持冻结。",
                en="A step of gradient descent must move lora_A and lora_B, and nothing else: weight and bias stay frozen.",
            ),
        )
        for one, _, _, _, state in results
    )


def merging(submission: Submission, cases: tuple[Case, ...]) -> Iterator[Check]:
    results = run(submission, "merge", cases, "merge")
    yield first_fault(
        close(
            "merge",
            weight,
            one.weight(one.scale),
            hint=Text(
                zh="这是传进来的那一层的权重：要在它上面原地加 alpha / rank * B A。",
                en="This is the weight of the layer handed in: add alpha / rank * B A to it in place.",
            ),
            mistakes=one.merge_slips(),
        )
        for one, _, weight, _, _ in results
    )
    twice = Text(
        zh="增量算了两次：合并以后 forward 只算 linear(x)。",
        en="The update counts twice: once merged, forward computes linear(x) only.",
    )
    yield first_fault(
        close(
            "merged_forward",
            out,
            one.output(one.scale),
            mistakes={"counted_twice": (one.output(2 * one.scale), twice)},
        )
        for one, out, _, _, _ in results
    )
    for check, actions, merged in (
        ("merge_twice", ("merge", "merge"), True),
        ("unmerge", ("merge", "unmerge"), False),
        ("unmerge_unmerged", ("unmerge",), False),
        ("merge_again", ("merge", "unmerge", "unmerge", "merge"), True),
    ):
        results = run(submission, check, cases, *actions)
        yield first_fault(
            close(
                check,
                {"linear.weight": weight, "output": out},
                {
                    "linear.weight": one.weight(one.scale if merged else 0.0),
                    "output": one.output(one.scale),
                },
                hint=Text(
                    zh=f"依次调用 {'、'.join(actions)} 之后应当{'是' if merged else '不是'}合并的：用一个布尔值记住。",
                    en=f"After {', '.join(actions)} the layer must {'be' if merged else 'not be'} merged: remember it in a boolean.",
                ),
            )
            for one, out, weight, _, _ in results
        )
    results = run(submission, "training_after_unmerge", cases, "merge", "unmerge")
    yield trained("training_after_unmerge", results)
