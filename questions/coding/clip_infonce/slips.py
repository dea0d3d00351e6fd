"""The loss as the paper has it, and what well-known slips give in its place."""

import inspect
import math
from collections.abc import Callable, Mapping

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from aigc_quiz.grading import Text

Slips = Mapping[str, tuple[Tensor, Text]]


def initial_log_scale(temperature: float = 0.07) -> nn.Parameter:
    """Minus the logarithm of the temperature."""
    return nn.Parameter(torch.tensor(-math.log(temperature), dtype=torch.float32))


def unit(x: Tensor) -> Tensor:
    """Rows of length 1."""
    return x / x.square().sum(-1, keepdim=True).sqrt()


def clip_logits(image: Tensor, text: Tensor, log_scale: Tensor) -> Tensor:
    """Cosines times the factor, (N, M), computed in float64."""
    cosine = torch.einsum("nd,md->nm", unit(image.double()), unit(text.double()))
    return (log_scale.double().exp() * cosine).to(image.dtype)


def clip_loss(image: Tensor, text: Tensor, log_scale: Tensor) -> Tensor:
    """The loss, (), computed in float64."""
    logits = clip_logits(image.double(), text.double(), log_scale)
    return symmetric(logits).to(image.dtype)


def symmetric(logits: Tensor) -> Tensor:
    """The mean of both directions' cross-entropies."""
    both = logits.logsumexp(1).mean() + logits.logsumexp(0).mean()
    return both / 2 - logits.diagonal().mean()


def clamp_log_scale(log_scale: nn.Parameter, largest: float = 100.0) -> None:
    """Limit the factor in place."""
    log_scale.data.clamp_(max=math.log(largest))


def gradients(image: Tensor, text: Tensor, log_scale: Tensor) -> list[Tensor]:
    """The gradients of the loss for all three inputs, in their own dtype."""
    given = (image, text, log_scale)
    leaves = [x.double().requires_grad_() for x in given]
    found = torch.autograd.grad(clip_loss(*leaves), leaves)
    return [one.to(x.dtype) for one, x in zip(found, given, strict=True)]


def clamped(program, value, largest):
    """A parameter after it was clamped, and whether it can still be trained."""
    log_scale = torch.nn.Parameter(value.clone())
    program.clamp_log_scale(log_scale, *largest)
    trainable = log_scale.requires_grad and log_scale.is_leaf
    return log_scale.detach().clone(), trainable


def training(program, temperature, image, text, weights, rate):
    """The losses and log scales of some steps of gradient descent, and the weights after them."""
    weights = [w.clone().requires_grad_() for w in weights]
    log_scale = program.initial_log_scale(temperature)
    if not isinstance(log_scale, torch.nn.Parameter):
        return None
    losses, scales = [], []
    for _ in range(3):
        loss = program.clip_loss(image @ weights[0], text @ weights[1], log_scale)
        moved = [*weights, log_scale]
        steps = torch.autograd.grad(loss, moved)
        with torch.no_grad():
            for one, step in zip(moved, steps, strict=True):
                one -= rate * step
        program.clamp_log_scale(log_scale)
        losses.append(loss.detach())
        scales.append(log_scale.detach().clone())
    return losses, scales, [w.detach() for w in weights]


CLAMPED, TRAINING = (
    f"import torch\n\n\n{inspect.getsource(function)}\n\n"
    f"def run(*given):\n    return {function.__name__}(submission, *given)\n"
    for function in (clamped, training)
)


def scale_slips(temperature: float) -> Slips:
    """Slips of `initial_log_scale`."""
    return {
        "sign": (
            torch.tensor(math.log(temperature)),
            Text(
                zh="这是 log(temperature)：exp 之后得到温度本身，倍数应是它的倒数。",
                en="This is log(temperature), whose exp is the temperature: the factor is its inverse.",
            ),
        ),
        "not_logged": (
            torch.tensor(1 / temperature),
            Text(
                zh="没有取对数：参数是倍数的对数。",
                en="The logarithm is missing: the parameter is the factor's logarithm.",
            ),
        ),
        "temperature": (
            torch.tensor(float(temperature)),
            Text(
                zh="这是温度本身：参数是 log(1 / temperature)。",
                en="This is the temperature itself: the parameter is log(1 / temperature).",
            ),
        ),
    }


def wrong_logits(image: Tensor, text: Tensor, log_scale: Tensor) -> dict[str, tuple[Tensor, Text]]:
    """What slips make of the logits."""
    s = log_scale.exp()
    return {
        "not_normalised": (
            s * image @ text.T,
            Text(
                zh="没有归一化：用余弦相似度，两边先除以各自的长度。",
                en="Nothing is normalised: cosines are asked for, so divide both sides by their lengths first.",
            ),
        ),
        "image_only": (
            s * unit(image) @ text.T,
            Text(
                zh="文本特征没有归一化。",
                en="The text features are not normalised.",
            ),
        ),
        "text_only": (
            s * image @ unit(text).T,
            Text(
                zh="图像特征没有归一化。",
                en="The image features are not normalised.",
            ),
        ),
        "over_batch": (
            s * F.normalize(image, dim=0) @ F.normalize(text, dim=0).T,
            Text(
                zh="沿批归一化了：每个特征向量的长度要是 1，沿最后一维（dim=-1）。",
                en="Normalised over the batch: each feature vector gets length 1, along the last axis (dim=-1).",
            ),
        ),
        "divided": (
            unit(image) @ unit(text).T / s,
            Text(
                zh="除以了 exp(log_scale)：它是温度的倒数，要乘。",
                en="Divided by exp(log_scale): it is the inverse of the temperature, so multiply.",
            ),
        ),
        "no_exp": (
            log_scale * unit(image) @ unit(text).T,
            Text(
                zh="没有取 exp：log_scale 是倍数的对数。",
                en="The exp is missing: log_scale is the factor's logarithm.",
            ),
        ),
        "no_scale": (
            unit(image) @ unit(text).T,
            Text(
                zh="没有乘倍数 exp(log_scale)。",
                en="The factor exp(log_scale) is missing.",
            ),
        ),
        "transposed": (
            s * unit(text) @ unit(image).T,
            Text(
                zh="转置了：行是图，列是文。",
                en="Transposed: rows are images, columns are texts.",
            ),
        ),
    }


def wrong_losses(
    image: Tensor, text: Tensor, log_scale: Tensor
) -> dict[str, tuple[Callable[[], Tensor], Text]]:
    """What slips make of the loss once the logits are right."""
    logits = clip_logits(image, text, log_scale)
    n = len(logits)
    diagonal, eye = logits.diagonal(), torch.eye(n, dtype=torch.bool)
    rows = logits.logsumexp(1).mean() - diagonal.mean()
    columns = logits.logsumexp(0).mean() - diagonal.mean()
    others = logits.masked_fill(eye, float("-inf"))
    signs = 2.0 * eye.to(logits.dtype) - 1
    return {
        "image_to_text_only": (
            lambda: rows,
            Text(
                zh="只有图到文一个方向：还要对转置的 logits 求交叉熵，再平均。",
                en="Only image to text is there: add the cross-entropy of the transposed logits and take the mean.",
            ),
        ),
        "text_to_image_only": (
            lambda: columns,
            Text(
                zh="只有文到图一个方向：还要对 logits 的行求交叉熵，再平均。",
                en="Only text to image is there: add the cross-entropy of the rows and take the mean.",
            ),
        ),
        "not_halved": (
            lambda: rows + columns,
            Text(
                zh="两个方向相加后没有除以 2。",
                en="The two directions were added and not halved.",
            ),
        ),
        "summed": (
            lambda: n * (rows + columns) / 2,
            Text(
                zh="在批上求了和：应求平均。",
                en="Summed over the batch: take the mean.",
            ),
        ),
        "global_softmax": (
            lambda: logits.flatten().logsumexp(0) - diagonal.mean(),
            Text(
                zh="对全部 N x N 个 logit 做了一个 softmax：应每行（每列）各做一个。",
                en="One softmax ran over all N x N logits: each row (and each column) has its own.",
            ),
        ),
        "without_positive": (
            lambda: (others.logsumexp(1).mean() + others.logsumexp(0).mean()) / 2 - diagonal.mean(),
            Text(
                zh="分母里少了正确的配对：InfoNCE 的分母是所有候选之和，包括它。",
                en="The right pair is missing from the denominator: InfoNCE sums over all candidates, it included.",
            ),
        ),
        "softmax_twice": (
            lambda: (
                (
                    F.cross_entropy(logits.softmax(1), torch.arange(n))
                    + F.cross_entropy(logits.T.softmax(1), torch.arange(n))
                )
                / 2
            ),
            Text(
                zh="softmax 做了两次：cross_entropy 要的是 logit。",
                en="The softmax was taken twice: cross_entropy wants logits.",
            ),
        ),
        "first_label": (
            lambda: (
                (
                    (logits.logsumexp(1) - logits[:, 0]).mean()
                    + (logits.logsumexp(0) - logits[0]).mean()
                )
                / 2
            ),
            Text(
                zh="标签都是 0：第 i 行的正确答案是第 i 列，标签是 arange(N)。",
                en="All labels are 0: the right column of row i is i, so the labels are arange(N).",
            ),
        ),
        "sigmoid": (
            lambda: -F.logsigmoid(signs * logits).sum() / n,
            Text(
                zh="这是 SigLIP 的 sigmoid 损失；CLIP 用 softmax。",
                en="This is SigLIP's sigmoid loss; CLIP has a softmax.",
            ),
        ),
        "sign": (
            lambda: -(rows + columns) / 2,
            Text(
                zh="符号反了：损失是负的对数概率。",
                en="The sign is flipped: the loss is minus the log-probability.",
            ),
        ),
    }


def loss_slips(image: Tensor, text: Tensor, log_scale: Tensor) -> Slips:
    """Slips of `clip_loss`: those of its own, then those of the logits."""
    own = wrong_losses(image, text, log_scale)
    logits = wrong_logits(image, text, log_scale)
    return {
        **{name: (loss(), text) for name, (loss, text) in own.items()},
        **{name: (symmetric(wrong), text) for name, (wrong, text) in logits.items()},
    }
