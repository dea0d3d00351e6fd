import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc_quiz.bank.loader import load_bank
from aigc_quiz.screen.formulas import readable


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"$x^2 + y_0$", "x² + y₀"),
        (r"$\theta_t$", "θ_t"),
        (r"$\frac{1}{2}$", "1/2"),
        (r"$\frac{a+b}{2}$", "(a+b)/2"),
        (r"$\frac{QK^\top}{\sqrt{d_k}}$", "QKᵀ/√d_k"),
        (r"$\sqrt{\bar{\alpha}_t}\,x_0$", "√ᾱ_t x₀"),
        (r"$\mathbb{E}_{x \sim p}[\log D(x)]$", "E_(x ~ p)[log D(x)]"),
        (r"$\min_G \max_D V(D, G)$", "min_G max_D V(D, G)"),
        (r"$\sum_{i=1}^{N} x_i$", "Σ_(i=1)^N x_i"),
        (r"$W \in \mathbb{R}^{d \times r}$", "W ∈ R^(d×r)"),
        (r"$a \le b$", "a ≤ b"),
        (r"$\{1, 2\}$", "{1, 2}"),
        (r"$\text{GiB}$", "GiB"),
        (r"$10^{-3}$", "10⁻³"),
        (r"$$L = -\log \sigma(x)$$", "L = -log σ(x)"),
        (r"$\unknown x$", "unknown x"),
        (r"$\frac12(a)$", "1/2 (a)"),
        (r"$\sqrt d$", "√d"),
        (r"$\sqrt{p(1-p)}$", "√(p(1-p))"),
        (r"$\sqrt{k_hk_w}$", "√(k_hk_w)"),
        (r"$\sqrt{\bar α_t}x_0$", "√(ᾱ_t)x₀"),
        (r"$\frac{1}{n(n-1)}\sum_i x_i$", "1/(n(n-1)) Σ_i x_i"),
        (r"$\frac{1}{CHW}$", "1/(CHW)"),
        (r"$\frac{1}{2σ^2}$", "1/(2σ²)"),
        (r"$\frac{du}{dt}$", "du/dt"),
        (r"$\frac{p(x)}{q(x)}$", "p(x)/q(x)"),
        (r"$\alpha = 1$", "α = 1"),
        (r"$\log_2 10$", "log₂ 10"),
        (r"$\sum_{k=0}^\gamma \alpha^k$", "Σ_(k=0)^γ α^k"),
        (r"$W^{UQ}c$", "W^(UQ)c"),
        (r"$σ_{data}^2$", "σ_data²"),
        (r"$x_{\le t}$", "x_(≤ t)"),
        (r"$r_1,\dots,r_K$", "r₁,...,r_K"),
        (r"$\lVert q \rVert \lVert d \rVert$", "‖q‖‖d‖"),
        (r"$KL(\pi \| q)$", "KL(π ‖ q)"),
        (r"$a \succ b$", "a ≻ b"),
        (r"$\mathcal N(0, I)$", "N(0, I)"),
    ],
)
def test_a_formula_becomes_readable(latex, shown):
    assert readable(latex) == shown


@pytest.mark.parametrize("text", ["costs $5 or $6", "a $ b", r"no \frac{1}{2} here", "`x_1`", ""])
def test_what_is_no_formula_stays(text):
    assert readable(text) == text


@given(st.text(r"\{}^_$fraclog 12αx", max_size=40))
def test_any_text_is_readable_in_the_end(text):
    assert isinstance(readable(text), str)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_shipped_formula_shows_its_source(lang):
    for question in load_bank().questions:
        for text in (question.stem, question.explanation):
            prose = re.sub(r"```.*?```|`[^`]*`", "", readable(text.get(lang)), flags=re.DOTALL)
            assert not re.search(r"\\(frac|sqrt|math|text|log|sum)|\$[^$]*\\", prose), question.id
            source = "|".join(("frac", "sqrt", "succ", "varnothing", "mathcal", "cdot", "lVert"))
            assert not re.search(rf"(?<![A-Za-z_.])({source})(?![a-z(])", prose), question.id
