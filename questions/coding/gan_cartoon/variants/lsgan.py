# aigc-quiz: gan_cartoon
# what: least squares (LSGAN); G is updated before D; one batch of noise and one fake for both halves; RMSprop
# stage: training
import torch
from torch import nn, optim

mse = nn.MSELoss()


def conv_block(c_in, c_out, norm=True):
    layers = [nn.Conv2d(c_in, c_out, kernel_size=4, stride=2, padding=1)]
    if norm:
        layers.append(nn.InstanceNorm2d(c_out, affine=True))
    layers.append(nn.LeakyReLU(0.2, inplace=True))
    return layers


class Generator(nn.Module):
    def __init__(self, image_size=32):
        super().__init__()
        self.latent_dim = 128
        self.start = image_size // 8
        self.l1 = nn.Sequential(nn.Linear(self.latent_dim, 96 * self.start**2))
        self.conv_blocks = nn.Sequential(
            nn.BatchNorm2d(96),
            nn.Upsample(scale_factor=2),
            nn.Conv2d(96, 64, 3, padding=1),
            nn.BatchNorm2d(64),
            nn.ReLU(inplace=True),
            nn.Upsample(scale_factor=2),
            nn.Conv2d(64, 32, 3, padding=1),
            nn.BatchNorm2d(32),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(32, 24, 4, stride=2, padding=1),
            nn.BatchNorm2d(24),
            nn.ReLU(inplace=True),
            nn.Conv2d(24, 3, 3, padding=1),
            nn.Tanh(),
        )

    def forward(self, z):
        out = self.l1(z)
        out = out.view(out.shape[0], 96, self.start, self.start)
        return self.conv_blocks(out)


class Discriminator(nn.Module):
    def __init__(self, image_size=32):
        super().__init__()
        self.model = nn.Sequential(
            *conv_block(3, 32, norm=False), *conv_block(32, 64), *conv_block(64, 128)
        )
        side = image_size // 8
        self.adv_layer = nn.Linear(128 * side**2, 1)

    def forward(self, img):
        out = self.model(img)
        return self.adv_layer(out.view(out.shape[0], -1))


def discriminator_loss(real_logits, fake_logits):
    valid, fake = torch.ones_like(real_logits), torch.zeros_like(fake_logits)
    return 0.5 * (mse(real_logits, valid) + mse(fake_logits, fake))


def generator_loss(fake_logits, real_logits):
    return mse(fake_logits, torch.ones_like(fake_logits))


def make_optimizers(generator, discriminator):
    return (
        optim.RMSprop(generator.parameters(), lr=5e-4, alpha=0.9),
        optim.RMSprop(discriminator.parameters(), lr=5e-4, alpha=0.9),
    )


def train_step(generator, discriminator, optimizer_g, optimizer_d, real):
    # ---- generator ----
    optimizer_g.zero_grad()
    z = torch.randn(real.size(0), generator.latent_dim).to(real.device)
    gen_imgs = generator(z)
    g_loss = generator_loss(discriminator(gen_imgs), None)
    g_loss.backward()
    optimizer_g.step()
    # ---- discriminator ----
    optimizer_d.zero_grad()
    d_loss = discriminator_loss(discriminator(real), discriminator(gen_imgs.detach()))
    d_loss.backward()
    optimizer_d.step()
    return d_loss.item(), g_loss.item()


def train(images, *, steps, device, seed):
    torch.manual_seed(seed)
    generator = Generator(images.shape[2]).to(device)
    discriminator = Discriminator(images.shape[2]).to(device)
    optimizer_g, optimizer_d = make_optimizers(generator, discriminator)
    dataset = torch.utils.data.TensorDataset(images)
    loader = torch.utils.data.DataLoader(dataset, batch_size=32, shuffle=True)
    done = 0
    while done < steps:
        for (batch,) in loader:
            real = (batch.to(device).float() - 127.5) / 127.5
            train_step(generator, discriminator, optimizer_g, optimizer_d, real)
            done += 1
            if done == steps:
                break
    return generator


def sample(generator, n, *, seed):
    generator.eval()
    device = next(generator.parameters()).device
    with torch.no_grad(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        z = torch.randn(n, generator.latent_dim)
        out = generator(z.to(device)).cpu()
    return out.add(1).mul(127.5).round().to(torch.uint8)
