from collections.abc import Iterator
from types import SimpleNamespace

import torch
from torch import Tensor

from aigc_quiz.grading import Check, Comparison, Submission, Text, close, expect, parts

from . import slips


def grade(submission: Submission) -> Iterator[Check]:
    normal, uniform = submission.normal, submission.uniform

    compare = Comparison(submission, slips)

    small = normal(4, 6), normal(4, 6), normal(4, 6)
    wide = tuple(normal(3, 2, dtype=torch.float64) for _ in range(3))
    yield compare(
        "reparameterize",
        "reparameterize",
        slips.sampling_slips,
        small,
        wide,
        zh="z = mu + sigma * eps，用给定的 eps，sigma = exp(log_var / 2)。",
        en="z = mu + sigma * eps with the eps given and sigma = exp(log_var / 2).",
    )
    yield compare(
        "kl_divergence",
        "kl_divergence",
        slips.kl_slips,
        small[:2],
        wide[:2],
        zh="每个样本一个数 (B,)：对潜变量求和 (sigma^2 + mu^2 - 1 - log sigma^2) / 2。",
        en="One number a sample, (B,): sum (sigma^2 + mu^2 - 1 - log sigma^2) / 2 over the latents.",
    )

    def pictures(*shape: int, dtype: torch.dtype = torch.float32) -> tuple[Tensor, ...]:
        """Logits, x, mu and log_var of a batch."""
        latents = normal(2, shape[0], 3, dtype=dtype)
        return 2 * normal(*shape, dtype=dtype), uniform(*shape, dtype=dtype), *latents

    for check, cases in (
        ("elbo", (pictures(4, 9), pictures(6, 5))),
        ("elbo_images", (pictures(3, 2, 4, 5), pictures(2, 3, 8, 8))),
    ):
        yield compare(
            check,
            "elbo",
            slips.bound_slips,
            *cases,
            zh="每个样本一个数 (B,)：对除批以外的所有维求和的对数似然，减去 KL。",
            en="One number a sample, (B,): the log-likelihood summed over every axis but the batch, minus the KL.",
        )

    signs = (uniform(3, 8) < 0.5).float()
    logits = (2 * signs - 1) * uniform(3, 8, low=100, high=200)  # sure
    x = torch.where(uniform(3, 8) < 0.5, signs, 1 - signs)  # and wrong half of the time
    yield compare(
        "elbo_large_logits",
        "elbo",
        slips.bound_slips,
        (logits, x, normal(3, 2), normal(3, 2)),
        zh="解码器很肯定却错了时对数似然约为 -|logit|：log(sigmoid(.)) 会得 -inf 或被截断，直接用 logit 计算。",
        en="Where the decoder is sure and wrong the log-likelihood is about -|logit|: log(sigmoid(.)) gives -inf or is clipped; compute from the logits.",
    )

    yield compare(
        "elbo_float64",
        "elbo",
        slips.bound_slips,
        pictures(3, 6, dtype=torch.float64),
        rtol=1e-10,
        zh="float64 的输入要全程用 float64 计算，也不要加 1e-8 一类的小数。",
        en="float64 inputs must be computed in float64 throughout, without adding 1e-8 or the like.",
    )

    x, eps = uniform(5, 1, 3, 4), normal(5, 2)
    shapes = {
        "encoder": (12, 6),
        "mu": (6, 2),
        "log_var": (6, 2),
        "decoder": (2, 6),
        "logits": (6, 12),
    }
    weights = {name: normal(*shape) for name, shape in shapes.items()}
    with submission.naming("negative_elbo"):
        claim = submission.run(slips.FIXTURE, "run", x, eps, weights)
    loss, gradients, calls = parts(claim, 3)
    ours = SimpleNamespace(negative_elbo=slips.negative_elbo)
    want, want_gradients, want_calls = slips.probe(ours, x, eps, weights)
    yield close(
        "negative_elbo",
        loss,
        want,
        hint=Text(
            zh="encoder(x) -> z（用给定的 eps）-> decoder(z)，然后 -elbo 在批上求平均。",
            en="encoder(x) -> z with the eps given -> decoder(z), then the batch mean of -elbo.",
        ),
        mistakes=slips.loss_slips(x, eps, weights, want),
    )
    yield close(
        "gradients",
        gradients,
        want_gradients,
        hint=Text(
            zh="编码器的梯度要同时来自 KL 和穿过 z 的重建项：z 有没有被 detach，或在 no_grad 里采样？",
            en="The encoder's gradient comes from the KL and, through z, from the reconstruction: is z detached or sampled under no_grad?",
        ),
    )
    yield expect(
        "called_once",
        calls == want_calls,
        Text(
            zh="编码器和解码器应各调用一次，先编码后解码。",
            en="Encoder and decoder must be called once each, the encoder first.",
        ),
    )

    with submission.naming("inputs_unchanged"):
        submission.call("elbo", *pictures(3, 4))
        unchanged = submission.inputs_unchanged()
    yield expect(
        "inputs_unchanged",
        unchanged,
        Text(zh="不要原地修改输入。", en="Do not modify inputs in place."),
    )
