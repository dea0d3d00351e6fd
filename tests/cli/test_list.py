import json
import os
import subprocess
import sys

import pexpect
import pytest

from aigc_quiz.cli.app import run
from aigc_quiz.screen.render import width


def lines(capsys, *arguments):
    assert run(["list", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


def test_json_is_one_object_a_line(capsys):
    found = [json.loads(line) for line in lines(capsys, "--json")]

    assert {tuple(entry) for entry in found} == {
        ("id", "category", "topic", "type", "difficulty", "title")
    }
    gan = next(entry for entry in found if entry["id"] == "gan_cartoon")
    assert (gan["category"], gan["type"], sorted(gan["title"])) == ("coding", "code", ["en", "zh"])


@pytest.mark.parametrize(
    ("options", "fits"),
    [
        (["--topic", "gan"], lambda e: e["topic"] == "gan"),
        (["--category", "coding"], lambda e: e["type"] == "code"),
        (["--type", "numeric", "--type", "fill"], lambda e: e["type"] in ("numeric", "fill")),
        (["--difficulty", "4-5"], lambda e: e["difficulty"] >= 4),
        (
            ["--topic", "gan", "--type", "single"],
            lambda e: (e["topic"], e["type"]) == ("gan", "single"),
        ),
        (["--topic", "AIGC-basics"], lambda e: e["topic"] == "aigc_basics"),
    ],
)
def test_filters_choose(options, fits, capsys):
    everything = [json.loads(line) for line in lines(capsys, "--json")]
    found = [json.loads(line) for line in lines(capsys, "--json", *options)]

    assert found == [entry for entry in everything if fits(entry)]
    assert found


def test_a_pipe_gets_one_line_an_item(capsys):
    shown = lines(capsys, "--lang", "zh", "--topic", "gan")

    assert "gan-optimal-discriminator  definitions/gan  numeric  3  最优判别器的输出" in shown


def test_nothing_that_fits_is_said_and_no_fault(capsys):
    assert run(["list", "--type", "code", "--topic", "aigc_basics"]) == 0

    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "nothing fits all of these filters; leave one out\n")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--topic", "gam"], "--topic: unknown topic 'gam'; did you mean gan"),
        (["--type", "quiz"], "--type: unknown type 'quiz'; known: code, fill, multi"),
        (["--difficulty", "6"], "--difficulty: '6' is no level; use 1 to 5, or a range"),
        (["--difficulty", "4-2"], "--difficulty: '4-2' is no level"),
        (["--tag", "lorra"], "--tag: unknown tag 'lorra'; did you mean lora"),
        (["--bank", "/no/such"], "/no/such: does not exist; name a folder of YAML files"),
    ],
)
def test_a_wrong_option_is_one_line_and_exit_2(options, said, capsys):
    assert run(["list", *options]) == 2

    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1


def test_the_second_start_does_not_import_yaml(tmp_path):
    code = (
        "import sys\n"
        "from aigc_quiz.cli.app import run\n"
        "run(['list', '--json'])\n"
        "print('yaml' in sys.modules)"
    )

    def yaml_imported():
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "AIGC_QUIZ_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.splitlines()[-1]

    assert yaml_imported() == "True"
    assert yaml_imported() == "False"


@pytest.mark.parametrize("columns", [40, 80, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_terminal_of_any_width_is_never_overrun(columns, lang):
    terminal = pexpect.spawn(
        sys.executable,
        ["-m", "aigc_quiz", "list", "--lang", lang],
        dimensions=(24, columns),
        encoding="utf-8",
        # Stated, because readline, which pytest loads, sets COLUMNS behind Python's back.
        env={**os.environ, "NO_COLOR": "1"},
    )
    shown = terminal.read().replace("\r\n", "\n")
    terminal.close()

    assert terminal.exitstatus == 0
    assert "definitions/gan\n" in shown
    assert max(width(line) for line in shown.split("\n")) <= columns
