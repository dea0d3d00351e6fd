"""`faces` draws a sheet, saves it, and shows the user's own pictures as they will be seen."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def quiz(tmp_path):
    def run(*arguments, **environment):
        variables = {**os.environ, "AIGC_QUIZ_LANG": "en", "AIGC_QUIZ_HOME": str(tmp_path / "home")}
        return subprocess.run(
            [sys.executable, "-m", "aigc_quiz", "faces", *map(str, arguments)],
            capture_output=True,
            encoding="utf-8",
            env={**variables, **environment},
            cwd=tmp_path,
            check=False,
        )

    return run


def test_a_sheet_is_saved_and_the_seed_repeats_it(quiz, tmp_path):
    asked = ("--rows", 2, "--columns", 3, "--size", 40, "--out")
    first = quiz(*asked, "a.png")
    seed = re.search(r"6 faces, 40 x 40, --seed (\d+)\n", first.stdout)[1]
    again, other = quiz(*asked, "b.png", "--seed", seed), quiz(*asked, "c.png", "--seed", 10**6)

    assert (first.returncode, first.stderr) == (0, "")
    assert "saved: a.png" in first.stdout
    sheets = [np.asarray(Image.open(tmp_path / f"{name}.png")) for name in "abc"]
    assert sheets[0].shape == (80, 120, 3)
    assert np.array_equal(sheets[0], sheets[1])
    assert not np.array_equal(sheets[0], sheets[2])
    assert (again.returncode, other.returncode) == (0, 0)


def test_the_documentations_sheet_is_what_the_command_draws(quiz, tmp_path):
    quiz("--rows", 5, "--columns", 12, "--seed", 1, "--out", "faces.png", "--plain")
    shown = Path(__file__).parents[2] / "docs" / "faces.png"
    drawn, want = (np.asarray(Image.open(path)) for path in (tmp_path / "faces.png", shown))

    assert drawn.shape == want.shape
    # another processor may round a pixel the other way
    assert int(np.abs(drawn.astype(int) - want).max()) <= 1


def test_another_world_has_other_colours(quiz, tmp_path):
    quiz("--seed", 1, "--out", "a.png")
    told = quiz("--seed", 1, "--world", 4, "--out", "b.png", "--lang", "zh").stdout

    assert "8 张脸，64 x 64，--seed 1 --world 4\n已保存：b.png\n" in told
    sheets = [np.asarray(Image.open(tmp_path / f"{name}.png")) for name in "ab"]
    assert not np.array_equal(*sheets)


def test_a_pipe_gets_characters_without_escapes_and_never_more_than_fit(quiz):
    for columns in (40, 80):
        done = quiz("--seed", 3, COLUMNS=str(columns))
        *drawn, last = done.stdout.splitlines()

        assert done.returncode == 0
        assert last == "8 faces, 64 x 64, --seed 3"
        assert len(drawn) > 15
        assert max(map(len, drawn)) <= columns
        assert "\x1b" not in done.stdout
        assert "@" in done.stdout


@pytest.mark.parametrize(
    ("more", "has", "lacks"),
    [
        ({"TERM": "xterm-256color"}, "48;5;", "48;2;"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "48;2;", "48;5;"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "@", "\x1b"),
    ],
)
def test_a_terminal_gets_the_colours_that_it_has(tmp_path, more, has, lacks):
    pexpect = pytest.importorskip("pexpect")
    known = {"COLORTERM": "", "NO_COLOR": "", "AIGC_QUIZ_HOME": str(tmp_path)}
    child = pexpect.spawn(
        sys.executable,
        ["-m", "aigc_quiz", "faces", "--seed", "1"],
        env={**os.environ, **known, **more},
        encoding="utf-8",
        timeout=60,
    )
    child.expect(pexpect.EOF)

    assert has in child.before
    assert lacks not in child.before


def test_a_screen_reader_gets_a_line_and_a_file(quiz, tmp_path):
    alone = quiz("--plain")
    saved = quiz("--seed", 5, "--out", "a.png", AIGC_QUIZ_PLAIN="1")

    assert (alone.returncode, alone.stdout) == (2, "")
    assert (
        alone.stderr == "aigc-quiz: nothing can be drawn here; save the sheet with --out FILE.png\n"
    )
    assert saved.stdout == "8 faces, 64 x 64, --seed 5\nsaved: a.png\n"
    assert (tmp_path / "a.png").exists()


def test_pictures_of_ones_own_are_shown_as_they_will_be_seen(quiz, tmp_path):
    (tmp_path / "mine").mkdir()
    for number in range(5):
        Image.new("RGB", (90, 60), (50 * number, 0, 0)).save(tmp_path / "mine" / f"{number}.jpg")
    (tmp_path / "mine" / "bad.png").write_bytes(b"no picture")
    done = quiz("--data", "mine", "--rows", 1, "--columns", 3, "--seed", 1, "--out", "a.png")

    assert done.returncode == 0
    assert "3 of 5 pictures in mine, 32 x 32, --seed 1" in done.stdout
    assert done.stderr == "skipped: bad.png: is no picture that can be read here\n"
    sheet = np.asarray(Image.open(tmp_path / "a.png"))
    assert sheet.shape == (32, 96, 3)
    assert len(np.unique(sheet[16, 16::32, 0])) == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--size", "16"], "'--size': 16 is not in the range 32<=x<=256"),
        (["--rows", "0"], "'--rows': 0 is not in the range"),
        (["--out", "a.jpg"], "a.jpg: the sheet is a PNG; name it a.png"),
        (["--out", "none/a.png"], "none/a.png: cannot write the picture"),
        (["--data", "none"], "none: no such folder"),
        (["--data", ".", "--world", "1"], "--data and --world exclude each other"),
        (["--lang", "fr"], "--lang: unknown language 'fr'"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(quiz, arguments, message):
    done = quiz(*arguments)

    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_without_torch_the_message_says_what_to_install(tmp_path):
    code = (
        "import importlib.util, sys\n"
        "find = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *a: None if name == 'torch' else find(name, *a)\n"
        "from aigc_quiz.cli.app import run\n"
        "sys.exit(run(['faces']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )

    assert done.returncode == 2
    assert 'drawing needs torch and numpy: pip install "aigc-quiz[grade]"' in done.stderr
