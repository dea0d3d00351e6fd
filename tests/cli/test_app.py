import json
import os
import subprocess
import sys

import pytest
import typer

from aigc_quiz import __version__
from aigc_quiz.cli import app as table
from aigc_quiz.errors import GraderFault, QuizError, Unavailable
from aigc_quiz.screen.render import width


def aigc_quiz(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "aigc_quiz", *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "AIGC_QUIZ_LANG": "en", **environment},
        check=False,
    )


def modules_after(*arguments):
    code = (
        "import sys, io, contextlib\n"
        "from aigc_quiz.cli.app import run\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        f"    code = run({list(arguments)!r})\n"
        "print(code, *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    code, *modules = done.stdout.split()
    return int(code), set(modules)


def test_version_is_printed():
    done = aigc_quiz("--version")

    assert (done.returncode, done.stdout) == (0, f"aigc-quiz {__version__}\n")


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_names_every_command(flag):
    done = aigc_quiz(flag)

    assert done.returncode == 0
    for name in table.COMMANDS:
        assert f"\n  {name} " in done.stdout


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_of_commands_is_whole_in_a_narrow_terminal_and_in_both_languages(lang):
    done = aigc_quiz("-h", AIGC_QUIZ_LANG=lang, COLUMNS="48", PYTHONIOENCODING="utf-8")
    commands = done.stdout.partition("Commands:")[2].splitlines()[1:]

    assert [line.split()[0] for line in commands] == [*table.COMMANDS]
    assert max(map(width, commands)) <= 48
    assert "..." not in done.stdout.partition("Commands:")[2]
    assert all((max(line) >= "\u4e00") == (lang == "zh") for line in commands)
    assert aigc_quiz("-h", AIGC_QUIZ_LANG="tlh").returncode == 0


@pytest.mark.parametrize("name", table.COMMANDS)
def test_every_command_has_help(name):
    done = aigc_quiz(name, "-h")

    assert done.returncode == 0
    assert "--help" in done.stdout


def test_help_imports_nothing_heavy():
    code, modules = modules_after("--help")

    assert code == 0
    heavy = {"torch", "numpy", "yaml", "prompt_toolkit", "pydantic", "fsrs", "rich", "sqlite3"}
    assert not heavy & modules


def test_listing_the_bank_needs_no_torch_and_no_prompt():
    code, modules = modules_after("list", "--json")

    assert code == 0
    assert not {"torch", "numpy", "prompt_toolkit", "fsrs"} & modules


def test_unknown_command_is_wrong_usage():
    done = aigc_quiz("practise")

    assert done.returncode == 2
    assert done.stderr.startswith("aigc-quiz: No such command 'practise'")
    assert done.stderr.endswith("; see aigc-quiz -h\n")
    assert done.stderr.count("\n") == 1


def test_an_unknown_option_is_wrong_usage_and_names_the_commands_own_help():
    done = aigc_quiz("grade", "--gpu", "my_gan.py")

    assert done.returncode == 2
    assert done.stderr == "aigc-quiz: No such option: --gpu; see aigc-quiz grade -h\n"


@pytest.mark.parametrize(
    ("fault", "code", "line"),
    [
        (QuizError("gan.yaml:3: no key; add one"), 2, "aigc-quiz: gan.yaml:3: no key; add one\n"),
        (Unavailable("strict: no bwrap"), 3, "aigc-quiz: strict: no bwrap\n"),
        (GraderFault("no worker"), 3, f"aigc-quiz: no worker\naigc-quiz: {table._OURS}\n"),
    ],
)
def test_a_fault_becomes_one_line_and_its_exit_code(fault, code, line, monkeypatch, capsys):
    monkeypatch.setattr(table, "app", raising(fault))

    assert table.run([]) == code
    assert capsys.readouterr().err == line


def test_a_fault_of_ours_says_so_without_a_traceback_unless_debug(monkeypatch, capsys):
    monkeypatch.setattr(table, "app", raising(ZeroDivisionError("division by zero")))

    assert table.run([]) == 3
    quiet = capsys.readouterr().err
    assert "a fault of ours" in quiet
    assert "Traceback" not in quiet

    assert table.run(["--debug"]) == 3
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), typer.Abort()])
def test_ctrl_c_is_130(fault, monkeypatch):
    monkeypatch.setattr(table, "app", raising(fault))

    assert table.run([]) == 130


def test_a_reader_that_goes_away_is_no_fault():
    done = subprocess.run(
        f"set -o pipefail; {sys.executable} -m aigc_quiz list --json | head -n 1",
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.count("\n") == 1
    assert done.stderr == ""
    assert done.returncode == 0


COMMANDS = [
    [], ["--help"], ["due"], ["stats"], ["plan"], ["list"], ["show", "gan-explained", "--answer"], ["show", "lora"],
    ["search", "GAN"], ["hint", "lora", "-n", "1"], ["practice", "--seed", "1", "--limit", "2"], ["mock", "--list"],
]  # fmt: skip


@pytest.mark.parametrize("encoding", ["cp936", "cp1252", "ascii"])
def test_what_an_encoding_lacks_is_replaced(encoding, tmp_path):
    code = (
        "import sys, io\nfrom aigc_quiz.cli.app import run\n"
        f"print([run(arguments) for arguments in {COMMANDS!r}], file=sys.stderr)\n"
    )
    surroundings = {**os.environ, "AIGC_QUIZ_HOME": str(tmp_path), "AIGC_QUIZ_LANG": "zh"}
    done = subprocess.run(
        [sys.executable, "-c", code], input=b"b\n\xe5\x85\xb6\n", capture_output=True, check=False,
        env={**surroundings, "PYTHONIOENCODING": encoding},
    )  # fmt: skip

    assert b"Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].decode() == str([0] * len(COMMANDS))
    assert ("生成" in done.stdout.decode(encoding)) == (encoding == "cp936")
    assert "gan" in done.stdout.decode(encoding)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_json_loses_nothing_in_an_encoding_that_lacks_it(encoding):
    narrow, wide = (
        aigc_quiz_bytes("list", "--json", PYTHONIOENCODING=one) for one in (encoding, "utf-8")
    )

    assert [json.loads(line) for line in narrow.decode(encoding).splitlines()] == [
        json.loads(line) for line in wide.decode().splitlines()
    ]
    assert "生成" in wide.decode()
    assert table._escaped(UnicodeEncodeError("ascii", "a😀b", 1, 2, "")) == (r"\ud83d\ude00", 2)


def aigc_quiz_bytes(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "aigc_quiz", *arguments], capture_output=True, env={**os.environ, **environment}, check=True
    ).stdout  # fmt: skip


@pytest.mark.parametrize(
    "command", ["list", "show gan-explained --answer", "practice --limit 3", "mock --seed 1", "-h"]
)
def test_any_command_may_be_cut_short_by_its_reader(command, tmp_path):
    done = subprocess.run(
        f"set -o pipefail; yes b | head -n 50 | {sys.executable} -m aigc_quiz {command} | head -n 1",
        shell=True, executable="/bin/bash", capture_output=True, text=True, check=False, timeout=60,
        env={**os.environ, "AIGC_QUIZ_HOME": str(tmp_path)},
    )  # fmt: skip

    assert (done.stderr, done.stdout.count("\n")) == ("", 1)
    assert done.returncode in (0, 141)  # `yes` may be cut short too


def raising(fault):
    def app(**_):
        raise fault

    return app
