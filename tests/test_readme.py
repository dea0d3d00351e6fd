"""What the READMEs promise to newcomers and to CI."""

import re
from pathlib import Path

import pytest

from aigc_quiz.cli.app import COMMANDS

ROOT = Path(__file__).parents[1]
READMES = ["README.md", "README.zh-CN.md"]


def sh_blocks(name):
    return re.findall(r"^```sh\n(.*?)^```$", (ROOT / name).read_text("utf-8"), re.S | re.M)


@pytest.mark.parametrize("name", READMES)
def test_there_are_two_sh_blocks_of_one_line_each(name):
    start, tests = sh_blocks(name)

    assert start.count("\n") == tests.count("\n") == 1
    assert "aigc-quiz practice" in start
    assert tests.rstrip().endswith(".venv/bin/pytest -q -n 2 --dist loadfile")


def test_both_readmes_run_the_same_tests():
    assert sh_blocks("README.md")[1] == sh_blocks("README.zh-CN.md")[1]


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_in_the_readme(name):
    text = (ROOT / name).read_text("utf-8")

    missing = [command for command in COMMANDS if not re.search(rf"\b{command}\b", text)]
    assert missing == []


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", "docs/architecture.md"])
def test_links_inside_the_repository_lead_somewhere(name):
    file = ROOT / name
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", file.read_text("utf-8"))

    assert [target for target in targets if not (file.parent / target).exists()] == []


def test_ci_ends_with_the_readmes_second_line():
    text = (ROOT / ".ci/run").read_text("utf-8")

    assert text.rstrip().endswith('exec bash -c "$line"')
    assert "block==2" in text
