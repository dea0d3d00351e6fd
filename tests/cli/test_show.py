import json

import pytest

from aigc_quiz import content
from aigc_quiz.cli.app import run

SECRETS = {"correct", "why", "misconception", "accept", "answer", "errors", "key_points", "none_of",
           "model_answer", "cases", "explanation", "proof"}  # fmt: skip


def show(capsys, *arguments):
    assert run(["show", *arguments]) == 0
    return capsys.readouterr().out


def keys(value):
    if isinstance(value, dict):
        return set(value) | {key for inside in value.values() for key in keys(inside)}
    return {key for inside in value for key in keys(inside)} if isinstance(value, list) else set()


def test_a_question_is_shown_without_its_answer_until_asked(capsys):
    hidden = show(capsys, "gan-optimal-discriminator", "--lang", "zh")
    shown = show(capsys, "gan-optimal-discriminator", "--lang", "zh", "--answer")

    assert "最优判别器" in hidden
    assert "数据密度为 0.3" in hidden  # the default value stands in the stem
    assert "p / (p + q)" not in hidden
    assert "看答案：aigc-quiz show gan-optimal-discriminator --answer" in hidden
    assert "0.75（容许误差 0.01）" in shown
    assert "公式：p / (p + q)" in shown
    assert "https://arxiv.org/abs/1406.2661" in shown


def test_the_answer_of_a_choice_says_why_of_each_option(capsys):
    shown = show(capsys, "lora-zero-init", "--lang", "en", "--answer")

    assert shown.count("\n+ ") == 1
    assert shown.count("\n- ") >= 3
    assert "Explanation" in shown


def test_a_short_question_shows_points_and_a_model_answer(capsys):
    shown = show(capsys, "aigc-definition", "--lang", "en", "--answer")

    assert "Key points" in shown
    assert "A model answer" in shown


def test_an_exercise_says_what_to_write_and_how_to_begin(capsys):
    shown = show(capsys, "scaled_dot_product_attention", "--lang", "en")

    assert "Attention(Q, K, V) = softmax(Q K^T / sqrt(d_k)) V" in shown
    assert "Begin: aigc-quiz start scaled_dot_product_attention" in shown
    assert "Hints" not in shown
    assert "Hints" in show(capsys, "scaled_dot_product_attention", "--lang", "en", "--answer")


def test_a_question_leads_to_the_exercise_on_it_and_back(capsys):
    question = show(capsys, "pass-at-k-unbiased", "--lang", "en", "--answer")
    exercise = show(capsys, "pass_at_k", "--lang", "zh")

    assert "aigc-quiz show pass_at_k" in question
    assert "相关题目：aigc-quiz show pass-at-k-unbiased\n" in exercise


@pytest.mark.parametrize(
    "id_", ["gan-optimal-discriminator", "lora-zero-init", "aigc-definition", "lora"]
)
def test_json_hides_the_answer_until_asked(id_, capsys):
    hidden = json.loads(show(capsys, id_, "--json"))
    shown = json.loads(show(capsys, id_, "--json", "--answer"))

    assert (hidden["format"], hidden["id"]) == (1, id_)
    assert not keys(hidden) & SECRETS
    assert keys(shown) > keys(hidden)
    assert set(hidden) <= set(shown)


def test_an_unknown_id_is_one_line_with_near_ones_and_exit_2(capsys):
    assert run(["show", "gan-optimal-discriminater"]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(
        "aigc-quiz: no question or exercise 'gan-optimal-discriminater'; did you mean"
    )
    assert "gan-optimal-discriminator" in said.err
    assert said.err.count("\n") == 1


def test_a_question_of_ones_own_bank_says_how_to_reveal_it_there(tmp_path, capsys):
    folder = tmp_path / "我的 bank"
    folder.mkdir()
    shipped = (content.questions_dir() / "definitions/gan.yaml").read_text("utf-8")
    (folder / "gan.yaml").write_text(shipped, encoding="utf-8")

    shown = show(capsys, "gan-optimal-discriminator", "--bank", str(folder), "--lang", "en")

    command = " ".join(shown.partition("Its answer: ")[2].split())
    assert command.startswith("aigc-quiz show gan-optimal-discriminator --bank '/")
    assert command.endswith("bank' --answer")
