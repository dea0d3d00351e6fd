import json
import os
import subprocess
import sys

import pytest
from PIL import Image

from aigc_quiz.bank.loader import load_bank
from aigc_quiz.content import solutions_dir

SLUG = "scaled_dot_product_attention"
SOLUTION = solutions_dir() / f"{SLUG}.py"
FAST = ("--isolation", "none")


@pytest.fixture
def quiz(tmp_path):
    def run(*arguments, folder=None, **environment):
        variables = {**os.environ, "AIGC_QUIZ_LANG": "en", "AIGC_QUIZ_HOME": str(tmp_path / "home")}
        return subprocess.run(
            [sys.executable, "-m", "aigc_quiz", *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**variables, **environment},
            cwd=folder or tmp_path,
            check=False,
        )

    return run


def test_the_json_is_the_contracts_object(quiz, tmp_path):
    done = quiz("grade", SOLUTION, "--json", "--seed", "7", "--isolation", "auto")

    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert done.stderr == ""
    assert list(told)[:11] == [
        "format", "file", "exercise", "outcome", "score", "seconds", "device", "isolation",
        "checks", "artifacts", "seed",
    ]  # fmt: skip
    assert (told["format"], told["outcome"], told["score"], told["seed"]) == (1, "passed", 1.0, 7)
    assert told["isolation"] in {"namespace", "kernel", "limits"}
    assert {"name", "passed", "points", "advice", "seconds", "message"} <= set(told["checks"][0])
    assert (done.stdout.count("\n"), "\x1b" in done.stdout) == (1, False)


def test_several_files_are_all_graded_and_the_worst_decides(quiz, tmp_path):
    good, bad = tmp_path / "好 的.py", tmp_path / "bad one.py"
    good.write_bytes(b"\xef\xbb\xbf" + SOLUTION.read_bytes().replace(b"\n", b"\r\n"))
    bad.write_text(f"# aigc-quiz: {SLUG}\nx = (\n")

    done = quiz("grade", bad, tmp_path / "none.py", good, "--json", *FAST)

    outcomes = [json.loads(line)["outcome"] for line in done.stdout.splitlines()]
    assert outcomes == ["crashed", "passed"]
    assert done.returncode == 2
    assert "none.py: no such file" in done.stderr


def test_the_terminal_shows_the_first_wrong_thing_first_and_no_escapes(quiz, tmp_path):
    wrong = SOLUTION.read_text().replace("def scaled", "print('\\x1b[2Jboo')\ndef scaled", 1)
    wrong = wrong.replace("return ", "return 2 * ", 1)
    file = tmp_path / "mine.py"
    file.write_text(wrong)

    done = quiz("grade", file, *FAST, COLUMNS="40")

    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert lines[0].startswith(f"{SLUG}: ")
    assert "expected" in done.stdout.split("✗")[0]
    assert f"Hint: aigc-quiz hint {SLUG}" in " ".join(" ".join(lines).split())
    assert "\x1b" not in done.stdout
    assert max(map(len, lines)) <= 40
    assert "this isolation stops accidents" in " ".join(lines)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.py"], "none.py: no such file"),
        (["latin.py"], "latin.py:1: is not UTF-8"),
        (["empty.py"], "add --exercise SLUG or the line"),
        (["empty.py", "--exercise", "scaled_dot_product"], f"did you mean {SLUG}"),
        (["right.py", "--device", "abacus"], "--device abacus: unknown; use auto, cpu, cuda, mps"),
        (["right.py", "--isolation", "much"], "--isolation much: unknown"),
        (["right.py", "--timeout", "0"], "--timeout 0: needs seconds above 0"),
        (["right.py", "--memory", "1"], "--memory 1: torch alone needs 256 MiB"),
        (["right.py", "--report", "empty.py"], "pictures cannot be written there"),
        (["right.py", "--lang", "fr"], "--lang: unknown language 'fr'"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(quiz, tmp_path, arguments, message):
    (tmp_path / "latin.py").write_bytes(b"# \xe9\n")
    (tmp_path / "empty.py").write_text("")
    (tmp_path / "right.py").write_bytes(SOLUTION.read_bytes())

    done = quiz("grade", *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_light_installation_says_what_to_install(tmp_path):
    code = (
        "import importlib.util, sys\n"
        "find = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *a: None if name == 'torch' else find(name, *a)\n"
        "from aigc_quiz.cli.app import run\n"
        f"sys.exit(run(['grade', {str(SOLUTION)!r}]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )

    assert done.returncode == 2
    assert done.stderr == 'aigc-quiz: grading needs torch: pip install "aigc-quiz[grade]"\n'


def test_passing_is_remembered_for_the_solution(quiz, tmp_path):
    before = quiz("solution", SLUG)
    assert (before.returncode, before.stdout) == (2, "")
    assert "have not passed" in before.stderr

    assert quiz("grade", SOLUTION, *FAST).returncode == 0

    after = quiz("solution", SLUG)
    assert (after.returncode, after.stdout) == (0, SOLUTION.read_text())


def test_every_shipped_exercise_has_a_solution_that_its_own_marker_finds():
    from aigc_quiz.grading import exercise

    for one in load_bank().exercises:
        assert exercise.of(exercise.read(exercise.solution_path(one))).slug == one.slug


def test_a_folder_is_graded_file_by_file_with_a_summary(quiz, tmp_path):
    (tmp_path / "作业 1" / "deep").mkdir(parents=True)
    (tmp_path / "作业 1" / ".hidden").mkdir()
    right = SOLUTION.read_text()
    for name, text in {
        "a.py": right,
        "deep/b.py": right.replace("return ", "return 2 * ", 1),
        "c.py": "x = 1\n",
        ".hidden/d.py": right,
    }.items():
        (tmp_path / "作业 1" / name).write_text(text)

    done = quiz("grade", "作业 1", *FAST)

    lines = done.stdout.splitlines()
    assert done.returncode == 2
    assert lines[0].startswith(f"✓ 作业 1/a.py  {SLUG}: passed  100%")
    assert lines[1].startswith(f"✗ 作业 1/deep/b.py  {SLUG}: failed")
    assert lines[-1] == "3 files: 1 not graded, 1 passed, 1 failed"
    assert "c.py: fits no exercise" in done.stderr


def test_an_empty_folder_is_one_line_and_exit_2(quiz, tmp_path):
    (tmp_path / "empty").mkdir()

    done = quiz("grade", "empty")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "aigc-quiz: empty: is a folder without Python files; name a file to grade\n"
    )


def test_watching_grades_again_on_save_and_ends_by_ctrl_c_with_nothing_left(tmp_path):
    import pexpect

    from aigc_quiz.grading.jail import tree

    file = tmp_path / "mine.py"
    file.write_text(SOLUTION.read_text())
    terminal = pexpect.spawn(
        sys.executable,
        ["-m", "aigc_quiz", "grade", "--watch", str(file), *FAST],
        env={
            **os.environ,
            "AIGC_QUIZ_HOME": str(tmp_path / "home"),
            "AIGC_QUIZ_LANG": "en",
            "TERM": "dumb",
        },
        encoding="utf-8",
        timeout=120,
    )
    terminal.expect(f"{SLUG}: passed")
    terminal.expect("--seed")
    below = tree.children(terminal.pid)
    file.write_text(SOLUTION.read_text().replace("return ", "return 2 * ", 1))
    terminal.expect(f"{SLUG}: failed")
    terminal.expect("--seed")
    file.unlink()
    file.write_text(SOLUTION.read_text())
    terminal.expect(f"{SLUG}: passed")
    terminal.sendintr()
    terminal.expect(pexpect.EOF)
    terminal.close()

    assert terminal.exitstatus == 130
    assert below
    assert all(tree._status(pid, "VmRSS:") == 0 for pid in below)


def test_a_quotation_of_the_submission_cannot_steer_the_terminal(quiz, tmp_path):
    file = tmp_path / "mine.py"
    file.write_text(
        f"# aigc-quiz: {SLUG}\ndef {SLUG}(*a, **k):\n    raise ValueError('\\x1b[2J')\n"
    )

    done = quiz("grade", file, *FAST)

    assert "ValueError" in done.stdout
    assert "\x1b" not in done.stdout


def test_a_report_is_one_page_a_file_and_an_index_for_many(quiz, tmp_path):
    for folder, text in (("one", SOLUTION.read_text()), ("two", "print('<b>hi')\nx = 1 / 0\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "mine.py").write_text(f"# aigc-quiz: {SLUG}\n{text}")
    alone = quiz("grade", "one/mine.py", "--report", "alone", "--json", *FAST)
    many = quiz("grade", "one/mine.py", "two/mine.py", "--report", "all", "--lang", "zh", *FAST)

    assert json.loads(alone.stdout)["artifacts"] == [f"alone/{SLUG}/report.html"]
    assert "100%" in (tmp_path / f"alone/{SLUG}/report.html").read_text("utf-8")
    assert many.returncode == 1
    first = (tmp_path / f"all/{SLUG}/mine/report.html").read_text("utf-8")
    second = (tmp_path / f"all/{SLUG}/mine-2/report.html").read_text("utf-8")
    assert "通过" in first
    assert "ZeroDivisionError" in second
    assert "&lt;b&gt;hi" in second
    index = (tmp_path / "all/index.html").read_text("utf-8")
    assert f"href='{SLUG}/mine/report.html'" in index
    assert f"href='{SLUG}/mine-2/report.html'" in index
    assert "all/index.html" in many.stderr


def test_without_report_a_function_leaves_nothing(quiz, tmp_path):
    assert quiz("grade", SOLUTION, *FAST).returncode == 0
    assert not (tmp_path / SLUG).exists()


@pytest.mark.parametrize(
    ("exercise", "folder", "message"),
    [
        (SLUG, "few", f"{SLUG} trains nothing; leave --data out"),
        ("gan_cartoon", "none", "none: no such folder"),
        ("gan_cartoon", "few", "holds 1 pictures; a training needs 200 or more"),
    ],
)
def test_pictures_that_cannot_be_trained_on_are_one_line(quiz, tmp_path, exercise, folder, message):
    (tmp_path / "few").mkdir()
    Image.new("RGB", (40, 40)).save(tmp_path / "few" / "a.png")

    done = quiz("grade", solutions_dir() / f"{exercise}.py", "--data", folder, *FAST)

    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--steps", "0"), "--steps 0: needs a number above 0"),
        (("--steps", "5"), f"{SLUG} trains nothing; leave --steps out"),
    ],
)
def test_a_length_that_no_training_can_have_is_refused_in_one_line(quiz, options, words):
    done = quiz("grade", SOLUTION, *options, *FAST)

    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
