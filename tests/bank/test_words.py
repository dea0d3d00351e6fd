import pytest

from aigc_quiz.bank import words


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("参数量为 70 亿", "7 billion parameters"),
        ("参数量为 70 亿", "7B parameters"),
        ("显存 80GB，批大小 1024", "80 GB, batch size 1,024"),
        ("两层网络", "a network of 2 layers"),
        ("有 2 个网络", "there are two networks"),
        ("GPT-4、R3GAN 和 v1.5", "the model family"),
        ("2026 年 7 月 28 日", "28 July 2026"),
        ("约 1.5 万条", "about 15,000 items"),
        ("学习率 1e-4", "learning rate 1e-4"),
        ("全角 １２８", "128"),
        ("共 {{layers}} 层", "{{layers}} layers"),
        ("```python\nx = 7\n```", "no code"),
        ("公式 $x^{3}$", "formula $x^{4}$"),  # formulas are compared as formulas
        ("花费 $5 到 $7", "from $5 to $7"),
        ("前 10 百万", "the first 10 million"),
        ("几十万个位置", "some 100,000 positions"),
        ("拿全 1 作目标", "with ones as targets"),
        ("文生 3D 的先验", "priors for text-to-3D"),
    ],
)
def test_the_same_number_may_be_written_in_two_ways(zh, en):
    assert words.unmatched(zh, en) == []
    assert words.unmatched(en, zh) == []


@pytest.mark.parametrize(
    ("zh", "en", "lacking"),
    [
        ("64 层", "32 layers", ["64"]),
        ("70 亿", "700 million", ["70 亿"]),
        ("1.5 倍", "15 times", ["1.5"]),
        ("$5", "$7", ["5"]),
        ("1e-4", "1e-5", ["1e-4"]),
        ("7 层", "two layers", ["7"]),
        ("3 DDIM 步", "DDIM steps", ["3"]),
        ("13 天", "3D", ["13"]),
    ],
)
def test_another_number_is_found(zh, en, lacking):
    assert words.unmatched(zh, en) == lacking


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("令$x$为零，得$y_1$。", {"x", "y_1"}),
        ("式 $a + b$ 与 $$c$$", {"a+b", "c"}),
        (r"$\text{损失} = x$", {"=x"}),
        ("`$HOME` costs $5 or $7", set()),
        (r"\$5 and \$7", set()),
        ("```sh\necho $A $B$\n```\n", set()),
    ],
)
def test_formulas_are_what_a_reader_sees_as_such(text, formulas):
    assert words.formulas(text) == formulas


def test_fences_are_found_with_their_language():
    text = "a\n```python\nx = 1\n```\nb\n```\nout\n```\n"

    assert words.fences(text) == [("python", "x = 1\n"), ("", "out\n")]
    assert words.prose(text).split() == ["a", "b"]


def test_folding_forgets_case_width_and_spaces():
    assert words.folded("  ＫＬ  Divergence\n") == "kl divergence"
