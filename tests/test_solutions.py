"""The reference solutions agree with torch's own functions, where it has one, and with the papers' closed forms."""

import importlib.util
import inspect
import math
import re
from pathlib import Path
from types import ModuleType

import pytest
import torch
import torch.nn.functional as F
import yaml
from torch import nn
from torch.distributions import Bernoulli, Normal
from torch.distributions import kl_divergence as kl

from aigc_quiz import content

torch.set_num_threads(1)

CODING = content.questions_dir() / "coding"
LONG = {"gan_cartoon", "gan_debug", "diffusion_cartoon"}  # whole programs, tested on their own
SLUGS = sorted({file.parent.name for file in CODING.glob("*/exercise.yaml")} - LONG)


def solution(slug: str) -> ModuleType:
    return module(content.solutions_dir() / f"{slug}.py")


def folder(slug: str) -> Path:
    return CODING / slug


def module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{path.parent.name}_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture(params=["cpu", pytest.param("cuda", marks=pytest.mark.gpu)])
def device(request: pytest.FixtureRequest) -> torch.device:
    if request.param == "cuda" and not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    return torch.device(request.param)


@pytest.fixture
def normal(device: torch.device):
    generator = torch.Generator().manual_seed(7)

    def draw(*shape: int, dtype: torch.dtype = torch.float64) -> torch.Tensor:
        return torch.randn(*shape, generator=generator, dtype=dtype).to(device)

    return draw


@pytest.mark.parametrize("slug", SLUGS)
def test_the_example_of_the_statement_gives_the_numbers_it_shows(slug: str) -> None:
    exercise = yaml.safe_load((folder(slug) / "exercise.yaml").read_text("utf-8"))
    shown = 0
    names = {"torch": torch, "nn": nn, **vars(solution(slug))}
    for statement in example_statements(exercise["example"]):
        code, _, comment = statement.partition("#")
        value = comment.strip().partition(" = ")[0]
        if not code.strip() or not re.match(r"tensor\(|-?\d|\[", value):
            exec(code, names)
            continue
        body, _, expression = code.rstrip().rpartition("\n")
        exec(body, names)
        name, equals, right = expression.partition(" = ")
        got = eval(right if equals else expression, names)
        if equals:
            names[name.strip()] = got
        want = eval(value, {"tensor": torch.tensor, "torch": torch})
        if not isinstance(want, torch.Tensor):  # a number or a list: the statement fixes no dtype
            got, want = torch.as_tensor(got).double(), torch.as_tensor(want).double()
        torch.testing.assert_close(got.detach(), want, atol=6e-5, rtol=0)
        shown += 1
    assert shown >= 2


@pytest.mark.parametrize("slug", SLUGS)
def test_starter_and_solution_take_the_same_arguments(slug: str) -> None:
    names = yaml.safe_load((folder(slug) / "exercise.yaml").read_text("utf-8"))["names"]
    starter, answer = module(folder(slug) / "starter.py"), solution(slug)
    for name in names:
        ours, theirs = (
            [
                (one.name, one.default)
                for one in inspect.signature(getattr(it, name)).parameters.values()
            ]
            for it in (starter, answer)
        )
        assert ours == theirs


@pytest.mark.parametrize("slug", SLUGS)
def test_every_mistake_names_a_check_of_its_grader(slug: str) -> None:
    checks = set(re.findall(r'"([a-z0-9_]+)"', (folder(slug) / "grader.py").read_text("utf-8")))
    mistakes = sorted((folder(slug) / "mistakes").glob("*.py"))
    assert len(mistakes) >= 6
    for path in mistakes:
        head = path.read_text("utf-8").splitlines()[:3]
        assert head[0] == f"# aigc-quiz: {slug}"
        assert head[1].removeprefix("# fails: ") in checks | {"forbidden"}
        assert head[2].startswith("# what: ")


def example_statements(example: str) -> list[str]:
    # A statement that runs over several lines ends where its brackets close.
    statements, lines = [], []
    for line in example.splitlines():
        lines.append(line)
        code = "\n".join(part.partition("#")[0] for part in lines)
        if code.count("(") == code.count(")"):
            statements.append("\n".join(lines))
            lines = []
    return statements


@pytest.mark.parametrize(
    ("q_shape", "k_shape", "v_shape"),
    [
        ((5, 8), (5, 8), (5, 8)),
        ((2, 4, 7, 16), (2, 4, 9, 16), (2, 4, 9, 5)),
        ((3, 1, 2), (3, 6, 2), (3, 6, 11)),
    ],
)
@pytest.mark.parametrize("masked", [False, True])
def test_attention_and_its_gradients_agree_with_torch(
    q_shape, k_shape, v_shape, masked, normal
) -> None:
    attention = solution("scaled_dot_product_attention").scaled_dot_product_attention
    inputs = [normal(*shape).requires_grad_() for shape in (q_shape, k_shape, v_shape)]
    mask = None
    if masked:
        mask = normal(q_shape[-2], k_shape[-2]) > 0
        mask[:, 0] = True  # torch's own result is not defined where a row sees nothing
    got = attention(*inputs, mask)
    want = F.scaled_dot_product_attention(*inputs, attn_mask=mask)

    torch.testing.assert_close(got, want)
    cotangent = normal(*got.shape)
    torch.testing.assert_close(
        torch.autograd.grad(got, inputs, cotangent), torch.autograd.grad(want, inputs, cotangent)
    )


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_attention_keeps_the_dtype_and_is_stable_where_a_row_sees_nothing(dtype, normal) -> None:
    attention = solution("scaled_dot_product_attention").scaled_dot_product_attention
    q, k, v = (normal(2, 4, 8).to(dtype).mul(30).requires_grad_() for _ in range(3))
    mask = torch.ones(4, 4, dtype=torch.bool, device=q.device).tril(-1)
    out = attention(q, k, v, mask)
    out.sum().backward()

    assert out.dtype == dtype
    assert torch.equal(out[:, 0], torch.zeros_like(out[:, 0]))
    assert all(torch.isfinite(x.grad).all() for x in (q, k, v))


def test_the_bound_agrees_with_torch_distributions(normal) -> None:
    vae = solution("vae_elbo")
    mu, log_var, eps, logits = normal(6, 3), normal(6, 3), normal(6, 3), normal(6, 2, 4, 4) * 5
    x = torch.rand_like(logits)
    posterior = Normal(mu, (0.5 * log_var).exp())
    want_kl = kl(posterior, Normal(torch.zeros_like(mu), torch.ones_like(mu))).sum(1)
    likelihood = Bernoulli(logits=logits, validate_args=False).log_prob(x).sum((1, 2, 3))

    torch.testing.assert_close(vae.kl_divergence(mu, log_var), want_kl)
    torch.testing.assert_close(vae.elbo(logits, x, mu, log_var), likelihood - want_kl)
    z = vae.reparameterize(mu, log_var, eps)
    torch.testing.assert_close((z - posterior.mean) / posterior.stddev, eps)
    loss = vae.negative_elbo(lambda _: (mu, log_var), lambda _: logits, x, eps)
    torch.testing.assert_close(loss, -(likelihood - want_kl).mean())


def test_the_bound_never_exceeds_the_evidence(normal) -> None:
    # One latent, one pixel that is 1: log p(x) by the trapezoid rule over z, E_q log p(x|z) likewise.
    vae = solution("vae_elbo")
    z = torch.linspace(-12, 12, 4001, dtype=torch.float64, device=normal(1).device)
    mu, log_var = normal(1, 1), normal(1, 1)
    pixel = F.logsigmoid(3 * z - 1)
    evidence = torch.trapezoid(Normal(0.0, 1.0).log_prob(z).exp() * pixel.exp(), z).log()
    q = Normal(mu.squeeze(), (0.5 * log_var).exp().squeeze()).log_prob(z).exp()
    bound = torch.trapezoid(q * pixel, z) - vae.kl_divergence(mu, log_var)

    assert (bound <= evidence).all()


def test_the_noise_schedule_is_the_papers(device: torch.device) -> None:
    ddpm = solution("ddpm_training_loss")
    betas = ddpm.linear_betas(1000).to(device)
    alphas_bar = ddpm.cumulative_alphas(betas.double())

    assert betas.shape == (1000,)
    assert betas.dtype == torch.float32
    assert math.isclose(float(betas[0]), 1e-4, rel_tol=1e-6)
    assert math.isclose(float(betas[-1]), 0.02, rel_tol=1e-6)
    # KL(q(x_T | x_0) || N(0, I)) is about 1e-5 bits a dimension (Ho et al. 2020, section 4).
    assert float(alphas_bar[-1]) < 1e-4


def test_one_jump_has_the_moments_of_many_steps(normal, device: torch.device) -> None:
    ddpm = solution("ddpm_training_loss")
    betas = ddpm.linear_betas(50, 0.01, 0.3).to(device)
    mean, variance = 1.0, 0.0
    for beta in betas.tolist()[:20]:  # x_t = sqrt(1 - beta) x_{t-1} + sqrt(beta) noise
        mean, variance = mean * math.sqrt(1 - beta), variance * (1 - beta) + beta
    alphas_bar = ddpm.cumulative_alphas(betas)
    t = torch.full((2,), 19, device=device)
    one, zero = torch.ones(2, 1, 2, 2, device=device), torch.zeros(2, 1, 2, 2, device=device)

    torch.testing.assert_close(ddpm.q_sample(one, t, zero, alphas_bar), mean * one)
    torch.testing.assert_close(ddpm.q_sample(zero, t, one, alphas_bar), math.sqrt(variance) * one)


def test_the_loss_is_zero_only_for_the_noise_itself(normal, device: torch.device) -> None:
    ddpm = solution("ddpm_training_loss")
    x0, eps, t = normal(4, 3, 5), normal(4, 3, 5), torch.tensor([0, 9, 3, 9], device=device)
    alphas_bar = ddpm.cumulative_alphas(ddpm.linear_betas(10).double().to(device))

    assert ddpm.training_loss(lambda _x, _t: eps, x0, t, eps, alphas_bar) == 0
    loss = ddpm.training_loss(lambda _x, _t: torch.zeros_like(eps), x0, t, eps, alphas_bar)
    torch.testing.assert_close(loss, eps.square().mean())


def test_the_filters_keep_what_they_say(normal) -> None:
    probs_of = solution("sampling").next_token_probs
    logits = normal(40, 30) * 2
    full = torch.softmax(logits, dim=-1)

    top = probs_of(logits, top_k=5)
    assert torch.equal((top > 0).sum(-1), torch.full((40,), 5, device=top.device))
    torch.testing.assert_close(
        top.topk(5).values, full.topk(5).values / full.topk(5).values.sum(-1, keepdim=True)
    )
    nucleus = probs_of(logits, top_p=0.8) > 0
    mass = (full * nucleus).sum(-1)
    smallest = full.masked_fill(~nucleus, 2.0).amin(-1)
    assert (mass >= 0.8).all()
    assert (mass - smallest < 0.8).all()
    assert torch.equal(probs_of(logits, min_p=0.1) > 0, full >= 0.1 * full.amax(-1, keepdim=True))
    assert torch.equal(probs_of(logits, temperature=0).argmax(-1), logits.argmax(-1))
    torch.testing.assert_close(probs_of(logits, temperature=0.7), torch.softmax(logits / 0.7, -1))


def test_samples_have_the_frequencies_of_the_probabilities(normal, device: torch.device) -> None:
    sampling = solution("sampling")
    probs = sampling.next_token_probs(normal(12, dtype=torch.float32), top_k=9)
    n = 200_000
    u = torch.rand(n, generator=torch.Generator().manual_seed(3)).to(device)
    counts = torch.bincount(sampling.sample(probs.expand(n, -1), u), minlength=12).double()
    sigma = (n * probs * (1 - probs)).sqrt()

    assert ((counts - n * probs).abs() <= 5 * sigma).all()
    assert torch.equal(counts == 0, probs == 0)


@pytest.mark.parametrize("bias", [True, False])
def test_an_adapted_layer_merges_and_trains_only_its_update(bias, normal, device) -> None:
    layer = solution("lora").LoRALinear(nn.Linear(6, 4, bias=bias).to(device), rank=2, alpha=8)
    base = {name: value.clone() for name, value in layer.linear.state_dict().items()}
    x = normal(3, 5, 6, dtype=torch.float32)
    assert torch.equal(layer(x), layer.linear(x))

    optimizer = torch.optim.SGD([p for p in layer.parameters() if p.requires_grad], lr=0.002)
    for _ in range(2):
        optimizer.zero_grad()
        layer(x).square().sum().backward()
        optimizer.step()
    assert all(torch.equal(base[name], value) for name, value in layer.linear.state_dict().items())
    assert {name for name, p in layer.named_parameters() if p.requires_grad} == {"lora_A", "lora_B"}

    adapted = layer(x)
    assert not torch.allclose(adapted, layer.linear(x))
    layer.merge()
    layer.merge()
    torch.testing.assert_close(layer(x), adapted)
    torch.testing.assert_close(layer.linear(x), adapted)
    layer.unmerge()
    layer.unmerge()
    torch.testing.assert_close(layer.linear.weight.detach(), base["weight"])
    torch.testing.assert_close(layer(x), adapted)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_rms_norm_and_its_gradients_agree_with_torch(dtype, normal) -> None:
    x, weight = normal(3, 4, 8, dtype=dtype), normal(8, dtype=dtype)
    inputs = [x.requires_grad_(), weight.requires_grad_()]
    got = solution("rms_norm").rms_norm(*inputs, 1e-3)
    want = F.rms_norm(x, (8,), weight, 1e-3)

    torch.testing.assert_close(got, want)
    cotangent = normal(*got.shape, dtype=dtype)
    torch.testing.assert_close(
        torch.autograd.grad(got, inputs, cotangent), torch.autograd.grad(want, inputs, cotangent)
    )


@pytest.mark.parametrize("interleaved", [False, True])
def test_turned_queries_and_keys_see_relative_positions_only(interleaved, normal, device) -> None:
    rope = solution("rope").rope
    q, k = normal(2, 6, 8), normal(2, 6, 8)
    near = torch.arange(6, device=device)

    def scores(positions):
        first, second = (rope(one, positions, interleaved=interleaved) for one in (q, k))
        return first @ second.mT

    torch.testing.assert_close(scores(near), scores(near + 500))
    assert not torch.allclose(scores(near), scores(2 * near))


@pytest.mark.parametrize("n_kv_heads", [1, 2, 6])
def test_grouped_query_attention_agrees_with_torch(n_kv_heads, normal, device) -> None:
    layer = solution("grouped_query_attention").GroupedQueryAttention(24, 6, n_kv_heads)
    layer.to(device, torch.float64)
    x = normal(2, 5, 24)
    q, k, v = (
        project(x).unflatten(-1, (-1, 4)).transpose(1, 2)
        for project in (layer.q_proj, layer.k_proj, layer.v_proj)
    )
    want = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)

    torch.testing.assert_close(layer(x), layer.o_proj(want.transpose(1, 2).flatten(2)))


def test_decoding_with_the_cache_agrees_with_one_pass(normal, device) -> None:
    module = solution("kv_cache")
    q, k, v = (normal(2, 3, 9, 4) for _ in range(3))
    cache = module.KVCache(2, 3, 9, 4, torch.float64, device)
    cuts = [one.split([4, 1, 3, 1], dim=2) for one in (q, k, v)]
    got = torch.cat([module.attend(*chunk, cache) for chunk in zip(*cuts, strict=True)], dim=2)

    torch.testing.assert_close(got, F.scaled_dot_product_attention(q, k, v, is_causal=True))
