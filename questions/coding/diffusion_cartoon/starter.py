# aigc-quiz: diffusion_cartoon
"""用扩散模型画卡通头像。/ Draw cartoon faces with a diffusion model.

从上往下填；每填好一个函数就可以运行 `aigc-quiz grade 本文件`，它会告诉你第一处不对的地方。
Fill it in from top to bottom; after each function, `aigc-quiz grade THIS_FILE` names the first thing that is wrong.

形状记号 / Shapes: B 一批的大小 batch, S 图像边长 side (32). 时间 / Time t (B,): 0 是图像 the picture, 1 是噪声 the noise.
"""

import torch
from torch import nn


class Denoiser(nn.Module):
    """带噪声的图 noisy images x (B, 3, S, S), 时间 times t (B,) -> 回答 answers (B, 3, S, S)."""

    def __init__(self, image_size: int = 32) -> None:
        super().__init__()
        self.image_size = image_size  # sample 和评分器会读它 / sample and the grader read it
        # 思路 / idea: t -> 正弦编码 (sines) -> MLP -> 缩放、平移每个块的通道 (scale and shift the channels of each block)
        # 小 U-Net: 16x16 -> 8x8 -> 16x16, 跳连 (shortcuts); 最后一层之后没有激活函数 / no activation after the last layer
        raise NotImplementedError("Denoiser.__init__")

    def forward(self, x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        raise NotImplementedError("Denoiser.forward")


def add_noise(images: torch.Tensor, noise: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    """a(t) * images + b(t) * noise: t=0 是图像 the picture, t=1 是噪声 the noise. t (B,) -> (B, 1, 1, 1)."""
    raise NotImplementedError("add_noise")


def target(images: torch.Tensor, noise: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    """网络应当回答什么 / what the network should answer: 噪声 the noise, 速度 the velocity, v, 原图 the picture ..."""
    raise NotImplementedError("target")


def training_loss(model: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """标量 / a scalar. images: float32 (B, 3, S, S), 取值 in [-1, 1].

    抽 t 和噪声， 加噪， 问网络， 与 target 比较 / draw t and noise, add it, ask the network, compare with target.
    """
    raise NotImplementedError("training_loss")


def train(images: torch.Tensor, *, steps: int, device: str, seed: int) -> Denoiser:
    """images: uint8 (N, 3, S, S) -> 训练好的 Denoiser / a trained Denoiser, after `steps` updates."""
    torch.manual_seed(seed)
    # 每一步随机取一批 (32 张), 缩放到 [-1, 1], training_loss, 清梯度， 反传， optimizer.step()
    # Each step: a random batch (of 32), scaled to [-1, 1], training_loss, clear gradients, backward, optimizer.step()
    # 返回权重的滑动平均 (EMA) 画得更好 / an average of the weights (EMA) draws better
    raise NotImplementedError("train")


def sample(model: nn.Module, n: int, *, seed: int) -> torch.Tensor:
    """画 n 张图 / draw n pictures: uint8 (n, 3, S, S), 在 CPU 上 / on the CPU. 同一个 seed 画出同样的图 / the same seed draws the same."""
    # eval 模式， 不要梯度， 用 torch.Generator().manual_seed(seed) 抽噪声， 从 t=1 一步步走到 t=0, 再把 [-1, 1] 换成 [0, 255]
    # eval mode, no gradients, noise from torch.Generator().manual_seed(seed), step from t=1 to t=0, then [-1, 1] -> [0, 255]
    raise NotImplementedError("sample")
