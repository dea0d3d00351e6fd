import pytest

from aigc_quiz.quiz.denial import is_no
from aigc_quiz.quiz.phrases import find, plain


def said(phrase, answer):
    return bool(find(phrase, plain(answer)))


@pytest.mark.parametrize(
    ("phrase", "answer"),
    [
        ("RAG 已经过时", "有人说 RAG 已经过时，但资料常变时仍要检索。"),
        ("RAG 能消除幻觉", "别以为 RAG 能消除幻觉。"),
        ("RAG is dead", "Some people say that RAG is dead, but documents change."),
        ("larger window", "One might think a larger window is enough."),
    ],
)
def test_what_others_think_is_not_what_the_learner_says(phrase, answer):
    assert not said(phrase, answer)


@pytest.mark.parametrize(
    ("phrase", "answer"),
    [
        ("RAG 已经过时", "这说明 RAG 已经过时。"),
        ("RAG 已经过时", "资料不变时，有人用长上下文，RAG 已经过时。"),
        ("RAG is dead", "Some of us moved on: RAG is dead."),
    ],
)
def test_what_the_learner_says_himself_is_said(phrase, answer):
    assert said(phrase, answer)


@pytest.mark.parametrize(
    ("phrase", "answer"),
    [
        ("量化", "先看是不是量化的问题。"),
        ("重复", "检查有没有重复。"),
        ("收敛", "看它会不会收敛。"),
        ("原文", "看能不能在原文里找到。"),
        ("材料", "材料够不够要先判断。"),
        ("梯度", "对不对梯度要核实。"),
        ("角度", "没见过的角度会出错。"),
        ("KL", "KL 不让它跑远。"),
        ("gradient", "Check whether or not the gradient flows."),
        ("2-gram", "a no-repeat 2-gram rule"),
    ],
)
def test_asking_and_describing_denies_nothing(phrase, answer):
    assert said(phrase, answer)


@pytest.mark.parametrize(
    ("phrase", "answer"),
    [
        ("量化", "这不是量化的问题。"),
        ("重复", "没有重复。"),
        ("收敛", "它不会收敛。"),
        ("角度", "没见过角度。"),
        ("误差", "不让模型看到误差。"),
        ("裁判", "裁判无需校准。"),
        ("剪枝", "关掉剪枝就好。"),
        ("dropout", "Turn off dropout."),
        ("generator", "It is a mistake to think that the generator sees real data."),
        ("generator", "The claim that the generator sees data is a myth."),
        ("A/B", "A/B tests are useless."),
        ("真实流量", "从真实流量取样是没有意义的。"),
        ("生成器", "谁说生成器看真图？"),
        ("softmax", "CLIP 用 softmax 的说法不对。"),
        ("多数表决", "多数表决也是误解。"),
    ],
)
def test_a_verdict_or_a_switch_denies(phrase, answer):
    assert not said(phrase, answer)


@pytest.mark.parametrize(
    ("phrase", "answer"),
    [
        ("generator", "It is a mistake to think that D learns alone, but the generator does."),
        ("生成器", "这是误解；生成器才看噪声。"),
        ("wrong step", "The PRM finds the wrong step."),
        ("false positive", "Report it at a low false positive rate."),
    ],
)
def test_a_verdict_reaches_no_further_than_the_turn(phrase, answer):
    assert said(phrase, answer)


@pytest.mark.parametrize("text", ["没有", " 不会", "并不需要", "no", "Not at all".lower()])
def test_a_bare_no_is_one(text):
    assert is_no(text)


@pytest.mark.parametrize("text", ["没有梯度", "no critic", "不同", ""])
def test_a_sentence_of_its_own_is_no_bare_no(text):
    assert not is_no(text)
