"""Noising and the loss as the paper has them, and what well-known slips give in their place."""

import inspect
from collections.abc import Callable, Mapping
from types import SimpleNamespace

import torch
from torch import Tensor

from aigc_quiz.grading import Text

Slips = Mapping[str, tuple[Tensor, Text]]


def linear_betas(steps: int, first: float = 1e-4, last: float = 0.02) -> Tensor:
    """Evenly spaced variances, (steps,) float32."""
    return (first + (last - first) * torch.arange(steps).double() / (steps - 1)).float()


def cumulative_alphas(betas: Tensor) -> Tensor:
    """Running product of 1 - beta, (T,)."""
    return torch.cumprod(1 - betas, 0)


def column(values: Tensor, x: Tensor) -> Tensor:
    """(B,) -> (B, 1, ..., 1)."""
    return values.reshape(-1, *[1] * (x.dim() - 1))


def q_sample(x0: Tensor, t: Tensor, eps: Tensor, alphas_bar: Tensor) -> Tensor:
    """Noise x0 to time t, (B, ...)."""
    a = column(alphas_bar[t], x0)
    return a.sqrt() * x0 + (1 - a).sqrt() * eps


def training_loss(
    model: Callable, x0: Tensor, t: Tensor, eps: Tensor, alphas_bar: Tensor
) -> Tensor:
    """The loss of a batch, ()."""
    return (model(q_sample(x0, t, eps, alphas_bar), t) - eps).square().mean()


def probe(program, x0, t, eps, alphas_bar, weights):
    """The loss of a small model, its gradients, and what the model was called with."""
    weights = {name: value.clone().requires_grad_() for name, value in weights.items()}
    seen = []

    def model(x, time):
        seen.append((x.detach().clone(), time))
        phase = time.to(x.dtype)[:, None] * weights["frequency"]  # (B, d)
        hidden = torch.tanh(x.flatten(1) @ weights["in"] + torch.sin(phase))
        return (hidden @ weights["out"]).reshape(x0.shape)

    loss = program.training_loss(model, x0, t, eps, alphas_bar)
    gradients = [None] * len(weights)
    if torch.is_tensor(loss) and loss.requires_grad:
        gradients = torch.autograd.grad(loss.sum(), list(weights.values()), allow_unused=True)
    return loss, dict(zip(weights, gradients, strict=True)), seen


FIXTURE = inspect.getsource(probe) + "\n\ndef run(*given):\n    return probe(submission, *given)\n"


def schedule_slips(steps: int, low: float = 1e-4, high: float = 0.02) -> Slips:
    """Slips of `linear_betas`."""
    return {
        "scaled_linear": (
            torch.linspace(low**0.5, high**0.5, steps) ** 2,
            Text(
                zh="这是 Stable Diffusion 的 scaled linear（对 sqrt(beta) 等间距）；DDPM 对 beta 本身等间距。",
                en="This is Stable Diffusion's 'scaled linear', even in sqrt(beta); DDPM is even in beta itself.",
            ),
        ),
        "without_end": (
            low + (high - low) * torch.arange(steps) / steps,
            Text(
                zh="没有到达 last：两端都要包含。",
                en="last is never reached: both ends are included.",
            ),
        ),
        "fixed_ends": (
            torch.linspace(1e-4, 0.02, steps),
            Text(
                zh="两端写死在函数里了：应使用参数 first 和 last。",
                en="The ends are written into the function: use the arguments first and last.",
            ),
        ),
    }


def product_slips(betas: Tensor) -> Slips:
    """Slips of `cumulative_alphas`."""
    alphas_bar = cumulative_alphas(betas)
    return {
        "not_cumulative": (
            1 - betas,
            Text(
                zh="这是 alpha_t = 1 - beta_t；还要累积相乘。",
                en="This is alpha_t = 1 - beta_t; the running product is missing.",
            ),
        ),
        "product_of_betas": (
            torch.cumprod(betas, 0),
            Text(
                zh="乘的是 beta，应乘 1 - beta。",
                en="The betas were multiplied: multiply 1 - beta.",
            ),
        ),
        "cumulative_sum": (
            1 - torch.cumsum(betas, 0),
            Text(
                zh="这是 1 减去 beta 的累积和；应是 (1 - beta) 的累积乘积。",
                en="This is 1 minus the running sum of beta: take the running product of 1 - beta.",
            ),
        ),
        "shifted": (
            torch.cat([torch.ones_like(betas[:1]), alphas_bar[:-1]]),
            Text(
                zh="整体晚了一步：第 0 项应是 1 - beta_0，不是 1。",
                en="Every entry is one step late: entry 0 is 1 - beta_0, not 1.",
            ),
        ),
    }


def noising_slips(x0: Tensor, t: Tensor, eps: Tensor, alphas_bar: Tensor) -> Slips:
    """Slips of `q_sample`."""
    a = column(alphas_bar[t], x0)
    return {
        "no_roots": (
            a * x0 + (1 - a) * eps,
            Text(
                zh="两个系数都少了平方根。",
                en="Both coefficients lack the square root.",
            ),
        ),
        "signal_root": (
            a * x0 + (1 - a).sqrt() * eps,
            Text(
                zh="x0 的系数少了平方根：sqrt(alpha_bar_t)。",
                en="The coefficient of x0 lacks the square root: sqrt(alpha_bar_t).",
            ),
        ),
        "noise_root": (
            a.sqrt() * x0 + (1 - a) * eps,
            Text(
                zh="1 - alpha_bar_t 是方差；噪声的系数要开平方根。",
                en="1 - alpha_bar_t is the variance; the noise takes its square root.",
            ),
        ),
        "one_minus_root": (
            a.sqrt() * x0 + (1 - a.sqrt()) * eps,
            Text(
                zh="噪声的系数是 sqrt(1 - alpha_bar_t)，不是 1 - sqrt(alpha_bar_t)。",
                en="The coefficient of the noise is sqrt(1 - alpha_bar_t), not 1 - sqrt(alpha_bar_t).",
            ),
        ),
        "swapped": (
            (1 - a).sqrt() * x0 + a.sqrt() * eps,
            Text(
                zh="信号与噪声的系数对调了。", en="Signal and noise have each other's coefficient."
            ),
        ),
        "time_from_one": (
            q_sample(x0, t - 1, eps, alphas_bar),
            Text(
                zh="t 从 0 开始：直接取 alphas_bar[t]，不要减 1。",
                en="t counts from 0: read alphas_bar[t], without subtracting 1.",
            ),
        ),
        "one_time_for_all": (
            q_sample(x0, t[:1].expand_as(t), eps, alphas_bar),
            Text(
                zh="整个批都用了第一个样本的 t。",
                en="The first sample's t was used for the whole batch.",
            ),
        ),
    }


def loss_slips(
    given: tuple[Tensor, Tensor, Tensor, Tensor], weights: Mapping[str, Tensor], loss: Tensor
) -> Slips:
    """Slips of `training_loss`."""
    x0 = given[0]
    size = x0[0].numel()

    def other(function: Callable) -> Tensor:
        return probe(SimpleNamespace(training_loss=function), *given, weights)[0]

    return {
        "predicts_the_image": (
            other(lambda m, x0, t, eps, a: (m(q_sample(x0, t, eps, a), t) - x0).square().mean()),
            Text(
                zh="目标用了 x0：这里预测的是噪声 eps。",
                en="The target was x0: the noise eps is predicted here.",
            ),
        ),
        "model_sees_clean": (
            other(lambda m, x0, t, eps, _: (m(x0, t) - eps).square().mean()),
            Text(
                zh="模型看到的是 x0：应是加噪后的 x_t。",
                en="The model got x0: it must see the noised x_t.",
            ),
        ),
        "summed": (
            loss * x0.numel(),
            Text(
                zh="求了和：应在所有元素上求平均。", en="Summed: take the mean over all elements."
            ),
        ),
        "mean_over_batch": (
            loss * size,
            Text(
                zh="只在批上求了平均：应在所有元素上求平均。",
                en="Averaged over the batch only: take the mean over all elements.",
            ),
        ),
        "absolute": (
            other(lambda m, x0, t, eps, a: (m(q_sample(x0, t, eps, a), t) - eps).abs().mean()),
            Text(zh="用了绝对误差：应是平方误差。", en="The absolute error was used: square it."),
        ),
        "time_scaled": (
            other(
                lambda m, x0, t, eps, a: training_loss(lambda x, t: m(x, t / len(a)), x0, t, eps, a)
            ),
            Text(
                zh="传给模型的是 t / T：应原样传 t。",
                en="The model got t / T: pass t as it is.",
            ),
        ),
    }
