"""The reference GAN: what it draws, how it runs alone, and that several processes train one network."""

import importlib.util
import os
import subprocess
import sys

import pytest
import torch
import torch.nn.functional as F

from aigc_quiz.content import solutions_dir
from aigc_quiz.images.picture import save_png

SOLUTION = solutions_dir() / "gan_cartoon.py"


def solution():
    spec = importlib.util.spec_from_file_location("gan", SOLUTION)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def noise(count, size=32):
    generator = torch.Generator().manual_seed(0)
    return torch.randint(0, 256, (count, 3, size, size), dtype=torch.uint8, generator=generator)


def test_a_trained_generator_draws_what_its_seed_says():
    torch.set_num_threads(1)
    gan = solution()
    generator = gan.train(noise(64), steps=2, device="cpu", seed=0)
    first, again, other = (gan.sample(generator, 4, seed=s) for s in (1, 1, 2))

    assert first.shape == (4, 3, 32, 32)
    assert first.dtype == torch.uint8
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_the_upsampled_convolution_is_upsampling_and_then_a_convolution():
    layer = solution().UpsampledConvolution(5, 7)
    x = torch.randn(2, 5, 4, 4, generator=torch.Generator().manual_seed(0))
    kernel = layer.weight.transpose(0, 1).flip(2, 3)  # of a transposed one, written the other way

    doubled = F.conv2d(F.interpolate(x, scale_factor=2.0), kernel, padding=1)
    torch.testing.assert_close(layer(x), doubled)
    assert not torch.allclose(layer(x), doubled.flip(3))


@pytest.mark.parametrize("size", [64, 128])
def test_larger_pictures_work_as_well(size):
    gan = solution()

    assert gan.Generator(size)(torch.randn(2, 64)).shape == (2, 3, size, size)
    assert gan.Discriminator(size)(torch.zeros(2, 3, size, size)).shape == (2,)


@pytest.mark.gpu
@pytest.mark.parametrize("size", [64, 128])
def test_training_on_cuda_draws_pictures_of_its_size(size):
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    gan = solution()
    generator = gan.train(noise(64, size), steps=3, device="cuda", seed=0)
    pictures = gan.sample(generator, 4, seed=1)

    assert next(generator.parameters()).is_cuda
    assert pictures.shape == (4, 3, size, size)
    assert pictures.device.type == "cpu"
    assert not torch.equal(pictures[0], pictures[1])


# What each of two processes does: python worker.py solution folder rank; it leaves folder/rank.pt.
WORKER = """
import importlib.util, sys
import torch, torch.distributed as dist
from torch import nn

torch.set_num_threads(1)
path, folder, rank = sys.argv[1], sys.argv[2], int(sys.argv[3])
spec = importlib.util.spec_from_file_location("gan", path)
gan = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gan)
dist.init_process_group("gloo", init_method=f"file://{folder}/store", rank=rank, world_size=2)

class Painting(nn.Module):  # learns one picture and has no use for its noise
    latent_dim = 1
    def __init__(self):
        super().__init__()
        self.picture = nn.Parameter(torch.linspace(-1, 1, 48).view(1, 3, 4, 4))
    def forward(self, z):
        return self.picture.tanh().expand(len(z), -1, -1, -1)

def toy():
    torch.manual_seed(0)
    judge = nn.Sequential(nn.Flatten(), nn.Linear(48, 5), nn.Softplus(), nn.Linear(5, 1), nn.Flatten(0))
    return Painting(), judge

def toy_step(players, real):
    optimizers = [torch.optim.SGD(player.parameters(), lr=0.1) for player in players]
    gan.train_step(*players, *optimizers, real)
    return torch.cat([p.detach().flatten() for player in players for p in player.parameters()])

gan.MIXED_PRECISION, gan.BATCH = False, 8
real = torch.rand(16, 3, 4, 4, generator=torch.Generator().manual_seed(1)) * 2 - 1
found = {
    "alone": toy_step(toy(), real),
    "together": toy_step([gan.Parallel(each) for each in toy()], real[rank::2]),
    "half": toy_step(toy(), real[rank::2]),
}

seen = set()
def look(module, inputs):  # picture number i is filled with the grey 10 i
    if isinstance(module, gan.Discriminator):
        flat = [image for image in inputs[0] if image.max() == image.min()]
        seen.update(round(float((image[0, 0, 0] + 1) * 12.75)) for image in flat)
nn.modules.module.register_module_forward_pre_hook(look)
images = (torch.arange(20, dtype=torch.uint8) * 10).view(20, 1, 1, 1).expand(20, 3, 32, 32)

def weights():
    generator = gan.train(images, steps=3, device="cpu", seed=5)
    return torch.cat([value.flatten().float() for value in generator.state_dict().values()])

found["weights"] = weights()
found["seen"] = sorted(seen)

class Unshared(nn.Module):  # looks like the wrapper, and averages nothing
    def __init__(self, module):
        super().__init__()
        self.module = module
    def forward(self, x):
        return self.module(x)

gan.Parallel = Unshared
found["unshared"] = weights()
torch.save(found, f"{folder}/{rank}.pt")
"""


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """What two processes that train together have found, by rank."""
    folder = tmp_path_factory.mktemp("pair")
    (folder / "worker.py").write_text(WORKER)
    command = [sys.executable, str(folder / "worker.py"), str(SOLUTION), str(folder)]
    processes = [subprocess.Popen([*command, rank], stderr=subprocess.PIPE) for rank in "01"]
    errors = [process.communicate()[1].decode() for process in processes]
    assert [process.returncode for process in processes] == [0, 0], errors
    return [torch.load(folder / f"{rank}.pt") for rank in "01"]


def test_processes_that_train_together_end_with_equal_weights(pair):
    assert torch.equal(pair[0]["weights"], pair[1]["weights"])


def test_without_the_averaging_of_gradients_their_weights_differ(pair):
    first, second = (each["unshared"] for each in pair)
    # Even so, the trainable weights at the head of the vector must differ, not the statistics alone.
    assert not torch.allclose(first[:1000], second[:1000], atol=1e-4)


def test_each_process_sees_its_own_share_of_the_pictures(pair):
    assert pair[0]["seen"]
    assert pair[1]["seen"]
    assert all(i % 2 == 0 for i in pair[0]["seen"])
    assert all(i % 2 == 1 for i in pair[1]["seen"])


def test_two_halves_of_a_batch_move_both_networks_as_the_whole_batch_does(pair):
    for each in pair:
        torch.testing.assert_close(each["together"], each["alone"])
        assert not torch.allclose(each["half"], each["alone"], rtol=1e-4, atol=1e-6)


def run_alone(*command, cwd):
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=300
    )


def test_torchrun_trains_on_a_folder_of_pictures_and_saves_one_sheet(tmp_path):
    data, out = tmp_path / "faces", tmp_path / "out"
    data.mkdir()
    for at, image in enumerate(noise(6, 40)):
        save_png(data / f"{at}.png", image)
    done = run_alone(
        *[sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"],
        *[str(SOLUTION), "--steps", "2", "--data", str(data), "--out", str(out)],
        cwd=tmp_path,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("saved") == 1
    assert [path.name for path in out.iterdir()] == ["samples.png"]


def test_a_size_that_it_has_no_network_for_is_refused(tmp_path):
    done = run_alone(sys.executable, str(SOLUTION), "--size", "48", cwd=tmp_path)

    assert done.returncode == 2
    assert "--size" in done.stderr
    assert "Traceback" not in done.stderr
