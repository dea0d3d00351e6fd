# aigc-quiz: gan_debug
"""卡通头像 GAN，照一篇博客抄来的。/ A GAN for cartoon faces, copied from a blog post.

交接说明 / handed over with this note:
"博客说复制下来就能跑。我这里一运行就报错；注掉报错的几行之后倒是能跑完，可画出来的全是一片白。"
"The post says: copy and run. Here it crashes at once. With the crashing lines commented out it
does run to its end, but every picture that it draws is plain white."

有的错会报错，有的不会。随便改，但两个类和 prepare、make_optimizers、train_step、train 的名字与参数要留着，评分器会单独调用每一个。
Some faults crash, some are silent. Rewrite what you like, but keep the two classes, and prepare,
make_optimizers, train_step and train, with their arguments: the grader calls each by itself.

形状 / Shapes: B 一批的大小 batch, LATENT_DIM = 100.
"""

import torch
import torch.nn.functional as F
from torch import nn
from torch.optim import Adam

LATENT_DIM = 100
BATCH = 32
IMAGE_SHAPE = (1, 28, 28)  # D 看的图 / what D looks at


class Generator(nn.Module):
    """z (B, 100) -> RGB 图 pictures (B, 3, 32, 32), 取值 in [-1, 1]."""

    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(LATENT_DIM, 128 * 4 * 4),
            nn.LeakyReLU(0.2),
            nn.ConvTranspose2d(128, 64, 4, stride=2, padding=1),
            nn.BatchNorm2d(64),
            nn.LeakyReLU(0.2),
            nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1),
            nn.BatchNorm2d(32),
            nn.LeakyReLU(0.2),
            nn.ConvTranspose2d(32, 3, 4, stride=2, padding=1),
            nn.Tanh(),
            nn.BatchNorm2d(3),
            nn.LeakyReLU(0.2),
        )

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        return self.net(z)


class Discriminator(nn.Module):
    """图 pictures -> 每张图一个数 one number a picture, (B, 1): 越大越像真的 the larger, the more real."""

    def __init__(self) -> None:
        super().__init__()
        channels, height, width = IMAGE_SHAPE
        self.net = nn.Sequential(
            nn.Flatten(),
            nn.Linear(channels * height * width, 256),
            nn.LeakyReLU(0.2),
            Dropout(0.3),
            nn.Linear(256, 1),
            nn.Sigmoid(),
        )

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.net(images)


def prepare(images: torch.Tensor) -> torch.Tensor:
    """训练图 pictures uint8 (N, 3, 32, 32) -> D 看到的 float32 / what D gets to see, float32."""
    return images.float()


def make_optimizers(
    generator: nn.Module, discriminator: nn.Module
) -> tuple[torch.optim.Optimizer, torch.optim.Optimizer]:
    """(optimizer_g, optimizer_d)."""
    return Adam(), Adam()


def train_on_batch(
    model: nn.Module, optimizer: torch.optim.Optimizer, inputs: torch.Tensor, targets: torch.Tensor
) -> float:
    """让 model(inputs) 靠近 targets 一步 / one step of model(inputs) towards targets."""
    optimizer.zero_grad()
    loss = F.mse_loss(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def draw_noise(count: int, device: torch.device) -> torch.Tensor:
    """标准正态的 z / z from a standard normal, (count, 100)."""
    noise = np.random.normal(0.0, 1.0, (count, LATENT_DIM))
    return torch.from_numpy(noise).float().to(device)


def train_step(
    generator: nn.Module,
    discriminator: nn.Module,
    optimizer_g: torch.optim.Optimizer,
    optimizer_d: torch.optim.Optimizer,
    real: torch.Tensor,
) -> tuple[float, float]:
    """更新 D 一次、G 一次 / one update of D and one of G; -> (loss_d, loss_g).

    real: prepare 之后的一批 / a batch after prepare, (B, 3, 32, 32).
    """
    noise = draw_noise(len(real), real.device)
    with torch.no_grad():
        fake = generator(noise)
    both = torch.cat([real, fake])
    labels = torch.cat([torch.ones(len(real), 1), torch.zeros(len(fake), 1)]).to(real.device)
    loss_d = train_on_batch(discriminator, optimizer_d, both, labels)
    loss_g = train_on_batch(generator, optimizer_g, noise, torch.ones_like(fake))
    return loss_d, loss_g


def train(images: torch.Tensor, *, steps: int, device: str, seed: int) -> Generator:
    """图 pictures uint8 (N, 3, 32, 32) -> 训练 steps 步之后的 Generator / a Generator after `steps` steps."""
    torch.manual_seed(seed)
    generator, discriminator = Generator().to(device), Discriminator().to(device)
    optimizer_g, optimizer_d = make_optimizers(generator, discriminator)
    train_dataset = ...  # 这里换成你的数据 / your data here
    for _ in range(steps):
        chosen = torch.randint(len(train_dataset), (BATCH,))
        real = prepare(train_dataset[chosen]).to(device)
        train_step(generator, discriminator, optimizer_g, optimizer_d, real)
    return generator
