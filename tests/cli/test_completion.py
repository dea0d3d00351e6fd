"""What Tab proposes, asked of the shells themselves where they are installed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from aigc_quiz.bank.loader import load_bank
from aigc_quiz.content import questions_dir

SAMPLE = Path(__file__).parents[1] / "quiz" / "sample"
SCRIPTS = Path(sys.executable).parent


def proposed(*typed):
    """What bash is given for a command line whose last word is being typed."""
    done = subprocess.run(
        [sys.executable, "-m", "aigc_quiz"],
        capture_output=True,
        text=True,
        check=True,
        env={
            **os.environ,
            "_AIGC_QUIZ_COMPLETE": "complete_bash",
            "COMP_WORDS": "\n".join(["aigc-quiz", *typed]),
            "COMP_CWORD": str(len(typed)),
        },
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (["pr"], ["practice"]),
        (["practice", "--pl"], ["--plain"]),
        (["practice", "--topic", "ga"], ["gan"]),
        (["plan", "--topic", "ga"], ["gan"]),
        (["list", "--category", "c"], ["challenges", "coding"]),
        (["practice", "--type", "mu"], ["multi"]),
        (["practice", "--tag", "gan"], ["gan"]),
        (["stats", "--lang", ""], ["en", "zh"]),
        (["show", "gan-explain"], ["gan-explained"]),
        (["show", "scaled"], ["scaled_dot_product_attention"]),
        (["start", "l"], ["lora"]),
        (["hint", "l"], ["lora"]),
        (["solution", "l"], ["lora"]),
        (["grade", "--exercise", "vae"], ["vae_elbo"]),
        (["grade", "--isolation", "s"], ["strict"]),
        (["mock", "--role", "im"], ["image"]),
        (["practice", "--bank", str(SAMPLE), "--topic", ""], ["basics", "open"]),
        (["practice", "--bank", "/no/such/folder", "--topic", ""], []),
        (["practice", "--topic", "no-such"], []),
    ],
)
def test_what_is_known_is_proposed(typed, found):
    assert proposed(*typed) == found


def test_every_id_topic_and_tag_of_the_bank_is_proposed():
    bank = load_bank(questions_dir())

    assert set(proposed("show", "")) == {item.id for item in bank.items}
    assert set(proposed("list", "--topic", "")) >= {question.topic for question in bank.questions}
    assert set(proposed("list", "--tag", "")) >= {tag for q in bank.questions for tag in q.tags}


def test_proposing_parses_nothing():
    code = (
        "import os, sys\nfrom aigc_quiz.cli.app import run\n"
        "try:\n    run([])\nfinally:\n    print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "_AIGC_QUIZ_COMPLETE": "complete_bash",
            "COMP_WORDS": "aigc-quiz\nshow\ngan-explain",
            "COMP_CWORD": "2",
        },
    )

    assert done.stdout.split() == ["gan-explained"]
    heavy = {"yaml", "sqlite3", "fsrs", "prompt_toolkit", "torch", "numpy", "aigc_quiz.bank.loader"}
    assert not heavy & set(done.stderr.split())


SHELLS = {
    "bash": "source <(aigc-quiz --show-completion); COMP_WORDS=(aigc-quiz show gan-explain); COMP_CWORD=2;"
    ' _aigc_quiz_completion aigc-quiz; echo "${COMPREPLY[@]}"',
    "zsh": 'autoload -U compinit; compinit -u -D; _arguments() { print -r -- "$@" };'
    ' eval "$(aigc-quiz --show-completion)"; words=(aigc-quiz show gan-explain); CURRENT=3; _aigc_quiz_completion',
    "fish": "aigc-quiz --show-completion | source; complete -C 'aigc-quiz show gan-explain'",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_each_shell_completes(shell, tmp_path):
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    done = subprocess.run(
        [shell, "-c", SHELLS[shell]],
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "PATH": f"{SCRIPTS}:{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "SHELL": shell,
        },
    )

    assert "gan-explained" in done.stdout, done.stderr
