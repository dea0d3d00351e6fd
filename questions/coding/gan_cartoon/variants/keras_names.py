# aigc-quiz: gan_cartoon
# what: written like the article's Keras code (Dense, Conv2DTranspose, build_generator), but right
# stage: training
import numpy as np
import torch
from torch import nn


class Layer(nn.Module):
    """Keras layers find out how wide their input is; here it is said."""


class Dense(Layer):
    def __init__(self, units, input_dim):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty(input_dim, units))
        self.bias = nn.Parameter(torch.zeros(units))
        nn.init.xavier_uniform_(self.kernel)  # glorot_uniform

    def forward(self, inputs):
        return inputs @ self.kernel + self.bias


class Reshape(Layer):
    def __init__(self, target_shape):
        super().__init__()
        self.target_shape = target_shape

    def forward(self, inputs):
        return inputs.reshape(-1, *self.target_shape)


class Conv2DTranspose(nn.ConvTranspose2d):
    def __init__(self, filters, kernel_size, strides, input_filters):
        super().__init__(input_filters, filters, kernel_size, strides, padding=1)


class Conv2D(nn.Conv2d):
    def __init__(self, filters, kernel_size, strides, input_filters):
        super().__init__(input_filters, filters, kernel_size, strides, padding=1)


class BatchNormalization(nn.BatchNorm2d):
    def __init__(self, filters, momentum=0.9):
        super().__init__(filters, momentum=1 - momentum)  # Keras means the share that stays


def build_generator(latent_dim, image_size):
    model = nn.Sequential(Dense(128 * 4 * 4, latent_dim), Reshape((128, 4, 4)))
    size, filters = 4, 128
    while size < image_size // 2:
        model.append(Conv2DTranspose(filters // 2, 4, 2, filters))
        filters //= 2
        model.append(BatchNormalization(filters))
        model.append(nn.LeakyReLU(0.2))
        size *= 2
    model.append(Conv2DTranspose(3, 4, 2, filters))
    model.append(nn.Tanh())
    return model


def build_discriminator(image_size):
    model = nn.Sequential(Conv2D(32, 4, 2, 3), nn.LeakyReLU(0.2))
    size, filters = image_size // 2, 32
    while size > 4:
        model.append(Conv2D(min(128, filters * 2), 4, 2, filters))
        filters = min(128, filters * 2)
        model.append(nn.LeakyReLU(0.2))
        model.append(nn.Dropout(0.1))
        size //= 2
    model.append(nn.Flatten())
    model.append(Dense(1, filters * 4 * 4))
    return model


class Generator(nn.Module):
    def __init__(self, image_size=32):
        super().__init__()
        self.latent_dim = 100
        self.model = build_generator(self.latent_dim, image_size)

    def forward(self, noise):
        return self.model(noise)

    def predict(self, noise):
        self.eval()
        with torch.no_grad():
            return np.concatenate([self(part).cpu().numpy() for part in noise.split(128)])


class Discriminator(nn.Module):
    def __init__(self, image_size=32):
        super().__init__()
        self.model = build_discriminator(image_size)

    def forward(self, image):
        return self.model(image)


binary_crossentropy = nn.BCEWithLogitsLoss()  # from_logits=True


def discriminator_loss(real_logits, fake_logits):
    d_loss_real = binary_crossentropy(real_logits, torch.ones_like(real_logits))
    d_loss_fake = binary_crossentropy(fake_logits, torch.zeros_like(fake_logits))
    return 0.5 * (d_loss_real + d_loss_fake)


def generator_loss(fake_logits, real_logits):
    return binary_crossentropy(fake_logits, torch.ones_like(fake_logits))


def make_optimizers(generator, discriminator):
    optimizer_g = torch.optim.Adam(generator.parameters(), 0.0008, betas=(0.5, 0.999), eps=1e-7)
    optimizer_d = torch.optim.Adam(discriminator.parameters(), 0.0004, betas=(0.5, 0.999), eps=1e-7)
    return optimizer_g, optimizer_d


def train_discriminator(generator, discriminator, optimizer, real):
    noise = torch.from_numpy(np.random.normal(0, 1, (len(real), generator.latent_dim))).float()
    with torch.no_grad():
        generated = generator(noise.to(real.device))
    discriminator.requires_grad_(True)
    loss = discriminator_loss(discriminator(real), discriminator(generated))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def train_gan(generator, discriminator, optimizer, real):
    discriminator.requires_grad_(False)  # discriminator.trainable = False
    noise = torch.from_numpy(np.random.normal(0, 1, (len(real), generator.latent_dim))).float()
    loss = generator_loss(discriminator(generator(noise.to(real.device))), None)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def train_step(generator, discriminator, optimizer_g, optimizer_d, real):
    d_loss = train_discriminator(generator, discriminator, optimizer_d, real)
    g_loss = train_gan(generator, discriminator, optimizer_g, real)
    return d_loss, g_loss


def train(images, *, steps, device, seed):
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)
    generator = Generator(images.shape[-1]).to(device)
    discriminator = Discriminator(images.shape[-1]).to(device)
    optimizer_g, optimizer_d = make_optimizers(generator, discriminator)
    X_train = images.numpy()
    for _ in range(steps):
        idx = np.random.randint(0, X_train.shape[0], 32)
        imgs = (X_train[idx].astype(np.float32) - 127.5) / 127.5
        train_step(
            generator, discriminator, optimizer_g, optimizer_d, torch.from_numpy(imgs).to(device)
        )
    return generator


def sample(generator, n, *, seed):
    noise = np.random.RandomState(seed % 2**32).normal(0, 1, (n, generator.latent_dim))
    device = next(generator.parameters()).device
    gen_imgs = generator.predict(torch.tensor(noise, dtype=torch.float32, device=device))
    gen_imgs = 0.5 * gen_imgs + 0.5
    return torch.from_numpy((gen_imgs * 255).round().astype(np.uint8))
