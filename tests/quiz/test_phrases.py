import pytest

from aigc_quiz.quiz.phrases import find, plain


def said(phrase, answer):
    return bool(find(phrase, plain(answer)))


@pytest.mark.parametrize(
    ("phrase", "answer"),
    [
        ("gradient", "The gradients flow back."),
        ("alternat", "They are trained alternately."),
        ("minimize", "by minimizing the loss"),
        ("optimise", "One optimizes the bound."),
        ("memory", "It saves memories."),
        ("cross-entropy", "It is a cross entropy loss."),
        ("cross entropy", "It is a cross-entropy loss."),
        ("BCE", "Use BCELoss here."),
        ("GAN", "Many GANs exist."),
        ("zero_grad", "call optimizer.zero_grad() first"),
        ("KV 缓存", "它用KV缓存。"),
        ("KV缓存", "它用 KV 缓存。"),
        ("判别器 + 梯度", "梯度要经过判别器。"),
        ("first + then", "First D is trained, then G."),
        ("ＦＩＤ", "fid 越低越好"),
        ("真假", "判断“真”“假”"),
        ("low rank", "a low\nrank update"),
    ],
)
def test_a_phrase_is_found_in_light_disguise(phrase, answer):
    assert said(phrase, answer)


@pytest.mark.parametrize(
    ("phrase", "answer"),
    [
        ("rank", "It is frank."),
        ("D", "during training"),
        ("KL", "KLM flies"),
        ("red", "reduce"),
        ("12", "128 heads"),
        ("1", "1.5 heads"),
        ("判别器 + 梯度", "判别器打分。梯度不重要。"),
        ("generator + loss", "The generator draws. The loss is low."),
        ("stable", "It is unstable."),
    ],
)
def test_a_phrase_is_not_found_in_other_words(phrase, answer):
    assert not said(phrase, answer)


@pytest.mark.parametrize(
    ("phrase", "answer"),
    [
        ("gradient", "There is not a gradient here."),
        ("gradient", "The gradient isn't needed."),
        ("critic", "It works without a critic."),
        ("critic", "GRPO needs no critic."),
        ("reward model", "It never trains a reward model."),
        ("reward model", "It uses pairs rather than a reward model."),
        ("梯度", "这里没有梯度。"),
        ("判别器", "它不更新判别器。"),
        ("价值网络", "GRPO 无需价值网络。"),
        ("稳定", "训练不稳定。"),
        ("监督", "这是无监督学习。"),
        ("线性", "用非线性激活。"),
        ("linear", "a non-linear map"),
        ("判别器", "并非判别器的作用。"),
        ("A100", "而不是 A100。"),
    ],
)
def test_what_is_negated_does_not_count(phrase, answer):
    assert not said(phrase, answer)


@pytest.mark.parametrize(
    ("phrase", "answer"),
    [
        ("gradient", "It is not slow, and the gradient flows."),
        ("gradient", "It is not only fast but has a gradient."),
        ("gradient", "Labels are not needed because the gradient comes from D."),
        ("generator", "It updates the generator without labels."),
        ("no critic", "GRPO needs no critic."),
        ("没有梯度", "因为没有梯度。"),
        ("梯度 + 不 + 生成器", "梯度不会流向生成器。"),
        ("梯度", "不仅如此，梯度也要经过它。"),
        ("分布", "两个不同的分布。"),
        ("扩散", "不是自回归，而是扩散。"),
        ("判别器", "无论如何都要判别器。"),
        ("不稳定", "训练不稳定。"),
        ("梯度", "标签不重要，但是梯度重要。"),
        ("同一 + 轨迹 + 相同", "同一条轨迹上不同时刻的点，输出应该相同。"),
        ("背下来", "样本不够时模型会把训练集背下来。"),
        ("close", "It stays close to the SFT model so it does not over-optimise."),
    ],
)
def test_a_negation_elsewhere_does_no_harm(phrase, answer):
    assert said(phrase, answer)


def test_spans_point_into_the_text_as_typed():
    answer = "  Ｔhe “ＫＶ　缓存” saves work."
    ((start, end),) = find("KV 缓存", plain(answer))

    assert answer[start:end] == "ＫＶ　缓存"
