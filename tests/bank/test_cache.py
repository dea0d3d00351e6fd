import json
import os
import subprocess
import sys
import time

import pytest

from aigc_quiz.bank import cache
from aigc_quiz.bank.loader import load_bank, open_bank, read_bank
from aigc_quiz.bank.question import misconceptions


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
        lambda data: data.replace(b'"single"', b'"simple"', 1),
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
    "change",
    [
        lambda facts, numbers: ([99], numbers),
        lambda facts, numbers: (None, b""),
        lambda facts, numbers: ({}, numbers),
        lambda facts, numbers: ([0, 0, []], bytes(8)),
        lambda facts, numbers: ([0, -1, [[]] * 9], b""),
        lambda facts, numbers: ([-1, 0, [[]] * 9], bytes(8)),
        lambda facts, numbers: ([facts[0] + 1, *facts[1:]], numbers),
        lambda facts, numbers: ([facts[0], facts[1] + 1, facts[2]], numbers),
        lambda facts, numbers: ([facts[1], facts[0], facts[2]], numbers),
        lambda facts, numbers: ([*facts[:2], facts[2][:-1]], numbers),
        lambda facts, numbers: ([*facts[:2], [[] for _ in facts[2]]], numbers),
        lambda facts, numbers: ([*facts[:2], [7 for _ in facts[2]]], numbers),
        lambda facts, numbers: (facts, numbers[:-1]),
        lambda facts, numbers: (facts, numbers + b"\0"),
        lambda facts, numbers: (facts, b"\xff" + numbers[1:]),
        lambda facts, numbers: (facts, b""),
    ],
)
def test_a_cache_of_another_shape_is_ignored(change, folder, home):
    sound = load_bank(folder)
    file = cached(home)
    head, told = cache_head(file)
    line, _, numbers = told.partition(b"\n")
    facts, numbers = change(json.loads(line), numbers)
    told = json.dumps(facts).encode() + b"\n" + numbers
    file.write_bytes(cache._head(head[0], told).encode() + b"\n" + told)

    assert cache.find(folder, key_=head[0]) is None
    assert load_bank(folder) == sound
    assert len(open_bank(folder).briefs) == len(sound.questions)


@pytest.mark.parametrize(
    "record_", [b"{}", b"[99]", b"[0]", b"[-2, 3]", b"[-1, [0, 1]]", b"[[]]", b"7"]
)
def test_a_record_of_another_shape_is_ignored(record_, folder, home):
    sound = load_bank(folder)
    file = cached(home)
    head, told = cache_head(file)
    briefs, _, sums = cache._unpacked(told)
    told = cache._packed(briefs, [record_] * len(sums))
    file.write_bytes(cache._head(head[0], told).encode() + b"\n" + told + record_ * len(sums))

    shelf = open_bank(folder)
    assert [shelf.take(told) for told in shelf.briefs] == list(sound.questions)
    assert load_bank(folder) == sound


def cache_head(file):
    head, _, rest = file.read_bytes().partition(b"\n")
    head = head.decode().split()
    return head, rest[: int(head[2])]


def test_a_shelf_gives_what_the_bank_holds_in_brief_and_in_whole(folder, home):
    bank = load_bank(folder)
    shelf = open_bank(folder)

    assert shelf.held is not None
    assert [shelf.take(told) for told in shelf.briefs] == list(bank.questions)
    for told, whole in zip(shelf.briefs, bank.questions, strict=True):
        for name in (
            "id",
            "category",
            "topic",
            "type",
            "difficulty",
            "frequency",
            "tags",
            "follow_ups",
        ):
            assert getattr(told, name) == getattr(whole, name)
        assert misconceptions(told) == misconceptions(whole)
    with pytest.raises(KeyError):
        shelf.question("no-such-id")


def test_a_cache_that_is_damaged_while_a_session_runs_costs_only_time(folder, home):
    bank, shelf = load_bank(folder), open_bank(folder)
    cached(home).write_bytes(b"")

    assert [shelf.take(told) for told in shelf.briefs] == list(bank.questions)


@pytest.fixture
def settled(folder, monkeypatch):
    """The folder as a large bank whose files were last changed a while ago."""
    monkeypatch.setattr("aigc_quiz.bank.loader._LARGE", 0)
    monkeypatch.setattr(cache, "_SETTLED", -100.0)
    return folder


def test_a_large_bank_is_not_read_again_while_its_files_stay_as_they_are(
    settled, home, monkeypatch
):
    bank = load_bank(settled)
    monkeypatch.setattr("aigc_quiz.bank.loader._bytes", None)
    shelf = open_bank(settled)

    assert [shelf.take(told) for told in shelf.briefs] == list(bank.questions)


@pytest.mark.parametrize("keep_time", [True, False])
def test_a_large_bank_is_read_again_when_a_file_changes_even_if_its_time_is_set_back(
    settled, keep_time, home
):
    load_bank(settled)
    file = settled / "definitions/gan.yaml"
    before = file.stat()
    file.write_text(file.read_text("utf-8").replace("A title", "B title"), "utf-8")
    if keep_time:
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    shelf = open_bank(settled)

    assert shelf.take(shelf.briefs[0]).title.en == "B title"


def test_a_large_bank_with_a_new_or_lost_file_is_read_again(settled, home):
    load_bank(settled)
    (settled / "definitions/gan.yaml").rename(settled / "definitions/other.yaml")

    assert {told.topic for told in open_bank(settled).briefs} == {"other"}


def test_files_that_were_changed_just_now_are_told_by_their_bytes(folder, home):
    assert cache.stamp_of([folder / "definitions/gan.yaml"], time.time()) == cache.NO_STAMP
    assert cache.stamp_of([folder / "definitions/gan.yaml"], time.time() + 3) != cache.NO_STAMP


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
