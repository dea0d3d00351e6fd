import math
from collections.abc import Iterator
from types import SimpleNamespace

import torch
from torch import Tensor

from aigc_quiz.grading import Check, Comparison, Submission, Text, close, expect, first_fault, parts

from . import slips


def grade(submission: Submission) -> Iterator[Check]:
    normal, uniform = submission.normal, submission.uniform

    compare = Comparison(submission, slips)

    def log_scale(low: float, high: float, dtype: torch.dtype = torch.float32) -> Tensor:
        return uniform(low=low, high=high, dtype=dtype).log()

    def pairs(n: int, m: int, d: int, dtype: torch.dtype = torch.float32) -> tuple[Tensor, Tensor]:
        """Features of n images and m texts, alike where both have a row, of various lengths."""
        image, noise = normal(n, d, dtype=dtype), normal(m, d, dtype=dtype)
        text = noise.clone()
        text[: min(n, m)] += image[: min(n, m)]
        lengths = uniform(n + m, 1, low=0.5, high=4, dtype=dtype)
        return image * lengths[:n], text * lengths[n:]

    temperature = float(uniform(low=0.02, high=0.6))
    yield compare(
        "initial_log_scale",
        "initial_log_scale",
        lambda value=0.07: slips.scale_slips(value),
        (),
        (temperature,),
        rtol=1e-5,
        zh="0 维、float32 的参数，值是 log(1 / temperature)。",
        en="A float32 parameter without dimensions: log(1 / temperature).",
    )
    yield compare(
        "clip_logits",
        "clip_logits",
        slips.wrong_logits,
        (*pairs(6, 6, 8), log_scale(4, 30)),
        (*pairs(3, 7, 5), log_scale(4, 30)),
        (*pairs(5, 2, 12), log_scale(0.3, 0.8)),
        zh="(N, M) 的余弦相似度乘以 exp(log_scale)。",
        en="(N, M) cosine similarities times exp(log_scale).",
    )
    image, text = pairs(5, 5, 6)
    exponents = uniform(2, 5, 1, low=-4, high=4)
    exponents[:, :2, 0] = torch.tensor([[-4.0, 4.0], [4.0, -4.0]])
    short, long = (10**e * slips.unit(x) for e, x in zip(exponents, (image, text), strict=True))
    yield compare(
        "lengths",
        "clip_logits",
        slips.wrong_logits,
        (short, long, log_scale(4, 30)),
        zh="结果与特征的长度无关（1e-4 到 1e4）：归一化时不要往长度上加一个不小的 eps。",
        en="Results do not depend on the lengths of features (1e-4 to 1e4): add no sizeable eps to the length.",
    )
    yield compare(
        "clip_loss",
        "clip_loss",
        slips.loss_slips,
        (*pairs(6, 6, 8), log_scale(3, 10)),
        (*pairs(9, 9, 3), log_scale(3, 10)),
        zh="两个方向的交叉熵各对 N 求平均，再取平均；标签是 arange(N)。",
        en="Both directions' cross-entropies, each averaged over N, then their mean; the labels are arange(N).",
    )
    yield compare(
        "one_pair",
        "clip_loss",
        lambda *_: {},
        (*pairs(1, 1, 4), log_scale(3, 10)),
        zh="只有一对时没有负例，损失是 0。",
        en="A single pair has no negatives: the loss is 0.",
    )
    double = torch.float64
    yield compare(
        "float64",
        "clip_loss",
        slips.loss_slips,
        (*pairs(5, 5, 7, double), log_scale(3, 10, double)),
        rtol=1e-10,
        zh="float64 的输入要全程用 float64 计算。",
        en="float64 inputs must be computed in float64 throughout.",
    )
    limit = torch.tensor(100.0).log()
    yield compare(
        "large_scale",
        "clip_loss",
        lambda *_: {},
        (image, image.roll(1, 0), limit),
        (image, image, limit),
        (image, -image, limit),
        atol=1e-3,
        zh="logit 到 100 时 exp 在 float32 里溢出：用 F.cross_entropy 或 log_softmax。",
        en="With logits of 100, exp overflows in float32: use F.cross_entropy or log_softmax.",
    )

    beyond = log_scale(120, 150)
    for check, cases, hint in (
        (
            "gradients",
            (
                (*pairs(6, 6, 5), log_scale(3, 10)),
                (*pairs(4, 4, 7, double), log_scale(3, 10, double)),
            ),
            Text(
                zh="值 0、1、2 是 image、text、log_scale 的梯度：有没有 detach，或在 no_grad 里计算？",
                en="Values 0, 1, 2 are the gradients of image, text, log_scale: is something detached or under no_grad?",
            ),
        ),
        (
            "no_clamp_in_the_loss",
            ((image, image.roll(1, 0) + 0.5 * normal(5, 6), beyond),),
            Text(
                zh="倍数超过 100 时，损失里不能截断：那样 log_scale 的梯度（值 2）是 0，它再也回不来。",
                en="With a factor above 100 the loss must not clamp: the gradient of log_scale (value 2) would be 0, and it could never return.",
            ),
        ),
    ):
        yield gradients(submission, check, hint, *cases)

    yield clamping(submission)
    yield from training(submission)

    unchanged = True
    with submission.naming("inputs_unchanged"):
        for function in ("clip_logits", "clip_loss"):
            submission.call(function, image, text, beyond)
            unchanged &= submission.inputs_unchanged()
    yield expect(
        "inputs_unchanged",
        unchanged,
        Text(
            zh="不要原地修改输入：image /= ...、log_scale.clamp_(...)。",
            en="Do not modify inputs in place: image /= ..., log_scale.clamp_(...).",
        ),
    )


def gradients(submission: Submission, check: str, hint: Text, *cases: tuple[Tensor, ...]) -> Check:
    def checks() -> Iterator[Check]:
        for case in cases:
            out, got = submission.vjp("clip_loss", case, None, wrt=(0, 1, 2))
            want = slips.clip_loss(*case)
            yield close(check, out, want, hint=hint)
            yield close(check, got, slips.gradients(*case), hint=hint)

    with submission.naming(check):
        return first_fault(checks())


def clamping(submission: Submission) -> Check:
    def checks() -> Iterator[Check]:
        for scale, largest in ((250.0, ()), (60.0, ()), (0.4, ()), (99.0, (20.0,)), (3.0, (20.0,))):
            value = (scale * submission.uniform(low=0.97, high=1.0)).log()
            limit = math.log(*(largest or (100.0,)))
            claim = submission.run(slips.CLAMPED, "run", value, largest)
            got, trainable = parts(claim, 2)
            yield close(
                "clamp_log_scale",
                got,
                value.clamp(max=limit),
                hint=Text(
                    zh="原地修改参数，上限是 log(largest)；没有下限。",
                    en="Modify the parameter in place; the limit is log(largest), and there is no lower one.",
                ),
                mistakes={
                    "not_in_place": (
                        value,
                        Text(
                            zh="参数没有变：上限是 log(largest)（不是 largest，也不是写死的 100），而且要原地修改，新建的张量没有人看到。",
                            en="The parameter did not change: the limit is log(largest) (not largest, nor a fixed 100), and it acts in place: nobody sees a new tensor.",
                        ),
                    ),
                    "lower_limit": (
                        value.clamp(min=0, max=limit),
                        Text(
                            zh="倍数小于 1 时也被改了：只有上限。",
                            en="A factor below 1 was changed too: there is only an upper limit.",
                        ),
                    ),
                },
            )
            yield expect(
                "clamp_log_scale",
                trainable is True,
                Text(
                    zh="截断之后它不再是可训练的叶子参数：在 torch.no_grad() 里原地修改。",
                    en="After clamping it is no trainable leaf any more: modify it in place under torch.no_grad().",
                ),
            )

    with submission.naming("clamp_log_scale"):
        return first_fault(checks())


def training(submission: Submission) -> Iterator[Check]:
    """Steps in which the factor meets its limit, and steps in which it does not."""
    ours = SimpleNamespace(**{name: getattr(slips, name) for name in dir(slips)})
    normal = submission.normal

    def checks() -> Iterator[Check]:
        for temperature, rate, shift in ((0.005, 1e-3, 1), (0.2, 0.1, 0)):
            image = normal(6, 5)
            text = image + 0.1 * normal(6, 5)
            weights = [torch.eye(5) + 0.05 * normal(5, 5) for _ in range(2)]
            given = temperature, image, text.roll(shift, 0), weights, rate
            got = submission.run(slips.TRAINING, "run", *given)
            want = slips.training(ours, *given)
            yield close(
                "training_steps",
                parts(got, 3),
                want,
                rtol=1e-3,
                hint=Text(
                    zh="三步训练之后：值 0 是损失，1 是 log_scale，2 是两个编码器的权重。initial_log_scale 必须返回 nn.Parameter，截断之后梯度仍要能到达它。",
                    en="After three steps of training: value 0 is the losses, 1 the log_scale, 2 the encoders' weights. initial_log_scale must return an nn.Parameter, and gradients must reach it after clamping too.",
                ),
            )

    with submission.naming("training_steps"):
        yield first_fault(checks())
