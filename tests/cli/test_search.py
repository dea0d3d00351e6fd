import json
import os
import sys

import pexpect
import pytest

from aigc_quiz.cli.app import run
from aigc_quiz.screen.render import width


def found(capsys, *arguments):
    assert run(["search", "--json", *arguments]) == 0
    return [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    "query", ["gan-optimal-discriminator", "最优判别器的输出", "ＯＰＴＩＭＡＬ Discriminator"]
)
def test_a_name_or_title_in_either_language_comes_first(query, capsys):
    assert found(capsys, query)[0] == "gan-optimal-discriminator"


def test_an_exercise_is_found_too(capsys):
    assert found(capsys, "gan cartoon")[0] == "gan_cartoon"
    assert found(capsys, "diffusion cartoon")[0] == "diffusion_cartoon"


def test_every_word_must_be_there(capsys):
    assert set(found(capsys, "lora zero", "--limit", "99")) < set(
        found(capsys, "lora", "--limit", "99")
    )


def test_chinese_without_spaces_finds_what_holds_most_of_it(capsys):
    assert any("gan" in id_ for id_ in found(capsys, "判别器的梯度消失"))


def test_the_limit_is_kept_and_the_rest_counted(capsys):
    assert run(["search", "GAN", "--limit", "2", "--lang", "en"]) == 0

    said = capsys.readouterr()
    assert said.out.count("\n") == 2
    assert said.err.endswith("more: add --limit\n")


def test_nothing_found_is_said(capsys):
    assert run(["search", "zzzzzz", "--lang", "zh"]) == 0

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "没有找到 'zzzzzz'；换个说法，或用 aigc-quiz list 浏览\n"


def test_an_empty_text_is_wrong_usage(capsys):
    assert run(["search", "  "]) == 2
    assert "the text is empty" in capsys.readouterr().err


def test_in_a_terminal_the_best_comes_first_without_headings():
    terminal = pexpect.spawn(
        sys.executable,
        ["-m", "aigc_quiz", "search", "optimal discriminator", "--lang", "en"],
        dimensions=(24, 40),
        encoding="utf-8",
        env={**os.environ, "NO_COLOR": "1"},
    )
    shown = terminal.read().replace("\r\n", "\n")

    assert shown.startswith("  gan-optimal-discriminator 3 numeric\n    Output of the optimal")
    assert all(width(line) <= 40 for line in shown.split("\n"))
