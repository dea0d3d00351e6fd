import os
import subprocess
import sys

import pytest

from aigc_quiz.bank import cache
from aigc_quiz.bank.loader import load_bank, read_bank


@pytest.fixture
def folder(write, record, valid_exercise):
    types = ("single", "multi", "true_false", "fill", "numeric", "short")
    return write(
        {
            "definitions/gan.yaml": [record(type_) for type_ in types],
            "coding/my_gan/exercise.yaml": valid_exercise,
        }
    )


def cached(home):
    (file,) = (home / "cache").iterdir()
    return file


def test_what_the_cache_gives_is_what_the_files_hold(folder, home):
    first = load_bank(folder)
    assert cached(home).is_file()
    second = load_bank(folder)

    assert second == first == read_bank(folder).bank
    assert second is not first


def test_with_a_cache_yaml_is_not_imported(folder, home):
    code = (
        "import sys; from pathlib import Path; from aigc_quiz.bank.loader import load_bank;"
        "bank = load_bank(Path(sys.argv[1])); print(len(bank.items), 'yaml' in sys.modules)"
    )

    def run():
        command = [sys.executable, "-c", code, str(folder)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    assert run() == "7 True"
    assert run() == "7 False"


def test_a_changed_file_is_read_again(folder, home):
    load_bank(folder)
    file = folder / "definitions/gan.yaml"
    file.write_text(file.read_text("utf-8").replace("A title", "B title"), "utf-8")

    assert load_bank(folder).questions[0].title.en == "B title"
    assert load_bank(folder).questions[0].title.en == "B title"


def test_a_renamed_folder_shows_its_new_paths(folder, home):
    load_bank(folder)
    moved = folder.rename(folder.with_name("moved"))

    bank = load_bank(moved)
    assert bank.questions[0].path == "moved/definitions/gan.yaml"
    assert bank.exercises[0].folder == moved / "coding/my_gan"


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-20],
        lambda data: data.replace(b"A title", b"X title"),
        lambda data: data.partition(b"\n")[0] + b"\nnull",
        lambda data: b"\xff" + data,
        lambda data: os.urandom(200),
    ],
)
def test_a_damaged_cache_is_ignored(damage, folder, home):
    sound = load_bank(folder)
    file = cached(home)
    file.write_bytes(damage(file.read_bytes()))

    assert load_bank(folder) == sound
    assert load_bank(folder) == sound


@pytest.mark.parametrize(
    "body", [b"{}", b"[99]", b"[0]", b"[-2, 3]", b"[-1, [0, 1]]", b"[[]]", b"7", b"[0, 1, 2, 3]"]
)
def test_a_cache_of_another_shape_is_ignored(body, folder, home):
    sound = load_bank(folder)
    file = cached(home)
    key = file.read_bytes().split()[0].decode()
    file.write_bytes(cache._head(key, body).encode() + b"\n" + body)

    assert load_bank(folder) == sound


def test_an_unwritable_home_costs_only_time(folder, tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("AIGC_QUIZ_HOME", str(blocked))

    assert load_bank(folder) == read_bank(folder).bank


def test_a_faulty_bank_is_never_cached(write, home):
    write({"definitions/bad.yaml": "hello"})
    with pytest.raises(Exception, match="is not a list"):
        load_bank(write({}))

    assert not (home / "cache").exists()
