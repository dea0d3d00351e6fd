"""Guidance as the papers have it, and what well-known slips give in its place."""

import inspect
from collections.abc import Callable, Mapping
from types import SimpleNamespace

import torch
from torch import Tensor

from aigc_quiz.grading import Text

Slips = Mapping[str, tuple[Tensor, Text]]


def column(values: Tensor, like: Tensor) -> Tensor:
    """(B,) -> (B, 1, ..., 1)."""
    return values.reshape(-1, *[1] * (like.dim() - 1))


def drop_condition(cond: Tensor, null: Tensor, drop: Tensor) -> Tensor:
    """The null condition where drop is True, (B, ...)."""
    return torch.stack(
        [null if gone else one for one, gone in zip(cond, drop.tolist(), strict=True)]
    )


def guide(uncond: Tensor, cond: Tensor, scale: float | Tensor) -> Tensor:
    """(1 + w) cond - w uncond with w = scale - 1, computed in float64."""
    s = column(scale, cond).double() if isinstance(scale, Tensor) else scale
    return (s * cond.double() + (1 - s) * uncond.double()).to(cond.dtype)


def rescale(guided: Tensor, cond: Tensor, phi: float) -> Tensor:
    """A share phi of the prediction with the conditional one's deviation, computed in float64."""
    flat = guided.double().flatten(1)
    ratio = cond.double().flatten(1).std(1) / flat.std(1)
    return (flat * (1 - phi + phi * ratio[:, None])).reshape(guided.shape).to(guided.dtype)


def guided_prediction(
    model: Callable, x: Tensor, t: Tensor, cond: Tensor, null: Tensor, scale: float | Tensor
) -> Tensor:
    """The guided prediction, (B, ...)."""
    nothing = null.expand_as(cond)
    both = model(torch.cat([x, x]), torch.cat([t, t]), torch.cat([cond, nothing]))
    return guide(both[len(x) :], both[: len(x)], scale)


def probe(program, x, t, cond, null, scale, weights):
    """The guided prediction of a small model, what the model was called with, and unchanged inputs."""
    seen = []
    tensors = [one for one in (x, t, cond, null, scale) if torch.is_tensor(one)]
    before = [one.clone() for one in tensors]

    def model(x_in, t_in, c_in):
        seen.append([x_in.shape[0], str(t_in.dtype)])
        inner = x_in.flatten(1).double() @ weights["in"]  # (2B, d)
        inner = inner + torch.sin(t_in.double()[:, None] * weights["frequency"])
        if c_in.is_floating_point():
            inner = inner + c_in.flatten(1).double() @ weights["condition"]
        else:
            inner = inner + weights["table"][c_in]
        return (torch.tanh(inner) @ weights["out"]).reshape(x_in.shape).to(x_in.dtype)

    out = program.guided_prediction(model, x, t, cond, null, scale)
    return out, seen, all(map(torch.equal, tensors, before))


FIXTURE = inspect.getsource(probe) + "\n\ndef run(*given):\n    return probe(submission, *given)\n"


def drop_slips(cond: Tensor, null: Tensor, drop: Tensor) -> Slips:
    """Slips of `drop_condition`."""
    nothing = null.expand_as(cond)
    return {
        "inverted": (
            drop_condition(cond, null, ~drop),
            Text(
                zh="反了：drop 为 True 的样本才换成空条件。",
                en="Inverted: the samples whose drop is True get the null condition.",
            ),
        ),
        "zeros": (
            torch.where(column(drop, cond), torch.zeros_like(cond), cond),
            Text(
                zh="换成了 0：应换成给定的空条件 null。",
                en="Zeros were put in: put in the null condition that is given.",
            ),
        ),
        "all": (
            nothing,
            Text(
                zh="所有样本都被换掉了：每个样本看自己的 drop。",
                en="Every sample was replaced: each has its own drop.",
            ),
        ),
        "none": (
            cond,
            Text(zh="没有样本被换成空条件。", en="No sample got the null condition."),
        ),
        "columns": (
            torch.where(drop, nothing, cond) if cond.shape[-1] == len(drop) > 1 else cond,
            Text(
                zh="drop 与最后一维对齐了：它属于样本，先变成 (B, 1, ..., 1)。",
                en="drop was aligned with the last axis: it belongs to samples, so make it (B, 1, ..., 1).",
            ),
        ),
    }


def guide_slips(uncond: Tensor, cond: Tensor, scale: float | Tensor) -> Slips:
    """Slips of `guide`."""
    want = guide(uncond, cond, scale)
    s = column(scale, cond) if isinstance(scale, Tensor) else scale
    known = {
        "paper_convention": (
            guide(uncond, cond, scale + 1),
            Text(
                zh="把 scale 当成了论文的 w：这里 scale = 1 是没有引导，w = scale - 1。",
                en="scale was taken for the paper's w: here scale = 1 is no guidance, and w = scale - 1.",
            ),
        ),
        "one_less": (
            guide(uncond, cond, scale - 1),
            Text(
                zh="多减了 1：公式 uncond + scale * (cond - uncond) 里的 scale 就是参数本身。",
                en="1 too much was subtracted: in uncond + scale * (cond - uncond), scale is the argument itself.",
            ),
        ),
        "swapped": (
            guide(cond, uncond, scale),
            Text(
                zh="有条件与无条件互换了：这会让结果远离条件。",
                en="Conditional and unconditional are swapped: this leads away from the condition.",
            ),
        ),
        "sign": (
            (uncond - s * (cond - uncond)).to(cond.dtype),
            Text(
                zh="差的方向反了：是 cond - uncond。",
                en="The difference points the wrong way: cond - uncond.",
            ),
        ),
        "difference_only": (
            (s * (cond - uncond)).to(cond.dtype),
            Text(
                zh="少了 uncond：外推要从它出发。",
                en="uncond is missing: it is where the extrapolation starts.",
            ),
        ),
        "scaled_condition": (
            (s * cond).to(cond.dtype),
            Text(
                zh="只把条件预测放大了：无条件预测没有用上。",
                en="Only the conditional prediction was scaled: the unconditional one is not used.",
            ),
        ),
        "no_guidance": (
            cond,
            Text(
                zh="返回的就是条件预测：scale 大于 1 时是外推，不能截到 1。",
                en="This is the conditional prediction itself: a scale above 1 extrapolates and is not cut to 1.",
            ),
        ),
        "wide": (
            want.float(),
            Text(
                zh="结果成了 float32：scale 是 float32 张量时要先换成预测的 dtype。",
                en="The result became float32: a float32 tensor scale must first take the dtype of the predictions.",
            ),
        ),
    }
    if isinstance(scale, Tensor) and cond.shape[-1] == len(scale):
        known["columns"] = (
            (uncond + scale * (cond - uncond)).to(cond.dtype),
            Text(
                zh="scale 与最后一维对齐了：它属于样本，先变成 (B, 1, ..., 1)。",
                en="scale was aligned with the last axis: it belongs to samples, so make it (B, 1, ..., 1).",
            ),
        )
    if isinstance(scale, Tensor):
        known["averaged"] = (
            guide(uncond, cond, float(scale.mean())),
            Text(
                zh="整个批用了同一个系数（平均值）：每个样本用自己的。",
                en="One scale, the mean, served the whole batch: each sample has its own.",
            ),
        )
    return known


def rescale_slips(guided: Tensor, cond: Tensor, phi: float) -> Slips:
    """Slips of `rescale`."""
    full = rescale(guided, cond, 1.0)
    axes = tuple(range(2, cond.dim())) or (1,)

    def mixed(ratio: Tensor) -> Tensor:
        return guided * (1 - phi + phi * ratio)

    return {
        "not_mixed": (
            full,
            Text(
                zh="没有用 phi：结果是 phi * 拉回后的 + (1 - phi) * 原来的。",
                en="phi is not used: the result is phi times the rescaled plus (1 - phi) times the guided one.",
            ),
        ),
        "phi_swapped": (
            rescale(guided, cond, 1 - phi),
            Text(
                zh="phi 与 1 - phi 互换了：phi = 0 应当什么也不改变。",
                en="phi and 1 - phi are swapped: phi = 0 must change nothing.",
            ),
        ),
        "whole_batch": (
            mixed(cond.std() / guided.std()),
            Text(
                zh="标准差对整个批求了：应对每个样本分别求。",
                en="The standard deviation is over the whole batch: take each sample's own.",
            ),
        ),
        "per_channel": (
            mixed(cond.std(axes, keepdim=True) / guided.std(axes, keepdim=True)),
            Text(
                zh="标准差对每个通道分别求了：应对每个样本的所有元素求。",
                en="Each channel got its own standard deviation: take it over all elements of a sample.",
            ),
        ),
        "inverted": (
            mixed(column(guided.flatten(1).std(1) / cond.flatten(1).std(1), cond)),
            Text(
                zh="比值颠倒了：是 std(cond) / std(guided)。",
                en="The ratio is upside down: std(cond) / std(guided).",
            ),
        ),
        "root_mean_square": (
            mixed(column(cond.flatten(1).norm(dim=1) / guided.flatten(1).norm(dim=1), cond)),
            Text(
                zh="没有减去平均值：这是均方根之比，不是标准差之比。",
                en="The mean was not subtracted: this is the ratio of root mean squares, not of standard deviations.",
            ),
        ),
        "variances": (
            mixed(column(cond.flatten(1).var(1) / guided.flatten(1).var(1), cond)),
            Text(
                zh="用了方差之比：应是标准差之比。",
                en="The ratio of variances was used: take that of standard deviations.",
            ),
        ),
    }


def prediction_slips(given: tuple, weights: Mapping[str, Tensor]) -> Slips:
    """Slips of `guided_prediction`."""
    null, scale = given[3:]

    def other(function: Callable) -> Tensor:
        return probe(SimpleNamespace(guided_prediction=function), *given, weights)[0]

    def with_null(nothing: Tensor) -> Tensor:
        return other(lambda model, x, t, c, null, s: guided_prediction(model, x, t, c, nothing, s))

    def mingled(model, x, t, c, null, s):
        both = torch.cat([null.expand_as(c), c])
        out = model(x.repeat_interleave(2, 0), t.repeat_interleave(2, 0), both)
        return guide(out[: len(x)], out[len(x) :], s)

    return {
        "paper_convention": (
            guided_with(other, scale + 1),
            Text(
                zh="把 scale 当成了论文的 w：这里 scale = 1 是没有引导，w = scale - 1。",
                en="scale was taken for the paper's w: here scale = 1 is no guidance, and w = scale - 1.",
            ),
        ),
        "halves_swapped": (
            guided_with(other, 1 - scale),
            Text(
                zh="两半弄反了：拆分的顺序要与拼接的顺序相同。",
                en="The halves are swapped: split in the order of the concatenation.",
            ),
        ),
        "zeros": (
            with_null(torch.zeros_like(null)),
            Text(
                zh="无条件的一半用了 0：应用给定的空条件 null。",
                en="The unconditional half got zeros: give it the null condition.",
            ),
        ),
        "mingled": (
            other(mingled),
            Text(
                zh="x、t 与条件的排列不一致：repeat_interleave 得到 0, 0, 1, 1，而 cat 得到 0, 1, 0, 1。",
                en="x, t and the conditions are in different orders: repeat_interleave gives 0, 0, 1, 1 and cat gives 0, 1, 0, 1.",
            ),
        ),
        "conditional": (
            guided_with(other, 1.0),
            Text(
                zh="没有引导：返回的是条件预测。",
                en="There is no guidance: the conditional prediction came back.",
            ),
        ),
        "rescaled": (
            other(rescaled_prediction),
            Text(
                zh="多做了一次 rescale：这里不做。",
                en="The prediction was rescaled too: not here.",
            ),
        ),
    }


def guided_with(other: Callable, scale: float | Tensor) -> Tensor:
    """The guided prediction with another scale."""
    return other(lambda model, x, t, c, null, _: guided_prediction(model, x, t, c, null, scale))


def rescaled_prediction(model, x, t, c, null, scale):
    """The guided prediction, fully rescaled."""
    conditional = guided_prediction(model, x, t, c, null, 1.0)
    return rescale(guided_prediction(model, x, t, c, null, scale), conditional, 1.0)
