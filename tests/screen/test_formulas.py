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
