from collections.abc import Iterator
from types import SimpleNamespace

import torch
from torch import Tensor

from aigc_quiz.grading import Check, Comparison, Submission, Text, close, expect, parts

from . import slips


def grade(submission: Submission) -> Iterator[Check]:
    normal, uniform, integers = submission.normal, submission.uniform, submission.integers

    compare = Comparison(submission, slips)

    first, last = float(uniform(low=1e-3, high=0.01)), float(uniform(low=0.05, high=0.2))
    yield compare(
        "linear_betas",
        "linear_betas",
        slips.schedule_slips,
        (1000,),
        (7, first, last),
        zh="形状 (steps,)、float32，从 first 等间距到 last，两端都包含。",
        en="Shape (steps,), float32, evenly spaced from first to last, both included.",
    )
    yield compare(
        "cumulative_alphas",
        "cumulative_alphas",
        slips.product_slips,
        (uniform(40, low=0.001, high=0.02),),
        (uniform(300, low=0.001, high=0.02, dtype=torch.float64),),
        zh="第 t 项是前 t + 1 个 (1 - beta) 的乘积。",
        en="Entry t is the product of the first t + 1 values of 1 - beta.",
    )

    def noising(*shape: int, dtype: torch.dtype = torch.float32) -> tuple[Tensor, ...]:
        """x0, t, eps and alphas_bar of a batch."""
        alphas_bar = slips.cumulative_alphas(uniform(12, low=0.01, high=0.2, dtype=dtype))
        t = integers(0, 12, (shape[0],))
        t[:2] = torch.tensor([0, 11])  # both ends are always there
        return normal(*shape, dtype=dtype), t, normal(*shape, dtype=dtype), alphas_bar

    yield compare(
        "q_sample",
        "q_sample",
        slips.noising_slips,
        noising(5, 3, 4, 6),
        noising(7, 1, 2, 3),
        zh="x_t = sqrt(alpha_bar_t) x0 + sqrt(1 - alpha_bar_t) eps，每个样本用自己的 t。",
        en="x_t = sqrt(alpha_bar_t) x0 + sqrt(1 - alpha_bar_t) eps, with each sample's own t.",
    )
    yield compare(
        "q_sample_vectors",
        "q_sample",
        slips.noising_slips,
        noising(4, 7),
        noising(3, 2, 3, 4, 5),
        zh="批以外可以有任意个维：(B,) 变成 (B, 1, ..., 1)，1 的个数由 x0.dim() 决定。",
        en="Any number of dimensions may follow the batch: (B,) becomes (B, 1, ..., 1), and x0.dim() says how many ones.",
    )
    yield compare(
        "q_sample_batch_equals_width",
        "q_sample",
        slips.noising_slips,
        noising(4, 3, 4, 4),
        noising(6, 6),
        zh="B 等于宽度时，(B,) 会悄悄地与最后一维对齐：系数要属于样本，而不是列。",
        en="Where B equals the width, (B,) silently aligns with the last axis: a coefficient belongs to a sample, not to a column.",
    )
    yield compare(
        "q_sample_float64",
        "q_sample",
        slips.noising_slips,
        noising(3, 2, 4, 5, dtype=torch.float64),
        rtol=1e-10,
        zh="float64 的输入要全程用 float64 计算。",
        en="float64 inputs must be computed in float64 throughout.",
    )

    given = noising(5, 2, 3, 4)
    shapes = {"frequency": (8,), "in": (24, 8), "out": (8, 24)}
    weights = {name: normal(*shape) / shape[0] ** 0.5 for name, shape in shapes.items()}
    with submission.naming("training_loss"):
        claim = submission.run(slips.FIXTURE, "run", *given, weights)
    loss, gradients, seen = parts(claim, 3)
    ours = SimpleNamespace(training_loss=slips.training_loss)
    want, want_gradients, want_seen = slips.probe(ours, *given, weights)
    yield close(
        "training_loss",
        loss,
        want,
        hint=Text(
            zh="(model(x_t, t) - eps)^2 在所有元素上的平均；eps 就是加进 x_t 的那个噪声。",
            en="The mean of (model(x_t, t) - eps)^2 over all elements; eps is the very noise that is in x_t.",
        ),
        mistakes=slips.loss_slips(given, weights, want),
    )
    yield close(
        "model_inputs",
        seen,
        want_seen,
        hint=Text(
            zh="模型只应调用一次：model(x_t, t)，t 是原样的 int64 下标。",
            en="The model must be called once, as model(x_t, t), with t as it is: an int64 index.",
        ),
    )
    yield close(
        "training_gradients",
        gradients,
        want_gradients,
        hint=Text(
            zh="梯度没有正确到达模型的参数：预测值有没有被 detach，或在 no_grad 里计算？",
            en="The right gradient does not reach the model's parameters: is the prediction detached or made under no_grad?",
        ),
    )

    with submission.naming("inputs_unchanged"):
        submission.call("q_sample", *given)
        unchanged = submission.inputs_unchanged()
    yield expect(
        "inputs_unchanged",
        unchanged,
        Text(zh="不要原地修改输入。", en="Do not modify inputs in place."),
    )
