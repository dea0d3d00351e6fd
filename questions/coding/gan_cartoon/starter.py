# aigc-quiz: gan_cartoon
"""用 GAN 画卡通头像。/ Draw cartoon faces with a GAN.

从上往下填；每填好一个函数就可以运行 `aigc-quiz grade 本文件`，它会告诉你第一处不对的地方。
Fill it in from top to bottom; after each function, `aigc-quiz grade THIS_FILE` names the first thing that is wrong.

形状记号 / Shapes: B 一批的大小 batch, S 图像边长 side (32), L = latent_dim.
"""

import torch
from torch import nn


class Generator(nn.Module):
    """z (B, L) -> 图像 images (B, 3, S, S), 取值 in [-1, 1]."""

    def __init__(self, image_size: int = 32) -> None:
        super().__init__()
        self.latent_dim = 64  # 评分器会读它 / the grader reads it
        # 思路 / idea: Linear -> (B, C, 4, 4) -> 上采样到 S (upsample to S) -> 3 通道 (channels) -> tanh
        # tanh 之后不要再接任何层 / nothing comes after the tanh
        raise NotImplementedError("Generator.__init__")

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        raise NotImplementedError("Generator.forward")


class Discriminator(nn.Module):
    """图像 images (B, 3, S, S) -> logits (B,) 或 or (B, 1)."""

    def __init__(self, image_size: int = 32) -> None:
        super().__init__()
        # 思路 / idea: stride 2 的卷积 (strided convolutions) + LeakyReLU -> 4x4 -> Linear(…, 1)
        # 最后不要 sigmoid / no sigmoid at the end
        raise NotImplementedError("Discriminator.__init__")

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        raise NotImplementedError("Discriminator.forward")


def discriminator_loss(real_logits: torch.Tensor, fake_logits: torch.Tensor) -> torch.Tensor:
    """D 的损失， 标量 / D's loss, a scalar: 真图一侧， 假图另一侧 / real to one side, fake to the other."""
    raise NotImplementedError("discriminator_loss")


def generator_loss(fake_logits: torch.Tensor, real_logits: torch.Tensor) -> torch.Tensor:
    """G 的损失， 标量 / G's loss, a scalar: 让假图像真图 / fakes should look real. 可以不用 real_logits / may ignore it."""
    raise NotImplementedError("generator_loss")


def make_optimizers(
    generator: nn.Module, discriminator: nn.Module
) -> tuple[torch.optim.Optimizer, torch.optim.Optimizer]:
    """(optimizer_g, optimizer_d): 各管各的参数 / each holds its own network's parameters."""
    raise NotImplementedError("make_optimizers")


def train_step(
    generator: nn.Module,
    discriminator: nn.Module,
    optimizer_g: torch.optim.Optimizer,
    optimizer_d: torch.optim.Optimizer,
    real: torch.Tensor,
) -> tuple[float, float]:
    """更新 D 一次， 再更新 G 一次 / one update of D, then one of G; -> (loss_d, loss_g).

    real: float32 (B, 3, S, S), 取值 in [-1, 1].
    """
    # 1. D: 抽 z, 造假图 (不要让梯度流进 G), 算 discriminator_loss, 清梯度， 反传， optimizer_d.step()
    #    D: draw z, make fakes (let no gradient into G), discriminator_loss, clear, backward, optimizer_d.step()
    # 2. G: 让假图经过 D, 算 generator_loss, 清梯度， 反传， optimizer_g.step()
    #    G: send fakes through D, generator_loss, clear, backward, optimizer_g.step()
    raise NotImplementedError("train_step")


def train(images: torch.Tensor, *, steps: int, device: str, seed: int) -> Generator:
    """images: uint8 (N, 3, S, S) -> 训练好的 Generator / a trained Generator, after `steps` calls of train_step."""
    torch.manual_seed(seed)
    # 每一步随机取一批 (32 张), 缩放到 [-1, 1], 再放到 device 上
    # Each step: a random batch (of 32), scaled to [-1, 1], on the device
    raise NotImplementedError("train")


def sample(generator: nn.Module, n: int, *, seed: int) -> torch.Tensor:
    """画 n 张图 / draw n pictures: uint8 (n, 3, S, S), 在 CPU 上 / on the CPU. 同一个 seed 画出同样的图 / the same seed draws the same."""
    # eval 模式， 不要梯度， 用 torch.Generator().manual_seed(seed) 抽 z, 再把 [-1, 1] 换成 [0, 255]
    # eval mode, no gradients, z from torch.Generator().manual_seed(seed), then [-1, 1] -> [0, 255]
    raise NotImplementedError("sample")
