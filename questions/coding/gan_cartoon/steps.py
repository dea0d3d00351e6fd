"""Stage 1, continued: one `train_step` taken apart by what it does to the weights."""

from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor

from aigc_quiz.bank.question import Text
from aigc_quiz.grading import Check, Submission, expect

Moves = dict[str, Tensor]


class Trace(NamedTuple):
    """How the weights moved in a few steps, and what passed through G meanwhile."""

    g: Moves
    d: Moves
    g_start: Moves
    d_start: Moves
    latents: list[Tensor]
    losses: list[list[float]]
    penalties: list[bool]


def flat(moves: Moves) -> Tensor:
    """All the sampled elements of all tensors in a row."""
    return torch.cat([value.double() for value in moves.values()]) if moves else torch.zeros(0)


def share_moved(moves: Moves) -> tuple[float, list[str]]:
    """The share of elements in tensors that moved at all, and the names of those that did not."""
    still = [name for name, value in moves.items() if not bool((value != 0).any())]
    total = sum(value.numel() for value in moves.values())
    return 1 - sum(moves[name].numel() for name in still) / max(total, 1), still


def differ(a: Moves, b: Moves) -> float:
    """The distance of two updates, relative to the larger: 0 the same, 2 opposite."""
    x, y = flat(a), flat(b)
    if not torch.isfinite(x).all() or not torch.isfinite(y).all():
        return 2.0
    return float((x - y).norm() / torch.maximum(x.norm(), y.norm()).clamp_min(1e-12))


def ratio(moves: Moves, start: Moves) -> float:
    """The median over the weight matrices of |update| / |weights|."""
    sizes = [
        float(value.norm() / start[name].norm())
        for name, value in moves.items()
        if value.numel() > 100 and float(start[name].norm()) > 0 and float(start[name].std()) > 0
    ]
    return float(torch.tensor(sizes).median()) if sizes else 0.0


def train_step(submission: Submission, faces: Tensor, fixture: str, seed: int) -> Iterator[Check]:
    """Who moves whom, what leaks, what piles up. Each answer compares whole updates by value."""
    batches = [faces[at : at + 16].float() / 127.5 - 1 for at in (0, 16, 32)]
    seeds = [seed, seed + 1, seed + 2]

    def run(
        *,
        hold_g: tuple[int, ...] = (0, 0, 0),
        hold_d: tuple[int, ...] = (0, 0, 0),
        scale_g: float = 1.0,
        scale_d: float = 1.0,
        other_d: bool = False,
        first_seed: int = seeds[0],
        first_batch: Tensor = batches[0],
    ) -> Trace:
        plan = {
            "hold_g": [bool(x) for x in hold_g],
            "hold_d": [bool(x) for x in hold_d],
            "scale_g": scale_g,
            "scale_d": scale_d,
            "other_d": other_d,
            "seeds": [first_seed, *seeds[1:]],
        }
        found = submission.run(
            fixture, "steps", seed, submission.device, [first_batch, *batches[1:]], plan
        )
        return Trace(**found)

    both = run()
    finite = all(torch.isfinite(flat(x)).all() for x in (both.g, both.d))
    values = [x for pair in both.losses for x in pair]
    yield expect(
        "train_step_runs",
        finite and len(values) == 6 and all(x == x and abs(x) < 1e30 for x in values),
        Text(
            zh=f"train_step 应返回两个有限的 float (loss_d, loss_g)，并让权重保持有限；三步得到 {both.losses}。",
            en=f"train_step should return two finite floats (loss_d, loss_g) and keep the weights finite; three steps gave {both.losses}.",
        ),
    )
    only_d, only_g = (
        run(hold_g=(1, 1, 1), hold_d=(1, 0, 0)),
        run(hold_g=(1, 0, 0), hold_d=(1, 1, 1)),
    )
    yield from _movers(only_d, only_g)
    yield from _sizes(both)
    yield from _latents(both)

    # The same with other weights in D: whatever G learns, it learns through D.
    elsewhere = run(hold_g=(1, 0, 0), hold_d=(1, 1, 1), other_d=True)
    change = differ(only_g.g, elsewhere.g)
    yield expect(
        "generator_learns_through_discriminator",
        change > 1e-3,
        Text(
            zh="换掉 D 的权重，G 的更新却一模一样：G 的损失根本没有经过 D(例如直接让 G 拟合全 1，像 train_on_batch(noise, ones))。应当是 generator_loss(discriminator(generator(z)), ...)。",
            en="With other weights in D the update of G is the very same: G's loss does not pass through D (as when G is fitted to ones, train_on_batch(noise, ones)). It should be generator_loss(discriminator(generator(z)), ...).",
        ),
    )

    again = run(hold_g=(1, 1, 1), hold_d=(1, 0, 0))
    if differ(only_d.d, again.d) > 1e-3:
        yield expect(
            "train_step_follows_the_global_seed",
            condition=False,
            message=Text(
                zh="同样的种子，train_step 走出了不同的一步，所以没法检查梯度的泄漏和累积。",
                en="With the same seeds train_step took another step, so leaks and piled-up gradients could not be checked.",
            ),
            points=0,
            advice=True,
        )
        return
    yield from _leaks(run, only_d, only_g)

    # A first step whose optimizers stand still must leave no trace in the second.
    first = {"first_seed": seed + 9, "first_batch": batches[2].flip(0)}
    d_trace = differ(only_d.d, run(hold_g=(1, 1, 1), hold_d=(1, 0, 0), **first).d)
    g_trace = differ(only_g.g, run(hold_g=(1, 0, 0), hold_d=(1, 1, 1), **first).g)
    names = [n for n, x in (("optimizer_d", d_trace), ("optimizer_g", g_trace)) if x > 0.02]
    yield expect(
        "gradients_are_cleared",
        not names,
        Text(
            zh=f"上一步的梯度混进了下一步({' / '.join(names)} 的更新变了 {max(d_trace, g_trace):.0%})。每次 backward 之前都要 zero_grad();G 那一步流进 D 的梯度，也要在 D 更新前清掉。",
            en=f"Gradients of the step before get into the next one (the update of {' and '.join(names)} changed by {max(d_trace, g_trace):.0%}). Call zero_grad() before each backward; what G's half leaves in D must be cleared before D's update too.",
        ),
    )
    plain = [flag for flag in both.penalties if not flag]
    yield expect(
        "penalty_is_differentiable",
        not plain,
        Text(
            zh="梯度惩罚里的 torch.autograd.grad 没有 create_graph=True：惩罚项成了常数，对 D 没有任何作用。",
            en="The gradient penalty calls torch.autograd.grad without create_graph=True: the penalty is then a constant and does nothing to D.",
        ),
    )


def _movers(only_d: Trace, only_g: Trace) -> Iterator[Check]:
    g_by_d, d_by_g = share_moved(only_d.g)[0], share_moved(only_g.d)[0]
    yield expect(
        "discriminator_step_leaves_generator",
        g_by_d == 0,
        Text(
            zh=f"关掉 optimizer_g 之后，G 仍有 {g_by_d:.0%} 的参数在动：D 的优化器里混进了 G 的参数，或者另有一个优化器。",
            en=f"With optimizer_g switched off {g_by_d:.0%} of G still moves: D's optimizer holds parameters of G, or there is another optimizer.",
        ),
    )
    yield expect(
        "generator_step_leaves_discriminator",
        d_by_g == 0,
        Text(
            zh=f"关掉 optimizer_d 之后，D 仍有 {d_by_g:.0%} 的参数在动：G 的优化器里混进了 D 的参数，G 会靠改坏 D 来取胜。",
            en=f"With optimizer_d switched off {d_by_g:.0%} of D still moves: G's optimizer holds parameters of D, so that G wins by spoiling D.",
        ),
    )
    share, still = share_moved(only_d.d)
    yield expect(
        "discriminator_moves",
        share > 0.9,
        Text(
            zh=f"两步之后 D 只有 {share:.0%} 的参数动过（没动的有：{', '.join(still[:4])}）。optimizer_d 拿到的是 discriminator.parameters() 吗？调用了 backward 和 optimizer_d.step() 吗？D 是否一直处于 requires_grad_(False)?",
            en=f"After two steps only {share:.0%} of D has moved (not: {', '.join(still[:4])}). Does optimizer_d hold discriminator.parameters()? Are backward and optimizer_d.step() called? Is D left with requires_grad_(False)?",
        ),
    )
    share, still = share_moved(only_g.g)
    yield expect(
        "generator_moves",
        share > 0.9,
        Text(
            zh=f"两步之后 G 只有 {share:.0%} 的参数动过（没动的有：{', '.join(still[:4])}）。optimizer_g 拿到的是 generator.parameters() 吗？G 那一步里 fake 有没有被 detach（或放在 no_grad 里）？",
            en=f"After two steps only {share:.0%} of G has moved (not: {', '.join(still[:4])}). Does optimizer_g hold generator.parameters()? Is the fake detached (or made under no_grad) in G's half?",
        ),
    )


def _sizes(both: Trace) -> Iterator[Check]:
    sizes = {"G": ratio(both.g, both.g_start) / 3, "D": ratio(both.d, both.d_start) / 3}
    name = max(sizes, key=lambda key: sizes[key])
    yield expect(
        "update_size",
        sizes[name] < 0.7,
        Text(
            zh=f"每一步都让 {name} 的权重改变了自身大小的 {sizes[name]:.0%}：学习率太大了。Adam 在 GAN 里常用 1e-4 到 2e-3。",
            en=f"Each step changes {name}'s weights by {sizes[name]:.0%} of their own size: the learning rate is far too high. Adam in a GAN usually runs at 1e-4 to 2e-3.",
        ),
    )


def _latents(both: Trace) -> Iterator[Check]:
    """Fresh noise in each step, and another row for each image."""
    steps = [rows for rows in both.latents if rows.numel()]
    repeated = any(
        bool((a[:, None] == b[None]).all(dim=-1).any())
        for at, a in enumerate(steps)
        for b in steps[at + 1 :]
    )
    same_rows = any(bool((rows == rows[:1]).all()) and len(rows) > 1 for rows in steps)
    yield expect(
        "fresh_noise",
        not repeated and not same_rows,
        Text(
            zh="不同的训练步（或同一批里的每张图）用了同一个 z。每一步都要重新 torch.randn(B, latent_dim)，否则 G 只学会固定的几张图。",
            en="Different steps (or all images of a batch) use the same z. Draw torch.randn(B, latent_dim) anew in each step, or G learns only a few fixed pictures.",
        ),
    )


def _leaks(run, only_d: Trace, only_g: Trace) -> Iterator[Check]:
    """Multiply one loss: the other network's update must not notice."""
    g_times, d_times = (
        run(hold_g=(1, 1, 1), hold_d=(1, 0, 0), scale_g=-30.0),
        run(hold_g=(1, 0, 0), hold_d=(1, 1, 1), scale_d=-30.0),
    )
    leak = differ(only_d.d, g_times.d)
    yield expect(
        "discriminator_ignores_generator_loss",
        leak < 0.02,
        Text(
            zh=f"把 generator_loss 放大，D 的更新竟然变了 {leak:.0%}:G 的损失的梯度进了 D 的更新。是否在 G 的 backward 之后又调用了 optimizer_d.step()，或者 D 更新前没有 zero_grad()?",
            en=f"Scaling generator_loss changes D's update by {leak:.0%}: the gradient of G's loss gets into D. Is optimizer_d.step() called after G's backward, or zero_grad() missing before D's update?",
        ),
    )
    leak = differ(only_g.g, d_times.g)
    yield expect(
        "generator_ignores_discriminator_loss",
        leak < 0.02,
        Text(
            zh=f"把 discriminator_loss 放大，G 的更新竟然变了 {leak:.0%}：D 的损失的梯度流进了 G，而且没有清掉。D 那一步要用 fake.detach()（或在 no_grad 里生成），G 更新前要 optimizer_g.zero_grad()。",
            en=f"Scaling discriminator_loss changes G's update by {leak:.0%}: the gradient of D's loss flows into G and is not cleared. Use fake.detach() (or no_grad) in D's half, and optimizer_g.zero_grad() before G's backward.",
        ),
    )
    turned_d = differ(only_d.d, run(hold_g=(1, 1, 1), hold_d=(1, 0, 0), scale_d=-1.0).d)
    turned_g = differ(only_g.g, run(hold_g=(1, 0, 0), hold_d=(1, 1, 1), scale_g=-1.0).g)
    unused = [
        name
        for name, change in (("discriminator_loss", turned_d), ("generator_loss", turned_g))
        if change < 1e-3
    ]
    yield expect(
        "train_step_uses_the_losses",
        not unused,
        Text(
            zh=f"train_step 没有调用 {'、'.join(unused)}：检查损失的探针就看不到训练里真正用的损失。",
            en=f"train_step does not call {' and '.join(unused)}: the probes of the losses then say nothing about what really trains.",
        ),
        points=0,
        advice=True,
    )
