import pytest

from aigc_quiz.quiz.piles import is_pile


@pytest.mark.parametrize(
    "answer",
    [
        "two generators, one for each, two discriminators to the domains, cycle consistency, one-to-one",
        "maximum steps, timeout, token cap, least privilege with a sandbox, human approval",
        "reward model on comparisons, reinforcement learning with PPO, KL to the reference, SFT",
        "softmax temperature nucleus truncation logits",
        "路由的坍缩、最忙的专家、被丢弃的 token、辅助损失的系数、容量的上限",
        "查询头的分组、K 和 V 的共享、低秩的潜向量、KV 缓存的缩小",
        "并行采样 多数表决 验证器 思维链 树搜索 过程奖励",
        "PTQ 校准；QAT 伪量化；直通估计；主权重；低位",
    ],
)
def test_keywords_side_by_side_are_a_pile(answer):
    assert is_pile(answer, ())


@pytest.mark.parametrize(
    "answer",
    [
        "Cap the steps, set a timeout, validate the arguments, ask a person before deleting.",
        "SFT first, then a reward model, then PPO, and KL keeps it close.",
        "A generator maps noise to samples and a discriminator tells them from real ones.",
        "Summarising reports (long text in, short text out), writing ads (a brief in), answering users.",
        "限制步数，设超时，参数要校验，删除前让人确认。",
        "把 num_workers 开大，pin_memory=True，拷贝用 non_blocking。",
        "先 SFT，再训奖励模型，最后用 PPO，KL 不让它跑远。",
        "数据太少会过拟合，太脏会学到偏见，所以要清洗、去重、抽检、增强。",
        "切断梯度，省显存",
    ],
)
def test_terse_notes_are_none(answer):
    assert not is_pile(answer, ())


def test_what_stands_in_the_hits_binds_nothing():
    answer = "cuts gradient generator saves memory only discriminator"

    assert is_pile(answer, [(0, 13), (24, 36), (37, 55)])
