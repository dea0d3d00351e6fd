"""Stage 1, last part: a few steps of train, and what the trained network draws."""

from collections.abc import Iterator

import torch
from torch import Tensor

from aigc_quiz.bank.question import Text
from aigc_quiz.grading import Check, Submission, expect

from .path import whole

STEPS, SILENT_FROM = 8, 6


def short_training(submission: Submission, fixture: str, faces: Tensor) -> Iterator[Check]:
    """Two trainings of eight steps: what they show to training_loss, and what they give back."""
    found = submission.run(
        fixture,
        "short_training",
        faces,
        submission.device,
        whole(submission),
        STEPS,
        SILENT_FROM,
    )
    yield expect(
        "train_uses_training_loss",
        found["calls"] > 0,
        Text(
            zh="train 没有调用 training_loss：上面检查过的损失就不是真正训练用的损失。",
            en="train does not call training_loss: what was checked above is then not what trains.",
        ),
    )
    if not found["calls"]:
        return
    yield from _data(found["shown"], faces)
    yield from _updates(found)
    yield expect(
        "train_leaves_images",
        bool(found["unchanged"]),
        Text(
            zh="train 改动了传入的 images（原地运算？）。请先复制或转成 float 再处理。",
            en="train changed the images it was given (an in-place operation?). Work on a copy, such as images.float().",
        ),
    )
    yield expect(
        "train_follows_its_seed",
        bool(found["same"]),
        Text(
            zh="同样的 seed 训练两次，得到的权重不同：在 train 开头 torch.manual_seed(seed)（建网络之前）。",
            en="Two trainings with the same seed end with different weights: call torch.manual_seed(seed) first in train, before the network is made.",
        ),
        points=0,
        advice=True,
    )
    yield expect(
        "train_returns_denoiser",
        bool(found["is_denoiser"]),
        Text(
            zh="train 应返回训练好的 Denoiser（你自己的那个类）。",
            en="train should return the trained Denoiser (an instance of your class).",
        ),
    )
    if found["is_denoiser"]:
        yield from _returned(found["returned"])
        yield from _drawing(found)


def roughness(images: Tensor) -> float:
    """Mean difference of horizontal neighbours over the spread of all pixels: noise 1.1, faces 0.3."""
    images = images.double()
    return float((images[..., 1:] - images[..., :-1]).abs().mean() / images.std().clamp_min(1e-9))


def _data(shown: list[Tensor], faces: Tensor) -> Iterator[Check]:
    """Scaled to [-1, 1], in the right layout, and other ones in each step."""
    want = faces.double() / 127.5 - 1
    fitting = [batch for batch in shown if batch.ndim == 4 and batch.shape[1:] == faces.shape[1:]]
    edges = torch.tensor([0.05, 0.5, 0.95], dtype=torch.float64)
    target, rough = want.flatten()[::7].quantile(edges), roughness(want)
    worst, words = 0.0 if len(fitting) == len(shown) else 9.0, ""
    for batch in fitting:
        got = batch.double().flatten()[::3].quantile(edges)
        off = float((got - target).abs().max()) + abs(roughness(batch) / rough - 1) * 0.5
        if off >= worst:
            worst, words = off, f"[{float(batch.min()):.2f}, {float(batch.max()):.2f}]"
    yield expect(
        "images_reach_the_loss_scaled",
        worst < 0.35,  # batches of faces: 0.06
        Text(
            zh=f"train 交给 training_loss 的批次不像缩放到 [-1, 1] 的训练图(范围 {words or '无'})。uint8 要先变成 images.float() / 127.5 - 1，让均值在 0 附近、与噪声同一量级；布局保持 (B, 3, S, S)。",
            en=f"The batches that train gives to training_loss do not look like training images scaled to [-1, 1] (range {words or 'none'}). Turn uint8 into images.float() / 127.5 - 1, centred on 0 and as large as the noise, and keep the layout (B, 3, S, S).",
        ),
    )
    both = torch.cat([want, want.flip(-1)]).flatten(1)
    near = []
    for batch in fitting:
        apart, which = torch.cdist(batch.double().flatten(1), both).min(dim=1)
        near.append(set((which[apart < 0.1 * both.shape[1] ** 0.5] % len(faces)).tolist()))
    most, seen = max(map(len, near), default=0), len(set().union(*near))
    yield expect(
        "train_takes_other_batches",
        seen > most or most == 0 or most > 0.9 * len(faces),
        Text(
            zh=f"train 的每一步用的都是同样的 {most} 张训练图(一共有 {len(faces)} 张)。每一步要取不同的批次：随机下标，或持续向前的 DataLoader，而不是每次都 next(iter(loader))。",
            en=f"Every step of train uses the same {most} training images, of {len(faces)} there are. Each step needs another batch: random indices, or a DataLoader that moves on, not next(iter(loader)) each time.",
        ),
    )


def _updates(found: dict[str, object]) -> Iterator[Check]:
    """The optimizer holds the network, forgets old gradients, and takes steps of a sane size."""
    change, gradients = found["moved"], found["gradients"]
    share = sum(x > 0 for x in change) / max(len(change), 1)
    silent = (
        STEPS - SILENT_FROM
    ) / STEPS  # of the calls of step(), however many optimizers there are
    old = max(gradients[-max(1, int(silent * len(gradients))) :], default=0.0)
    yield expect(
        "network_moves",
        share > 0.9,
        Text(
            zh=f"训练 {STEPS} 步之后，网络只有 {share:.0%} 的参数动过。optimizer 拿到的是 model.parameters() 吗？调用了 backward 和 optimizer.step() 吗？",
            en=f"After {STEPS} steps of train only {share:.0%} of the network has moved. Does the optimizer hold model.parameters()? Are backward and optimizer.step() called?",
        ),
    )
    yield expect(
        "gradients_are_cleared",
        not gradients or old < 0.1 * max(gradients),  # 0 but for a regulariser of the learner's own
        Text(
            zh="从某一步起我们让损失恒为 0，optimizer.step() 时梯度却不是 0：旧的梯度没有清掉，一直在累积。每次 backward 之前调用 optimizer.zero_grad()。",
            en="From some step on we made the loss 0, and yet the gradient is not 0 at optimizer.step(): old gradients pile up. Call optimizer.zero_grad() before each backward.",
        ),
    )
    size = max(change, default=0.0) / STEPS
    yield expect(
        "update_size",
        size < 0.7,
        Text(
            zh=f"平均每一步都让某些权重改变了自身大小的 {size:.0%}：学习率太大了。Adam 在这里常用 1e-4 到 4e-3。",
            en=f"Each step changes some weights by {size:.0%} of their own size: the learning rate is far too high. Adam usually runs at 1e-4 to 4e-3 here.",
        ),
    )


def _returned(change: list[float]) -> Iterator[Check]:
    share = sum(x > 0 for x in change) / max(len(change), 1)
    yield expect(
        "returned_weights_are_trained",
        share > 0.9,
        Text(
            zh=f"train 返回的网络里只有 {share:.0%} 的参数与训练前不同：返回的是从未更新过的 EMA 副本（或新建的网络）吗？每一步之后都要让 EMA 跟上。",
            en=f"Only {share:.0%} of the network that train returns differs from what it was before training: is it an EMA that is never updated, or a new network? Let the average follow after each step.",
        ),
    )


def _drawing(found: dict[str, object]) -> Iterator[Check]:
    """The seed decides, the network's weights draw, and sampling leaves them alone."""
    first, again, other = found["first"], found["again"], found["other"]
    yield expect(
        "sample_follows_its_seed",
        torch.equal(first, again) and not torch.equal(first, other),
        Text(
            zh="sample 的 seed 不起作用：同一个 seed 必须画出同样的图（不受全局随机状态影响），换一个 seed 必须不同。起点（以及每一步加的）噪声都用 torch.Generator().manual_seed(seed) 抽；网络里有 dropout 就先 model.eval()。",
            en="sample does not follow its seed: the same seed must draw the same pictures whatever the global state, another seed other ones. Draw the starting noise (and any noise of the steps) with torch.Generator().manual_seed(seed); with dropout in the network call model.eval() first.",
        ),
    )
    zeroed = found["zeroed"].double()
    flat = float(zeroed.std(dim=0).max()) < 1.0
    yield expect(
        "network_draws",
        flat or (roughness(zeroed) > 0.6 and not torch.equal(found["zeroed"], first)),
        Text(
            zh="把网络的权重全部清零之后，sample 画出的仍是图，而不是噪声：图不是由训练出来的网络画的。",
            en="With all weights of the network at zero, sample still draws pictures and not noise: it is not the trained network that draws.",
        ),
    )
    yield expect(
        "sample_leaves_model",
        bool(found["still"]),
        Text(
            zh="采样改动了 model 的状态（BatchNorm 的统计量在动？）：采样前要 model.eval()。",
            en="Sampling changed the model's state (BatchNorm's statistics move?): call model.eval() first.",
        ),
    )
    one, two = found["trip"]
    yield expect(
        "state_dict_round_trip",
        one.shape == two.shape and bool(torch.allclose(one, two, atol=1e-4)),
        Text(
            zh="把训练好的权重用 load_state_dict 装进新的 Denoiser，输出却不同：有的层没有注册（放在普通 list 里而不是 nn.ModuleList?），或者状态存在了 state_dict 之外。",
            en="Loaded into a new Denoiser by load_state_dict, the trained weights answer differently: a layer is not registered (kept in a plain list instead of nn.ModuleList?), or state lies outside state_dict.",
        ),
    )
